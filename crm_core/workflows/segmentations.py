"""Grouping customers, keeping a grouping under a name, letting go of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from crm_core.errors import NotEnoughRows
from crm_core.features import customer_features, default_as_of
from crm_core.matrices import Matrix, numeric_matrix
from crm_core.records.files import suffix_of, write_file
from crm_core.segments import (
    Grouping,
    Recipe,
    check_choices,
    check_no_label,
    check_suitable,
    grouped,
    method_of,
    notes,
    silhouette_of,
)
from crm_core.segments.rfm import RFM, rfm_recipe
from crm_core.segments.rfm_cuts import cuts_text
from crm_core.store import Store
from crm_core.workflows.keeping import save_segmentation
from crm_core.workflows.renaming import checked_name

if TYPE_CHECKING:
    import pandas as pd

PROFILED = ("recency_days", "frequency", "monetary")
"""Read beside the chosen features, so that any grouping can be described in the same terms."""


@dataclass(frozen=True)
class SegmentResult:
    """A grouping in figures; lists in segment order, `centers` in the order of `features`.

    What does not apply to the way of grouping is None.
    """

    k: int
    features: tuple[str, ...]
    rows: int
    dropped: int | None
    inertia: float | None
    silhouette: float | None
    silhouette_rows: int | None
    sizes: tuple[int, ...]
    centers: list[list[float]] | None
    as_of: date
    seed: int
    segmentation_id: str | None
    change_set_id: int | None
    algorithm: str
    noise: int | None
    fitted_on: int | None


def segment(
    store: Store,
    *,
    features: Sequence[str],
    k: int | None = None,
    algorithm: str = "kmeans",
    eps: float | None = None,
    min_samples: int | None = None,
    min_cluster_size: int | None = None,
    cuts: Any = None,
    scale: str = "standard",
    log: Sequence[str] = (),
    missing: str = "median",
    as_of: date | None = None,
    seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
    save: str | None = None,
    out: Path | None = None,
    actor: str,
) -> SegmentResult:
    """Group customers; keep the grouping as `save`, write its members to `out`.

    Parameters
    ----------
    features, scale, log, missing
        As in `matrices.numeric_matrix`.
    algorithm
        One of `segments.METHODS`.
    k, eps, min_samples, min_cluster_size
        What the method takes of them; None for the others.
    cuts
        Cut-points and groups of RFM, as JSON holds them; see `segments.rfm_cuts.cuts_of`.
    seed
        From 0 to 2,147,483,647.
    tell
        Called with sentences on how it went: a sample, a choice that was made, noise.
    as_of
        The last day that counts; the day of the last order or communication when left out.
    out
        A file for `customer_id` and `segment`: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    UnknownColumn, InvalidValue, MissingChoice, NotEnoughRows
        For a feature that is not there or is no number, a choice out of bounds, missing or of no
        use, a name that is taken, or fewer customers that differ than segments. Nothing is written
        then.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        if save is not None:
            checked_name(con, save, again=True)
        day = as_of or default_as_of(con)
        recipe = Recipe(
            tuple(features),
            k,
            day,
            scale,
            tuple(log),
            missing,
            seed,
            algorithm,
            eps,
            min_samples,
            min_cluster_size,
            cuts_text(cuts),
        )
        check_choices(recipe)
        recipe = rfm_recipe(recipe) if algorithm == RFM.name else recipe
        frame = features_of(con, recipe)
    check_enough(frame, recipe.k, method_of(algorithm).label)
    grouping = grouping_of(matrix_of(frame, recipe), recipe)
    for sentence in notes(grouping):
        tell(sentence)
    width, width_rows = silhouette_of(grouping, seed=seed)
    if out is not None:
        write_file(grouping.members().to_reader(), out)
    kept = (
        save_segmentation(store, grouping, recipe, save, actor=actor, again=True) if save else None
    )
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
        algorithm,
        grouping.noise,
        grouping.fitted_on,
    )


def features_of(con: duckdb.DuckDBPyConnection, recipe: Recipe) -> pd.DataFrame:
    """`customer_id`, the features of a recipe, and those of `PROFILED`.

    Raises
    ------
    UnknownColumn
        If a feature is not there.
    InvalidValue
        If one is a saved segmentation under another name.
    """
    columns = dict.fromkeys((*recipe.features, *PROFILED))
    frame = customer_features(con, as_of=recipe.as_of, columns=columns)
    check_no_label(con, frame, recipe.features)
    return frame


def check_enough(frame: pd.DataFrame, k: int | None, method: str = "K-means") -> None:
    """Refuse more segments than there are customers, before anything else is said of them.

    Raises
    ------
    NotEnoughRows
        If there are fewer than k.
    """
    if k is not None and len(frame) < k:
        hint = "Import more customers, or choose fewer segments."
        raise NotEnoughRows(f"{method} with {k:,} segments", k, len(frame), hint)


def matrix_of(frame: pd.DataFrame, recipe: Recipe) -> Matrix:
    """The customers of a recipe as a matrix, from the frame that `features_of` gave.

    Raises
    ------
    UnknownColumn, InvalidValue, NotEnoughRows
        As `matrices.numeric_matrix` and, unless RFM compares no distances, `check_suitable`.
    """
    if recipe.algorithm != "rfm":
        check_suitable(frame, recipe.features)
    return numeric_matrix(
        frame, recipe.features, scale=recipe.scale, log=recipe.log, missing=recipe.missing
    )


def grouping_of(matrix: Matrix, recipe: Recipe) -> Grouping:
    """The grouping that a recipe makes of its matrix: the same on every face and every time."""
    return grouped(matrix, method_of(recipe.algorithm).made(recipe))
