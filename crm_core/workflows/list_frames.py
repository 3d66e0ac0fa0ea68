"""What a judgement of lists holds, as frames to draw: one row per mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.workflows.list_evaluations import ListEvaluation


def figure_bars(found: ListEvaluation, figure: str) -> pd.DataFrame:
    """One figure of every method with its interval: model, label, mean, low, high; best first.

    Bounds are NaN where the figure has none.
    """
    rows = [(name, figures[figure]) for name, figures in found.intervals.items()]
    frame = _frame(
        found, [(name, each.mean, each.low, each.high) for name, each in rows], "mean low high"
    )
    return frame.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def curves_by_length(found: ListEvaluation) -> pd.DataFrame:
    """Precision and recall of the first n places: model, label, n, precision, recall."""
    rows = [
        (name, at["n"], at["precision"], at["recall"])
        for name, lengths in found.by_length.items()
        for at in lengths
    ]
    return _frame(found, rows, "n precision recall")


def trade_offs(found: ListEvaluation) -> pd.DataFrame:
    """What accuracy costs in variety: model, label, ndcg, coverage, novelty, diversity."""
    wanted = ("ndcg", "coverage", "novelty", "diversity")
    rows = [(name, *(each[key] for key in wanted)) for name, each in found.models.items()]
    return _frame(found, rows, " ".join(wanted))


def by_activity(found: ListEvaluation, figure: str = "ndcg") -> pd.DataFrame:
    """One figure by how much was known: model, label, group, customers, mean, low, high."""
    rows = [
        (name, each.group, each.customers, at.mean, at.low, at.high)
        for name, groups in found.groups.items()
        for each in groups
        for at in (each.figures[figure],)
    ]
    return _frame(found, rows, "group customers mean low high")


def _frame(found: ListEvaluation, rows: Sequence[tuple[object, ...]], columns: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["model", *columns.split()])
    frame.insert(1, "label", frame["model"].map(found.labels))
    return frame
