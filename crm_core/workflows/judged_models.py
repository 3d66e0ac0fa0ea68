"""What one of the trained models shows: its judged rows, in money, by group, beside another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_core import features, segments
from crm_core.errors import InvalidValue
from crm_core.schema import CHANNELS
from crm_core.workflows.trained_models import Progress, Trained

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from crm_core.evaluation import ClassConfusion, Confusion, Figure, GroupError, Profit
    from crm_core.workflows.prediction_judging import FittedApart

STEPS = 100
"""Thresholds are chosen in hundredths."""
MOST_GROUPS = 12
OTHERS = "all others"
NO_CHANNEL = "no conversation yet"
CHANNEL, CITY, COUNTRY = "channel", "city", "country"


@dataclass(frozen=True)
class JudgedRows:
    """The rows a model was judged on: whose they are, what happened, what it said.

    `actual` holds truth values for two classes, numbers of classes for several, else numbers;
    `score` the probability of the positive class, rows x classes, or numbers.
    """

    customers: list[str]
    actual: Any
    score: Any


@dataclass(frozen=True)
class InMoney:
    """One threshold: how many were named rightly and wrongly, what it brings, and the curve.

    `best` is the threshold, in hundredths, that brings most with the fewest contacts; `curve` as
    `evaluation.profit_curve`.
    """

    confusion: Confusion
    profit: Profit
    best: Profit
    curve: pd.DataFrame


def judged_rows(trained: Trained, model: str) -> JudgedRows:
    """The rows a model was judged on, each scored by a fit that had not seen it."""
    judged = trained.lesson.fold >= 0
    actual, score = trained.lesson.target[judged], trained.scores[model][judged]
    customers = [who for who, is_judged in zip(trained.customers, judged, strict=True) if is_judged]
    if trained.prediction.kind == "binary":
        return JudgedRows(customers, actual == 1, score[:, 1])
    return JudgedRows(customers, actual, score)


def in_money(
    rows: JudgedRows, threshold: float, *, hit_value: float, contact_cost: float
) -> InMoney:
    """What it brings to contact every judged row of two classes at or above a threshold."""
    from crm_core import evaluation

    money = {"hit_value": hit_value, "contact_cost": contact_cost}
    steps = (
        evaluation.profit_at(rows.actual, rows.score, step / STEPS, **money)
        for step in range(STEPS + 1)
    )
    return InMoney(
        evaluation.confusion(rows.actual, rows.score, threshold=threshold),
        evaluation.profit_at(rows.actual, rows.score, threshold, **money),
        max(steps, key=lambda step: (step.profit, -step.contacts)),
        evaluation.profit_curve(rows.actual, rows.score, **money),
    )


def classes_told_apart(trained: Trained, model: str) -> ClassConfusion:
    """Of several classes, which were taken for which."""
    from crm_core import evaluation

    rows = judged_rows(trained, model)
    return evaluation.class_confusion(rows.actual, rows.score.argmax(axis=1), trained.labels)


def tenths_of_numbers(rows: JudgedRows) -> pd.DataFrame:
    """Judged numbers in tenths by what was predicted, the lowest first.

    Returns
    -------
    DataFrame
        tenth (from 1), rows, predicted and actual (means); fewer tenths where there are fewer rows.
    """
    import numpy as np
    import pandas as pd

    order = np.argsort(rows.score, kind="stable")
    parts = [part for part in np.array_split(order, 10) if len(part)]
    return pd.DataFrame(
        {
            "tenth": range(1, len(parts) + 1),
            "rows": [len(part) for part in parts],
            "predicted": [float(rows.score[part].mean()) for part in parts],
            "actual": [float(rows.actual[part].mean()) for part in parts],
        }
    )


def advantage(trained: Trained, model: str, other: str) -> Figure:
    """By how much a model leads another in ROC AUC (or R2), with the interval of the difference."""
    from crm_core import evaluation

    leading = "r2" if trained.prediction.kind == "number" else "roc_auc"
    judges, seed = trained.judges, trained.prediction.seed
    return evaluation.difference(judges[model], judges[other], seed=seed)[leading]


def errors_of_groups(
    con: duckdb.DuckDBPyConnection, trained: Trained, model: str, by: str
) -> list[GroupError]:
    """The figures of a model in each group of customers, the largest groups first.

    Groups beyond the twelve largest are judged together, as `all others`.

    Parameters
    ----------
    by
        `city`, `country`, `channel` (the one of most communications by the as-of day), or the name
        of a kept segmentation.

    Raises
    ------
    InvalidValue
        If several classes are predicted: their errors are in the table of classes.
    UnknownColumn
        If no segmentation bears that name.
    """
    from crm_core import evaluation

    found = trained.prediction
    if found.kind == "multiclass":
        raise InvalidValue("by", by, "errors by group are of two classes or a number")
    rows = judged_rows(trained, model)
    named = _groups(con, trained, by).reindex(rows.customers)
    largest = named.value_counts().index[:MOST_GROUPS]
    groups = named.where(named.isin(largest) | named.isna(), OTHERS)
    return evaluation.errors_by_group(list(groups), rows.actual, rows.score, seed=found.seed)


def _groups(con: duckdb.DuckDBPyConnection, trained: Trained, by: str) -> pd.Series:
    """The group of each customer, by id."""
    day = trained.prediction.as_of
    if by in (CITY, COUNTRY):
        frame = features.customer_features(con, as_of=day, columns=[by])
        return frame.set_index("customer_id")[by]
    if by == CHANNEL:
        return _channels(con, day)
    kept = segments.named(con, by)
    names = {one.segment: one.name for one in segments.saved_segments(con, kept.segmentation_id)}
    members = segments.members(con, kept.segmentation_id).to_pandas()
    return members.set_index("customer_id")["segment"].map(names)


def _channels(con: duckdb.DuckDBPyConnection, day: Any) -> pd.Series:
    names = {f"{channel}_communications": channel for channel in CHANNELS}
    known = [name for name in names if name in features.FEATURES]
    frame = features.customer_features(con, as_of=day, columns=known).set_index("customer_id")
    counts = frame[known].rename(columns=names).fillna(0)
    return counts.idxmax(axis=1).where(counts.sum(axis=1) > 0, NO_CHANNEL)


def curve_of_learning(
    trained: Trained, model: str, *, progress: Progress | None = None
) -> pd.DataFrame:
    """ROC AUC, or R2, by how many rows taught a model: `predictions.learning_curve`."""
    from crm_core.predictions.learning_curve import learning_curve
    from crm_core.predictions.models import MODELS
    from crm_core.workflows.prediction_judging import leading_figure

    return learning_curve(
        trained.lesson,
        MODELS[model],
        leading_figure,
        seed=trained.prediction.seed,
        progress=progress,
    )


@dataclass(frozen=True)
class LookedInto:
    """A model fitted apart, to be asked how its score follows one feature after another.

    `importance` as `predictions.importance.permutation_importance`.
    """

    apart: FittedApart
    importance: pd.DataFrame


def looked_into(trained: Trained, model: str) -> LookedInto:
    """What a model goes by, on a part of the rows that it did not learn from."""
    from crm_core.workflows.prediction_judging import fitted_apart, importance_apart

    lesson, seed = trained.lesson, trained.prediction.seed
    # What was tuned for the first part of the rows is what learnt from the others.
    [choice, *_] = (trained.prediction.tuned or {}).get(model) or [{}]
    apart = fitted_apart(lesson, model, seed=seed, choice=choice)
    return LookedInto(apart, importance_apart(lesson, apart, seed=seed))


def dependence(trained: Trained, found: LookedInto, feature: str) -> pd.DataFrame:
    """How the mean score follows a feature: `predictions.importance.partial_dependence`.

    The score is the probability of the positive class, or the number.

    Raises
    ------
    InvalidValue
        If several classes are predicted: no one score follows the feature.
    """
    from crm_core.predictions.importance import partial_dependence
    from crm_core.predictions.training import predicted

    lesson = trained.lesson
    if lesson.kind == "multiclass":
        raise InvalidValue("feature", feature, "several classes have no one score to follow it")

    def scores(rows: Any) -> Any:
        given = predicted(found.apart.estimator, rows, lesson)
        return given if lesson.kind == "number" else given[:, 1]

    columns = lesson.columns.taken(found.apart.judged)
    seed = trained.prediction.seed
    return partial_dependence(scores, found.apart.transform, columns, feature, seed=seed)


def importance_table(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The importance of features as a card holds it, as `permutation_importance` gave it."""
    import pandas as pd

    columns = {"importance": "float64", "low": "float64", "high": "float64"}
    return pd.DataFrame(records, columns=["feature", *columns]).astype(columns)
