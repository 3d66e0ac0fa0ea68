"""What lists hold, and how good they are, as tables for a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_core.workflows.list_evaluations import SHOWN, ListEvaluation

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crm_core.recommendations import Preview


def figures_table(found: ListEvaluation) -> pa.Table:
    """One row per method: model, verdict, and each figure with the bounds of its interval.

    Columns are named as the command line's keys, with *_low* and *_high*; what is undefined is
    null.
    """
    import pyarrow as pa

    return pa.Table.from_pylist([_figures(found, name) for name in found.models])


def _figures(found: ListEvaluation, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"model": name, "verdict": found.verdicts[name].verdict}
    for key in SHOWN:
        figure = found.intervals[name][key]
        row |= {key: figure.mean, f"{key}_low": figure.low, f"{key}_high": figure.high}
    return row | {"customers": found.customers, "limit": found.limit, "split": found.split}


def previews_table(previews: Sequence[Preview]) -> pa.Table:
    """One row per product of each list: customer_id, model, fallback, rank, product_id, name,
    category, price, score and reason.
    """
    import pyarrow as pa

    rows = [
        {
            "customer_id": one.customer_id,
            "model": one.model,
            "fallback": one.fallback,
            "rank": rank,
            "product_id": item.product_id,
            "name": item.name,
            "category": item.category,
            "price": item.price,
            "score": item.score,
            "reason": item.reason,
        }
        for one in previews
        for rank, item in enumerate(one.items, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=_preview_schema())


def _preview_schema() -> pa.Schema:
    import pyarrow as pa

    texts = ("customer_id", "model", "fallback", "product_id", "name", "category", "reason")
    order = [*texts[:3], "rank", *texts[3:6], "price", "score", "reason"]
    kinds = dict.fromkeys(texts, pa.string()) | {"rank": pa.int32()}
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in order])


def frame_table(frame: pd.DataFrame) -> pa.Table:
    """The columns of a frame as they stand on the screen, without its index."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)
