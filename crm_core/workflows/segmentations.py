"""Grouping customers, keeping a grouping under a name, letting go of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from crm_core.errors import InvalidValue, NotEnoughRows, UnknownId
from crm_core.features import customer_features, default_as_of
from crm_core.matrices import Matrix, numeric_matrix
from crm_core.records.files import suffix_of, write_file
from crm_core.segments import Grouping, Recipe, grouped, method_of, silhouette
from crm_core.store import Store

if TYPE_CHECKING:
    import pandas as pd

PROFILED = ("recency_days", "frequency", "monetary")
"""Read beside the chosen features, so that any grouping can be described in the same terms."""
LONGEST_NAME = 80

SAME_NAME = """
select count(*) from segmentations where lower(name) = lower($name) and deleted_at is null
"""
KEPT = """
select
    $id as segmentation_id, $name as name, $method as "method", $as_of::date as as_of,
    $seed as seed, $parameters as parameters, $at::timestamp as saved_at, 1 as version
"""
KEPT_MEMBERS = """
select $id as segmentation_id, m.customer_id, m.segment
from grouped_members m
join customers c on c.customer_id = m.customer_id
where c.deleted_at is null
order by m.customer_id
"""
LIVE = """
select name from segmentations where segmentation_id = $id and deleted_at is null
"""


@dataclass(frozen=True)
class SegmentResult:
    """A grouping in figures; lists in segment order, `centers` in the order of `features`."""

    k: int
    features: tuple[str, ...]
    rows: int
    dropped: int
    inertia: float | None
    silhouette: float | None
    silhouette_rows: int
    sizes: tuple[int, ...]
    centers: list[list[float]]
    as_of: date
    seed: int
    segmentation_id: str | None
    change_set_id: int | None


@dataclass(frozen=True)
class Kept:
    """A segmentation that was saved: its id, the change-set, how many customers are in it."""

    segmentation_id: str
    change_set_id: int
    members: int


@dataclass(frozen=True)
class Discarded:
    """A segmentation that went into the bin: its name, and the change-set to undo."""

    name: str
    change_set_id: int


def segment(
    store: Store,
    *,
    features: Sequence[str],
    k: int,
    scale: str = "standard",
    log: Sequence[str] = (),
    missing: str = "median",
    as_of: date | None = None,
    seed: int = 0,
    save: str | None = None,
    out: Path | None = None,
    actor: str,
) -> SegmentResult:
    """Group customers by K-means; keep the grouping as `save`, write its members to `out`.

    Parameters
    ----------
    features, scale, log, missing
        As in `matrices.numeric_matrix`.
    k, seed
        As in `segments.KMeans`.
    as_of
        The last day that counts; the day of the last order or communication when left out.
    out
        A file for `customer_id` and `segment`: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    UnknownColumn, InvalidValue, NotEnoughRows
        For a feature that is not there or is no number, a choice out of bounds, a name that is
        taken, or fewer customers that differ than segments. Nothing is written then.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        if save is not None:
            checked_name(con, save)
        day = as_of or default_as_of(con)
        recipe = Recipe(tuple(features), k, day, scale, tuple(log), missing, seed)
        frame = features_of(con, recipe)
    check_enough(frame, recipe.k)
    grouping = grouping_of(matrix_of(frame, recipe), recipe)
    width, width_rows = silhouette(grouping.matrix.values, grouping.segments, seed=seed)
    if out is not None:
        write_file(grouping.members().to_reader(), out)
    kept = save_segmentation(store, grouping, recipe, save, actor=actor) if save else None
    return SegmentResult(
        grouping.k,
        recipe.features,
        grouping.matrix.rows,
        grouping.matrix.dropped,
        grouping.inertia,
        width,
        width_rows,
        grouping.sizes,
        grouping.centres.tolist(),
        day,
        seed,
        kept.segmentation_id if kept else None,
        kept.change_set_id if kept else None,
    )


def features_of(con: duckdb.DuckDBPyConnection, recipe: Recipe) -> pd.DataFrame:
    """`customer_id`, the features of a recipe, and those of `PROFILED`.

    Raises
    ------
    UnknownColumn
        If a feature is not there.
    """
    columns = dict.fromkeys((*recipe.features, *PROFILED))
    return customer_features(con, as_of=recipe.as_of, columns=columns)


