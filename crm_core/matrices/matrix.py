"""A frame of features as a matrix of finite numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.matrices.transform import Floats, Transform, check_scale, fitted

MISSING = ("median", "drop")
KEY = "customer_id"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Matrix:
    """One row per customer who is in the model, in order of customer id.

    Attributes
    ----------
    frame : those customers' rows as they were given: original units, missing values still missing.
    values : rows by features, finite, logged and scaled by `transform`.
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
    raw = _numbers(ordered, features)
    absent: Flags = np.logical_not(np.isfinite(raw))
    _check_known(features, absent)
    if missing == "drop":
        return _dropping(ordered, raw, np.logical_or.reduce(absent, axis=1), features, scale, log)
    raw, medians = _filled(raw, absent)
    transform = fitted(raw, features, scale=scale, log=log)
    filled = dict(zip(features, map(int, absent.sum(axis=0)), strict=True))
    known = dict(zip(features, map(float, medians), strict=True))
    return Matrix(ordered, transform.forward(raw), transform, 0, filled, known)


def _dropping(
    ordered: pd.DataFrame,
    raw: Floats,
    lacking: Flags,
    features: Sequence[str],
    scale: str,
    log: Collection[str],
) -> Matrix:
    if lacking.all():
        hint = f"None of {len(raw):,} has all features; fill missing values with the median."
        raise NotEnoughRows("A model", 1, 0, hint)
    kept = ordered[~lacking].reset_index(drop=True)
    transform = fitted(raw[~lacking], features, scale=scale, log=log)
    none = dict.fromkeys(features, 0)
    return Matrix(kept, transform.forward(raw[~lacking]), transform, int(lacking.sum()), none, {})


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


def _numbers(frame: pd.DataFrame, features: Sequence[str]) -> Floats:
    columns = [frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in features]
    return np.column_stack(columns)


def _check_known(features: Sequence[str], absent: Flags) -> None:
    for name, nowhere in zip(features, np.logical_and.reduce(absent, axis=0), strict=True):
        if nowhere:
            raise InvalidValue("features", name, "no customer has a value for it")


def _filled(raw: Floats, absent: Flags) -> tuple[Floats, Floats]:
    raw = np.where(absent, np.nan, raw)
    medians = np.nanmedian(raw, axis=0)
    return np.where(absent, medians, raw), medians
