"""Judging scores that were made elsewhere, from a file that holds them beside what happened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.ingest.plain_columns import plain_columns
from crm_core.ingest.sources import open_source

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.evaluation import (
        CalibrationBin,
        ClassConfusion,
        Confusion,
        Decile,
        Figure,
    )


@dataclass(frozen=True)
class Evaluation:
    """Scores against what happened; what does not apply to the kind is None.

    `kind` is binary, multiclass or number; `dropped` counts rows that lack one of the two values or
    cannot be read. `best_threshold`, `profit`, `contacts` and `hits` are those of the threshold
    that brings most; a threshold of None means that to contact nobody is best.
    """

    kind: str
    rows: int
    dropped: int
    positive: str | None = None
    base_rate: float | None = None
    roc_auc: Figure | None = None
    pr_auc: Figure | None = None
    accuracy: Figure | None = None
    balanced_accuracy: Figure | None = None
    precision: Figure | None = None
    recall: Figure | None = None
    f1: Figure | None = None
    macro_f1: Figure | None = None
    log_loss: Figure | None = None
    brier: Figure | None = None
    mse: Figure | None = None
    mae: Figure | None = None
    r2: Figure | None = None
    confusion: Confusion | ClassConfusion | None = None
    deciles: list[Decile] | None = None
    calibration: list[CalibrationBin] | None = None
    best_threshold: float | None = None
    profit: float | None = None
    contacts: int | None = None
    hits: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Money:
    """What a hit brings and what a contact costs."""

    hit_value: float
    contact_cost: float


def evaluate_file(
    path: Path | str,
    *,
    actual: str,
    score: str,
    positive: str | None = None,
    has_header: bool = True,
    money: Money | None = None,
    seed: int = 0,
) -> Evaluation:
    """Every figure for the scores in a file. No database is needed.

    Two different actual values make it binary, where the score is the probability of the positive
    one, any number that is higher where it is likelier, or the name of a class. More make it a
    number if actual and score are numbers, and several classes if both are names.

    Parameters
    ----------
    actual, score
        Columns of the file by name, or by number from 1 where it has no header.
    positive
        The positive one of two classes; yes, true or 1 where left out, else the rarer.

    Raises
    ------
    UnreadableFile, UnknownColumn
        For a file that cannot be read, a column or a positive value that is not there.
    InvalidValue
        If scores and truth do not go together, or money is asked of something not binary.
    NotEnoughRows
        If no row holds both values.
    """
    source = open_source(path, has_header=has_header)
    try:
        table = plain_columns(source, [actual, score])
        unread = source.count("select count(*) from ragged")
    finally:
        source.close()
    frame = table.to_pandas().set_axis(["actual", "score"], axis=1)
    known = frame.dropna().reset_index(drop=True)
    if known.empty:
        hint = f"A row counts where both '{actual}' and '{score}' hold a value."
        raise NotEnoughRows("An evaluation", 1, 0, hint)
    dropped = len(frame) - len(known) + unread
    return _judged(known, dropped, positive, money, seed)


def _judged(
    known: pd.DataFrame, dropped: int, positive: str | None, money: Money | None, seed: int
) -> Evaluation:
    is_number = {name: known[name].dtype.kind == "f" for name in known}
    values = known["actual"].nunique()
    if values <= 2 and not (values == 1 and is_number["actual"] and positive is None):
        return _binary(known, dropped, positive, money, seed)
    if money is not None or positive is not None:
        what = "--positive" if positive is not None else "--hit-value"
        raise InvalidValue(what, values, "it needs two classes, and there are not two")
    if all(is_number.values()):
        return _number(known, dropped, seed)
    if any(is_number.values()):
        raise InvalidValue(
            "--score",
            known["score"].iloc[0],
            "with more than two actual values both columns hold numbers, or both names of classes",
        )
    return _classes(known, dropped, seed)


def _binary(
    known: pd.DataFrame, dropped: int, positive: str | None, money: Money | None, seed: int
) -> Evaluation:
    from crm_core import evaluation
    from crm_core.matrices.labels import label_texts, positive_label

    labels = label_texts(known["actual"])
    chosen = positive_label(labels, positive)
    hit = labels.eq(chosen).to_numpy()
    score = _score(known["score"], set(labels), chosen)
    # In one order whatever the file's, so that the same rows give the same intervals.
    order = known.assign(hit=hit, place=score).sort_values(["place", "hit"]).index.to_numpy()
    hit, score = hit[order], score[order]
    judge = evaluation.BinaryJudge(hit, score)
    figures: dict[str, Any] = dict(evaluation.figures_of(judge, seed=seed))
    if judge.is_probability:
        figures["confusion"] = evaluation.confusion(hit, score)
        figures["calibration"] = evaluation.calibration(hit, score)
    return Evaluation(
        "binary",
        len(known),
        dropped,
        positive=chosen,
        base_rate=float(hit.mean()),
        deciles=evaluation.deciles(hit, score),
        seed=seed,
        **figures,
        **_in_money(hit, score, money),
    )


def _score(column: pd.Series, labels: set[str], positive: str | None) -> Any:
    """Scores as numbers; names of classes are 1 for the positive one, else 0."""
    from crm_core.matrices.labels import label_texts

    if column.dtype.kind == "f":
        return column.to_numpy(dtype=float)
    named = label_texts(column)
    strange = sorted(set(named) - labels)
    if strange:
        wanted = f"a number, or one of the actual values {', '.join(sorted(labels))}"
        raise InvalidValue("--score", strange[0], wanted)
    return named.eq(positive).to_numpy(dtype=float)


def _in_money(hit: Any, score: Any, money: Money | None) -> dict[str, Any]:
    from crm_core import evaluation

    if money is None:
        return {}
    best = evaluation.best_profit(
        hit, score, hit_value=money.hit_value, contact_cost=money.contact_cost
    )
    return {
        "best_threshold": best.threshold,
        "profit": best.profit,
        "contacts": best.contacts,
        "hits": best.hits,
    }


def _number(known: pd.DataFrame, dropped: int, seed: int) -> Evaluation:
    from crm_core import evaluation

    ordered = known.sort_values(["score", "actual"])
    judge = evaluation.NumberJudge(ordered["actual"].to_numpy(), ordered["score"].to_numpy())
    figures: dict[str, Any] = dict(evaluation.figures_of(judge, seed=seed))
    return Evaluation("number", len(known), dropped, seed=seed, **figures)


def _classes(known: pd.DataFrame, dropped: int, seed: int) -> Evaluation:
    import pandas as pd

    from crm_core import evaluation

    ordered = known.sort_values(["score", "actual"])
    both = pd.concat([ordered["actual"], ordered["score"]])
    codes, labels = pd.factorize(both, sort=True)
    actual, named = codes[: len(known)], codes[len(known) :]
    figures: dict[str, Any] = dict(
        evaluation.figures_of(evaluation.ClassesJudge(actual, named), seed=seed)
    )
    return Evaluation(
        "multiclass",
        len(known),
        dropped,
        confusion=evaluation.class_confusion(actual, named, tuple(labels)),
        seed=seed,
        **figures,
    )


def money_of(hit_value: float | None, contact_cost: float | None) -> Money | None:
    """What a hit brings and a contact costs, where either is said.

    Raises
    ------
    InvalidValue
        If only one is said, or one is negative or no finite number.
    """
    if hit_value is None and contact_cost is None:
        return None
    if hit_value is None or contact_cost is None:
        missing = "--contact-cost" if contact_cost is None else "--hit-value"
        raise InvalidValue(
            missing, "", "a profit needs the value of a hit and the cost of a contact"
        )
    for option, value in (("--hit-value", hit_value), ("--contact-cost", contact_cost)):
        if not (math.isfinite(value) and value >= 0):
            raise InvalidValue(option, value, "an amount of money, 0 or more")
    return Money(hit_value, contact_cost)
