"""What a kept model says of one customer, and what raised and lowered it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.features import catalogue, default_as_of
from crm_core.workflows.explanations import row_of_one

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.predictions.saved import SavedModel


@dataclass(frozen=True)
class Share:
    """What one feature added to a score or took away; `value` is the customer's, None for none."""

    feature: str
    value: float | str | None
    share: float


@dataclass(frozen=True)
class ScoreExplained:
    """A score and its reasons: `start` and all shares, the strongest first, add up to `score`.

    `score` is the probability of the positive class, the number, or of several classes the
    probability of the likeliest, which `predicted` then names.
    """

    model: str
    version: int
    model_id: str
    target: str
    kind: str
    positive: str | None
    algorithm: str
    horizon_days: int | None
    as_of: date
    score: float
    start: float
    shares: list[Share]
    method: str
    predicted: str | None


def explained_score(
    con: DuckDBPyConnection, name: str, customer_id: str, *, as_of: date | None = None
) -> ScoreExplained:
    """The score of one customer by the latest version of a kept model, and its reasons.

    Parameters
    ----------
    as_of
        The last day that counts; the day of the last order or communication when left out.

    Raises
    ------
    UnknownColumn
        If no model bears the name, or a feature it needs is gone.
    UntrustedModel
        If it was altered, or holds what no model of ours does.
    """
    import numpy as np

    from crm_core.matrices import coded
    from crm_core.predictions.reasons import METHODS, reasons
    from crm_core.predictions.saved import saved_model

    model = saved_model(con, name)
    day = as_of or default_as_of(con)
    frame = _row(con, model, customer_id, day)
    values = model.transform.forward(coded(frame, model.features))
    places = {feature: place for place, feature in enumerate(model.features)}
    origin = np.array([places[feature] for feature, _ in model.transform.names])
    found = reasons(
        model.estimator, values, origin, model.typical, model=model.algorithm, kind=model.kind
    )
    shares = [
        Share(feature, _plain(frame[feature].iloc[0]), float(found.shares[0, place]))
        for feature, place in places.items()
    ]
    return ScoreExplained(
        model.name,
        model.version,
        model.model_id,
        model.target,
        model.kind,
        model.labels[1] if model.kind == "binary" else None,
        model.algorithm,
        model.horizon_days,
        day,
        float(found.score[0]),
        float(found.base[0]),
        sorted(shares, key=lambda one: -abs(one.share)),
        METHODS[found.method],
        _likeliest(model, values) if model.kind == "multiclass" else None,
    )


def _row(con: DuckDBPyConnection, model: SavedModel, customer_id: str, day: date) -> pd.DataFrame:
    """The features of one customer, of the types they have among all."""
    known = catalogue(con)
    frame = row_of_one(con, customer_id, model.features, day)
    types = {"number": "float64", "date": "datetime64[s]"}
    kinds = {name: known[name].kind for name in model.features if name in known}
    return frame.astype({name: types[kind] for name, kind in kinds.items() if kind in types})


def _plain(value: Any) -> float | str | None:
    """A value as a number, or else as text; None where there is none."""
    if value is None or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)
    return float(value)


def _likeliest(model: SavedModel, values: object) -> str:
    place = model.estimator.predict_proba(values).argmax(axis=1)[0]
    return model.labels[int(model.estimator.classes_[place])]
