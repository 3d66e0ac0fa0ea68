"""A frame of features as a matrix of finite numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.matrices.transform import (
    Floats,
    Transform,
    check_logged,
    check_scale,
    fitted,
    joined,
)

MISSING = ("median", "drop")
KEY = "customer_id"
Flags = NDArray[np.bool_]
DOUBLE_ROWS = 200_000
"""Up to this many rows are held in double precision. Beyond, scaled ones take half the memory, and
what is done with them half the time; unscaled ones may lie too far from 0 for that."""


@dataclass(frozen=True)
class Matrix:
    """One row per customer who is in the model, in order of customer id.

    Attributes
    ----------
    frame : those customers' rows as they were given: original units, missing values still missing.
    values : rows by features, finite, logged and scaled by `transform`; in single precision beyond
        `DOUBLE_ROWS` rows, if they are scaled.
    dropped : how many customers were left out for a missing value.
    filled : how many values of each feature were missing and took its median.
    medians : what they took, in original units.
    """

    frame: pd.DataFrame
    values: Floats
    transform: Transform
    dropped: int
    filled: dict[str, int]
    medians: dict[str, float]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.transform.columns

    @property
    def rows(self) -> int:
        return len(self.values)

    def filled_column(self, name: str) -> Floats:
        """One feature in original units, missing values filled as the model sees them."""
        known = _numbers(self.frame, name)
        return np.where(np.isfinite(known), known, self.medians.get(name, np.nan))


def numeric_matrix(
    frame: pd.DataFrame,
    features: Sequence[str],
    *,
    scale: str = "standard",
    log: Collection[str] = (),
    missing: str = "median",
) -> Matrix:
    """The rows of `frame` as a matrix over `features`.

    The order of the rows given never matters: they are put in order of `customer_id` first.
    A missing value is filled with the feature's median (in original units, before the logarithm),
    or its customer dropped. An infinite value counts as missing.

    Parameters
    ----------
    frame
        `customer_id` and at least the features; further columns travel along in `Matrix.frame`.
    features
        Names of numeric columns, each once, in the order of the matrix's columns.
    scale, log
        As in `fitted`.
    missing
        *median* or *drop*.

    Raises
    ------
    UnknownColumn
        If a feature is no column of the frame, or one to take the logarithm of is not chosen.
    InvalidValue
        If no feature is chosen, one twice, one that is not a number, one that no customer has a
        value for, or there is no such `scale` or `missing`.
    NotEnoughRows
        If the frame has no row, or none is left.
    """
    _check_choices(frame, features, scale, missing)
    if frame.empty:
        raise NotEnoughRows("A model", 1, 0, "Import customers, or make a demo company.")
    ordered = _in_order(frame)
    known = {name: np.isfinite(_numbers(ordered, name)) for name in features}
    _check_known(known)
    if missing == "median":
        return _matrix(ordered, known, scale, log)
    whole: Flags = np.logical_and.reduce(list(known.values()))
    if not whole.any():
        hint = f"None of {len(whole):,} has all features; fill missing values with the median."
        raise NotEnoughRows("A model", 1, 0, hint)
    kept = ordered[whole].reset_index(drop=True)
    matrix = _matrix(kept, {name: flags[whole] for name, flags in known.items()}, scale, log)
    return replace(matrix, dropped=len(whole) - matrix.rows, medians={})


def _matrix(
    ordered: pd.DataFrame, known: dict[str, Flags], scale: str, log: Collection[str]
) -> Matrix:
    """The matrix of every row, one column after the other: only one is held twice."""
    single = scale != "none" and len(ordered) > DOUBLE_ROWS
    values = np.empty((len(ordered), len(known)), dtype=np.float32 if single else np.float64)
    check_logged(log, tuple(known))
    parts, medians = [], {}
    for place, (name, flags) in enumerate(known.items()):
        column = _numbers(ordered, name)
        medians[name] = float(np.median(column[flags]))
        column = np.where(flags, column, medians[name])
        parts.append(
            fitted(column[:, None], [name], scale=scale, log=[name] if name in log else [])
        )
        values[:, place] = parts[-1].column(name, column)
    filled = {name: len(flags) - int(flags.sum()) for name, flags in known.items()}
    return Matrix(ordered, values, joined(parts), 0, filled, medians)


def _check_choices(frame: pd.DataFrame, features: Sequence[str], scale: str, missing: str) -> None:
    check_scale(scale)
    if missing not in MISSING:
        raise InvalidValue("missing", missing, f"one of {', '.join(MISSING)}")
    if not features:
        raise InvalidValue("features", "", "choose at least one, such as recency_days")
    there = [str(name) for name in frame.columns if name != KEY]
    for name in features:
        if name not in there:
            raise UnknownColumn("feature", name, there)
        if list(features).count(name) > 1:
            raise InvalidValue("features", name, "it is named twice")
        if not _is_numeric(frame[name]):
            raise InvalidValue(
                "features", name, "it holds no numbers; choose ones such as frequency or monetary"
            )


def _is_numeric(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    ids = frame[KEY]
    ordered = frame if ids.is_monotonic_increasing else frame.sort_values(KEY)
    return ordered.reset_index(drop=True)


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    column: Floats = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    return column


def _check_known(known: dict[str, Flags]) -> None:
    for name, flags in known.items():
        if not flags.any():
            raise InvalidValue("features", name, "no customer has a value for it")
