"""What a kept model said, held against what happened once the horizon has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crm_core import features
from crm_core.errors import InvalidValue
from crm_core.matrices.labels import label_texts
from crm_core.predictions.ledger import Scoring, first_said, scorings
from crm_core.predictions.saved import saved_card, saved_model
from crm_core.store import Store
from crm_core.workflows.predicted_scores import drift_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from crm_core.evaluation import Drift, Figure


@dataclass(frozen=True)
class Outcome:
    """A scoring, and what came of it.

    Attributes
    ----------
    scoring : what was said, as of which day, until when.
    has_passed : whether everything up to `scoring.until` is recorded. Nothing passes for a target
        without a date.
    rows : how many of the scored customers it could happen to; None until the horizon has passed,
        as are the two below.
    predicted, actual : over them, the mean of what was said first, and the share (or mean) of what
        happened.
    figures : as the judge's, by name; empty until the horizon has passed.
    """

    scoring: Scoring
    has_passed: bool
    rows: int | None = None
    predicted: float | None = None
    actual: float | None = None
    figures: dict[str, Figure] | None = None


@dataclass(frozen=True)
class Line:
    """One scoring of a record: what was said, and what came of it where its horizon has passed."""

    version: int
    as_of: date
    until: date | None
    scored_at: datetime
    data_version: int
    customers: int
    restated: int
    mean_score: float
    has_passed: bool
    has_seen: bool
    rows: int | None
    predicted: float | None
    actual: float | None
    figures: dict[str, Figure] | None


@dataclass(frozen=True)
class Record:
    """What a model said and what happened.

    `deciles` are of the last scoring that is judged, by tenths of its customers, the highest scores
    first; `drift` is of the last scoring of all. Both are empty where there is none.
    """

    model: str
    target: str
    scorings: list[Line]
    deciles: list[dict[str, Any]]
    drift: list[Drift]


def model_record(store: Store, name: str, *, limit: int = 10) -> Record:
    """The last `limit` scorings with a model, beside what happened.

    Raises
    ------
    InvalidValue
        If `limit` is below 1.
    UnknownColumn
        If no model bears the name.
    UntrustedModel
        If it was altered.
    """
    if limit < 1:
        raise InvalidValue("--limit", limit, "a whole number of at least 1")
    with store.cursor() as con:
        card = saved_card(con, name)
        said = scorings(con, name)[:limit]
        found = [outcome_of(con, scoring) for scoring in said]
        judged = [outcome.scoring for outcome in found if outcome.rows]
        by_tenth = tenths(con, judged[0]).to_dict("records") if judged else []
        moved = drift_since(con, said[0]) if said else []
    return Record(
        said[0].model if said else name, card["target"], [*map(_line, found)], by_tenth, moved
    )


def _line(outcome: Outcome) -> Line:
    told = outcome.scoring
    return Line(
        told.version,
        told.as_of,
        told.until,
        told.first_scored_at,
        told.data_version,
        told.customers,
        told.restated,
        told.mean_score,
        outcome.has_passed,
        told.has_seen,
        outcome.rows,
        outcome.predicted,
        outcome.actual,
        outcome.figures,
    )


def track_record(con: duckdb.DuckDBPyConnection, name: str) -> list[Outcome]:
    """Every scoring with the versions of a model, the last day first, judged where it can be.

    Empty where the name is unknown or nobody was scored. A scoring whose model had learnt from
    outcomes after its as-of day (`scoring.has_seen`) is no forecast; its figures flatter.
    """
    return [outcome_of(con, scoring) for scoring in scorings(con, name)]


def outcome_of(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> Outcome:
    """What came of one scoring; figures carry bootstrap intervals of seed 0."""
    from crm_core import evaluation

    if not _has_passed(con, scoring):
        return Outcome(scoring, has_passed=False)
    rows = said_and_happened(con, scoring)
    if rows.empty:
        return Outcome(scoring, has_passed=True, rows=0, figures={})
    actual, score = rows["actual"].to_numpy(), rows["score"].to_numpy()
    judge: evaluation.Judge = (
        evaluation.NumberJudge(actual, score)
        if scoring.kind == "number"
        else evaluation.BinaryJudge(actual == 1, score)
    )
    figures = evaluation.figures_of(judge, seed=0)
    return Outcome(scoring, True, len(rows), float(score.mean()), float(actual.mean()), figures)


def _has_passed(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> bool:
    until: date | None = scoring.until
    return until is not None and until <= features.default_as_of(con)


def said_and_happened(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> pd.DataFrame:
    """Scored customers whom it could happen to in the horizon.

    Returns
    -------
    DataFrame
        `customer_id`, `score` (what was said first) and `actual` (1 where the class came that the
        score is the probability of, else 0; or a number), in order of `customer_id`; no row where
        the target has no horizon.
    """
    said = first_said(con, scoring)[["customer_id", "score"]]
    if scoring.horizon_days is None:
        return said.head(0).assign(actual=0.0)
    happened = features.outcome(
        con, scoring.target, as_of=scoring.as_of, horizon_days=scoring.horizon_days
    )
    rows = said.merge(happened, on="customer_id")
    label = rows.pop("label")
    if scoring.kind == "binary":
        label = label_texts(label) == scoring.positive
    return rows.assign(actual=label.astype("float64"))


def tenths(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> pd.DataFrame:
    """Predicted beside actual by tenths of the customers, the highest scores first.

    Returns
    -------
    DataFrame
        decile (from 1), customers, predicted and actual (means); fewer tenths where there are fewer
        customers. Of two classes, customers of equal score share what happened evenly, so that
        their order never matters.
    """
    import numpy as np
    import pandas as pd

    from crm_core import evaluation

    rows = said_and_happened(con, scoring).sort_values(
        ["score", "customer_id"], ascending=[False, True]
    )
    parts = [part for part in np.array_split(np.arange(len(rows)), 10) if len(part)]
    score, actual = rows["score"].to_numpy(), rows["actual"].to_numpy()
    rates: list[Any] = [float(actual[part].mean()) for part in parts]
    if scoring.kind == "binary" and parts:
        rates = [each.rate for each in evaluation.deciles(actual == 1, score)]
    return pd.DataFrame(
        {
            "decile": range(1, len(parts) + 1),
            "customers": [len(part) for part in parts],
            "predicted": [float(score[part].mean()) for part in parts],
            "actual": rates,
        }
    )


def drift_since(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> list[Drift]:
    """How far the features of the scored customers lay from what the model learnt from.

    As `evaluation.drift`, the farthest first: `column`, `stability` (the population stability
    index) and `state`: same, changed (from .1 on) or moved (from .25 on). Features are read as of
    the day of the scoring from the data as they are now.
    """
    model = saved_model(con, scoring.model, scoring.version)
    frame = features.customer_features(con, as_of=scoring.as_of, columns=model.features)
    said = first_said(con, scoring)["customer_id"]
    return drift_of(model, frame[frame["customer_id"].isin(said)])
