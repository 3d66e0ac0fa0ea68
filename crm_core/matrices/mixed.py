"""Numbers and categories side by side as one matrix: filled, scaled, and one column per value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.errors import NotEnoughRows, UnknownColumn

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

RARE_SHARE = 0.01
"""A value that fewer of the training rows have than this goes into one group with its like."""
MOST_LEVELS = 50
MISSING, OTHER = "(missing)", "(other)"


@dataclass(frozen=True)
class Coded:
    """A frame's columns as numbers: read once, however often models are fitted on parts of it.

    Attributes
    ----------
    numbers : by column, its values, NaN where one is missing.
    codes : by column, the place of each row's value in its `levels`, -1 where one is missing.
    levels : by column, its different values as text, sorted.
    days : the numbers that are days since 1970.
    """

    rows: int
    numbers: Mapping[str, Floats]
    codes: Mapping[str, Integers]
    levels: Mapping[str, tuple[str, ...]]
    days: frozenset[str] = frozenset()

    def taken(self, rows: NDArray[Any]) -> Coded:
        """Some of the rows, by flags or positions."""
        numbers = {name: values[rows] for name, values in self.numbers.items()}
        codes = {name: values[rows] for name, values in self.codes.items()}
        kept = int(rows.sum()) if rows.dtype == np.bool_ else len(rows)
        return Coded(kept, numbers, codes, self.levels, self.days)


def coded(frame: pd.DataFrame, columns: Sequence[str]) -> Coded:
    """The columns of `frame`: numbers as they are, days as days since 1970, the rest as categories.

    Nothing is learnt here: a value's code says only which rows share it. Infinite numbers count as
    missing.

    Raises
    ------
    UnknownColumn
        If a column is not there.
    """
    numbers: dict[str, Floats] = {}
    codes: dict[str, Integers] = {}
    levels: dict[str, tuple[str, ...]] = {}
    days: set[str] = set()
    for name in columns:
        if name not in frame:
            raise UnknownColumn("feature", name, [str(there) for there in frame.columns])
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            values = column.to_numpy(dtype=np.float64, na_value=np.nan)
            numbers[name] = np.where(np.isfinite(values), values, np.nan)
        elif pd.api.types.is_datetime64_any_dtype(column):
            since = (column - pd.Timestamp(0)) / pd.Timedelta(days=1)
            numbers[name] = since.to_numpy(dtype=np.float64)
            days.add(name)
        else:
            codes[name], levels[name] = _categories(column)
    return Coded(len(frame), numbers, codes, levels, frozenset(days))


def _categories(column: pd.Series) -> tuple[Integers, tuple[str, ...]]:
    place, different = pd.factorize(column)
    texts = np.array([str(value) for value in different], dtype=object)
    levels, merged = np.unique(texts, return_inverse=True) if len(texts) else (texts, texts)
    codes = np.where(place < 0, -1, np.append(merged, -1)[place])
    return codes.astype(np.int64), tuple(str(level) for level in levels)


@dataclass(frozen=True)
class NumberColumn:
    """How one number was made fit: a missing value takes the median; (value - centre) / spread.

    With `marks_missing` a column of its own says which values were missing.
    """

    name: str
    median: float
    centre: float
    spread: float
    marks_missing: bool


@dataclass(frozen=True)
class CategoryColumn:
    """The values of one category that have a column of their own; `OTHER` and `MISSING` may."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class MixedTransform:
    """Mixed columns to a matrix, with what was learnt from the training rows alone."""

    numbers: tuple[NumberColumn, ...]
    categories: tuple[CategoryColumn, ...]

    @property
    def names(self) -> list[tuple[str, str]]:
        """Each column of the matrix: the feature it comes from, and which value it stands for."""
        found = [(column.name, "") for column in self.numbers]
        found += [(column.name, MISSING) for column in self.numbers if column.marks_missing]
        return found + [
            (column.name, level) for column in self.categories for level in column.levels
        ]

    def forward(self, columns: Coded) -> Floats:
        """Rows as models see them: finite numbers, in the order of `names`.

        A value that training did not know is among `OTHER` where there is such a group, else all
        columns of its category are 0.
        """
        matrix = np.zeros((columns.rows, len(self.names)))
        place = len(self.numbers)
        for number, column in enumerate(self.numbers):
            values = columns.numbers[column.name]
            absent = np.isnan(values)
            filled = np.where(absent, column.median, values)
            matrix[:, number] = (filled - column.centre) / column.spread
            if column.marks_missing:
                matrix[:, place] = absent
                place += 1
        for category in self.categories:
            self._mark(matrix, place, category, columns)
            place += len(category.levels)
        return matrix

    def _mark(self, matrix: Floats, place: int, category: CategoryColumn, columns: Coded) -> None:
        """Set the column of each row's value to 1."""
        known = {level: number for number, level in enumerate(category.levels)}
        other = known.get(OTHER, -1)
        where = [known.get(level, other) for level in columns.levels[category.name]]
        where.append(known.get(MISSING, other))
        target = np.array(where)[columns.codes[category.name]]
        rows = np.flatnonzero(target >= 0)
        matrix[rows, place + target[rows]] = 1.0


def mixed_transform(columns: Coded) -> MixedTransform:
    """The transform that fits these training rows.

    Numbers: missing ones take the median, and a column says where, if any was missing; then mean 0
    and standard deviation 1. Categories: one column for each value that at least 1% of the rows
    have (the 50 commonest at most), one for all rarer values together, one for missing ones.

    Raises
    ------
    NotEnoughRows
        If there is no row.
    """
    if not columns.rows:
        raise NotEnoughRows("A model", 1, 0, "Import customers, or make a demo company.")
    numbers = tuple(_number(name, values) for name, values in columns.numbers.items())
    categories = tuple(
        _category(name, codes, columns.levels[name]) for name, codes in columns.codes.items()
    )
    return MixedTransform(numbers, categories)


def _number(name: str, values: Floats) -> NumberColumn:
    absent = np.isnan(values)
    known = values[~absent]
    if not len(known):
        return NumberColumn(name, 0.0, 0.0, 1.0, marks_missing=False)
    median = float(np.median(known))
    filled = np.where(absent, median, values)
    spread = float(filled.std())
    marks = bool(absent.any())
    if np.ptp(filled) == 0:
        return NumberColumn(name, median, median, 1.0, marks)
    return NumberColumn(name, median, float(filled.mean()), spread, marks)


def _category(name: str, codes: Integers, levels: tuple[str, ...]) -> CategoryColumn:
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    enough = max(1.0, RARE_SHARE * len(codes))
    by_count = np.lexsort((np.arange(len(levels)), -counts))[:MOST_LEVELS]
    kept = sorted(int(place) for place in by_count if counts[place] >= enough)
    names = [levels[place] for place in kept]
    if counts.sum() > counts[kept].sum():
        names.append(OTHER)
    if (codes < 0).any():
        names.append(MISSING)
    return CategoryColumn(name, tuple(names))