def check_enough(frame: pd.DataFrame, k: int | None) -> None:
    """Refuse more segments than there are customers, before anything else is said of them.

    Raises
    ------
    NotEnoughRows
        If there are fewer than k.
    """
    if k is not None and len(frame) < k:
        hint = "Import more customers, or choose fewer segments."
        raise NotEnoughRows(f"K-means with {k:,} segments", k, len(frame), hint)


def matrix_of(frame: pd.DataFrame, recipe: Recipe) -> Matrix:
    """The customers of a recipe as a matrix, from the frame that `features_of` gave.

    Raises
    ------
    UnknownColumn, InvalidValue, NotEnoughRows
        As `matrices.numeric_matrix`.
    """
    return numeric_matrix(
        frame, recipe.features, scale=recipe.scale, log=recipe.log, missing=recipe.missing
    )


def grouping_of(matrix: Matrix, recipe: Recipe) -> Grouping:
    """The grouping that a recipe makes of its matrix: the same on every face and every time."""
    return grouped(matrix, method_of(recipe.algorithm).made(recipe))


def save_segmentation(
    store: Store, grouping: Grouping, recipe: Recipe, name: str, *, actor: str
) -> Kept:
    """Keep a grouping under a name, in one change-set that undo takes back.

    A customer who went into the bin since the grouping was made is left out.

    Raises
    ------
    InvalidValue
        If the name is blank, too long or taken.
    """
    with store.transaction(actor=actor, reason=f"Save segmentation '{name.strip()}'") as tx:
        given = {
            "name": checked_name(tx.con, name),
            "method": recipe.algorithm,
            "as_of": recipe.as_of,
            "seed": recipe.seed,
            "parameters": json.dumps(parameters_of(grouping, recipe)),
            "at": tx.at,
        }
        [segmentation_id] = tx.next_ids("segmentations", 1)
        tx.insert("segmentations", KEPT, {"id": segmentation_id, **given})
        tx.con.register("grouped_members", grouping.members())
        members = tx.insert("segment_members", KEPT_MEMBERS, {"id": segmentation_id})
        tx.con.unregister("grouped_members")
    return Kept(segmentation_id, tx.change_set_id, members)


def discard_segmentation(store: Store, segmentation_id: str, *, actor: str) -> Discarded:
    """Put a segmentation into the bin. Its members stay with it, for the day it is restored.

    Raises
    ------
    UnknownId
        If there is none of that id, or it is in the bin already.
    """
    with store.cursor() as con:
        found = con.execute(LIVE, {"id": segmentation_id}).fetchone()
    if found is None:
        raise UnknownId("segmentations", segmentation_id)
    with store.transaction(actor=actor, reason=f"Delete segmentation '{found[0]}'") as tx:
        given = {"id": segmentation_id}
        if not tx.delete("segmentations", "select $id as segmentation_id", given):
            raise UnknownId("segmentations", segmentation_id)
    return Discarded(str(found[0]), tx.change_set_id)


def checked_name(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """A name that can be given to a segmentation, without outer blanks.

    Raises
    ------
    InvalidValue
        If it is blank, longer than 80 signs, or another segmentation bears it.
    """
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValue("name", name, f"a text of 1 to {LONGEST_NAME} signs")
    [(taken,)] = con.execute(SAME_NAME, {"name": wanted}).fetchall()
    if taken:
        raise InvalidValue(
            "name", wanted, "a segmentation bears it already; choose another, or delete that one"
        )
    return wanted


def parameters_of(grouping: Grouping, recipe: Recipe) -> dict[str, Any]:
    """What it takes to describe a grouping later, and to put a customer into its segments."""
    matrix = grouping.matrix
    return grouping.model.parameters() | {
        "k": grouping.k,
        "rows": matrix.rows,
        "dropped": matrix.dropped,
        "filled": matrix.filled,
        "sizes": list(grouping.sizes),
        "noise": grouping.noise,
        "fitted_on": grouping.fitted_on,
        "centers": grouping.centres.tolist(),
        "inertia": grouping.inertia,
    }
