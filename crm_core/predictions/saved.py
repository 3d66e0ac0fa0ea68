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

VERSION = """
select
    model_id, name, version, target, kind, algorithm, as_of, horizon_days, trained_at,
    card, parameters, content, digest
from models
where
    lower(name) = lower($name)
    and deleted_at is null
    and ($version is null or version = $version)
order by version desc, model_id
limit 1
"""

LISTED = """
select
    model_id, name, version, target, kind, algorithm, as_of, horizon_days, trained_at,
    version = max(version) over (partition by lower(name)) as is_latest
from models
where deleted_at is null
order by trained_at desc, model_id desc
"""

NAMES = """
select distinct name
from models
where deleted_at is null
order by name
"""

LEARNERS = """
select distinct lower(name)
from models
where target = $target
"""


@dataclass(frozen=True)
class ListedModel:
    """A version of a kept model, as a list shows it; `is_latest` of those that bear its name."""

    model_id: str
    name: str
    version: int
    target: str
    kind: str
    algorithm: str
    as_of: date
    horizon_days: int | None
    trained_at: datetime
    is_latest: bool


@dataclass(frozen=True)
class SavedModel:
    """A trained model, ready to score.

    Attributes
    ----------
    features : its columns, in the order of the shares of reasons.
    labels : the classes; of two, the positive one is last. Empty for numbers.
    typical : a row of the means of the training rows, as the estimator sees them.
    profiles : how the training rows lay over each column, as `evaluation.Profile` holds it.
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
    profiles: list[dict[str, Any]]
    estimator: Any
    card: dict[str, Any]


def saved_models(con: duckdb.DuckDBPyConnection) -> list[ListedModel]:
    """Every version of every kept model, the last trained first."""
    return [ListedModel(*row) for row in con.execute(LISTED).fetchall()]


def learners(con: duckdb.DuckDBPyConnection, target: str) -> set[str]:
    """The names, in lower case, of all models that ever learnt a target."""
    return {name for (name,) in con.execute(LEARNERS, {"target": target}).fetchall()}


def saved_card(
    con: duckdb.DuckDBPyConnection, name: str, version: int | None = None
) -> dict[str, Any]:
    """The card of a kept model, without opening the model; raises as `saved_model` does."""
    row = _row(con, name, version)
    return dict(json.loads(str(row[9])))


def saved_model(
    con: duckdb.DuckDBPyConnection, name: str, version: int | None = None
) -> SavedModel:
    """The model that bears the name, in any case: that version of it, or the latest.

    Raises
    ------
    UnknownColumn
        If no model bears it, or it has no such version.
    UntrustedModel
        If it was altered since it was saved, or holds what no model of ours does.
    """
    row = _row(con, name, version)
    model_id, bears, number, target, kind, algorithm, as_of, horizon, at = row[:9]
    card, parameters, content = map(str, row[9:12])
    told = json.loads(parameters)
    return SavedModel(
        model_id,
        bears,
        number,
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
        told.get("profiles", []),
        unpacked(bears, content),
        json.loads(card),
    )


def _row(con: duckdb.DuckDBPyConnection, name: str, version: int | None) -> tuple[Any, ...]:
    """The columns of `VERSION`, the texts being those that were saved."""
    asked = {"name": name.strip(), "version": version}
    row = con.execute(VERSION, asked).fetchone()
    if row is None:
        there = [found for (found,) in con.execute(NAMES).fetchall()]
        bears = name if version is None else f"{name}, version {version}"
        raise UnknownColumn("saved model", bears, there, "Keep one with `predict --save`.")
    if digest(*map(str, row[9:12])) != row[12]:
        raise UntrustedModel(row[1], "it was altered since it was saved")
    return row
