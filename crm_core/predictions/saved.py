"""Trained models that were kept under a name: what stands in `models`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from crm_core.errors import UnknownColumn, UntrustedModel
from crm_core.matrices import MixedTransform
from crm_core.predictions.packing import digest, restored_transform, unpacked

Floats = NDArray[np.floating[Any]]

LATEST = """
select
    model_id, name, version, target, kind, algorithm, as_of, horizon_days, trained_at,
    card, parameters, content, digest
from models
where lower(name) = lower($name) and deleted_at is null
order by version desc, model_id
limit 1
"""

NAMES = """
select distinct name
from models
where deleted_at is null
order by name
"""


@dataclass(frozen=True)
class SavedModel:
    """A trained model, ready to score.

    Attributes
    ----------
    features : its columns, in the order of the shares of reasons.
    labels : the classes; of two, the positive one is last. Empty for numbers.
    typical : a row of the means of the training rows, as the estimator sees them.
    card : what a person should know of it.
    """

    model_id: str
    name: str
    version: int
    target: str
    kind: str
    algorithm: str
    as_of: date
    horizon_days: int | None
    trained_at: datetime
    features: tuple[str, ...]
    labels: tuple[str, ...]
    transform: MixedTransform
    typical: Floats
    estimator: Any
    card: dict[str, Any]


def saved_model(con: duckdb.DuckDBPyConnection, name: str) -> SavedModel:
    """The latest version of the model that bears the name, in any case.

    Raises
    ------
    UnknownColumn
        If no model bears it.
    UntrustedModel
        If it was altered since it was saved, or holds what no model of ours does.
    """
    rows = con.execute(LATEST, {"name": name.strip()}).fetchall()
    if not rows:
        there = [found for (found,) in con.execute(NAMES).fetchall()]
        raise UnknownColumn("saved model", name, there, "Keep one with `predict --save`.")
    [(model_id, bears, version, target, kind, algorithm, as_of, horizon, at, *texts, kept)] = rows
    card, parameters, content = map(str, texts)
    if digest(card, parameters, content) != kept:
        raise UntrustedModel(bears, "it was altered since it was saved")
    told = json.loads(parameters)
    return SavedModel(
        model_id,
        bears,
        version,
        target,
        kind,
        algorithm,
        as_of,
        horizon,
        at,
        tuple(told["features"]),
        tuple(told["labels"]),
        restored_transform(told["transform"]),
        np.array(told["typical"]),
        unpacked(bears, content),
        json.loads(card),
    )
