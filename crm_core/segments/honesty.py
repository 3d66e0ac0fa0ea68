"""Whose segment hangs on a value that nobody recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.formulas import Formula
from crm_core.segments.grouping import Grouping
from crm_core.segments.segmenter import Floats, Integers

Flags = NDArray[np.bool_]
DRAWS = 20

HANGS_ON_FILLED = Formula(
    "hangs_on_filled",
    "Segment hangs on a filled-in value",
    r"\left|\{s_0, s_1, \dots, s_{20}\}\right| > 1",
    "A missing value was filled in so that the customer could be grouped. Twenty times it is drawn "
    "anew, each time one that some other customer really has, and the customer is assigned again. "
    "Marked is who comes into more than one segment, the one shown included.",
    "count",
)


@dataclass(frozen=True)
class Doubt:
    """How far a grouping rests on values that were filled in.

    Attributes
    ----------
    marked : for each row of the matrix, whether its segment changes with the value filled in.
    filled : how many customers had a value filled in.
    draws : how often each missing value was drawn.
    """

    marked: Flags
    filled: int
    draws: int

    @property
    def count(self) -> int:
        return int(self.marked.sum())


def doubt(grouping: Grouping, *, seed: int, draws: int = DRAWS) -> Doubt:
    """Mark the customers who come into more than one segment when missing values are drawn.

    Each feature's missing values are drawn, with replacement and by the seed, from those that the
    other customers of the matrix have. Nobody is marked where missing values dropped the customer.

    Source: multiple imputation by hot deck, Rubin (1987), Multiple Imputation for Nonresponse in
    Surveys.
    """
    matrix = grouping.matrix
    lacking = _lacking(grouping)
    marked = np.zeros(matrix.rows, dtype=bool)
    rows = np.flatnonzero(lacking.any(axis=1))
    if not len(rows):
        return Doubt(marked, 0, draws)
    frame = matrix.frame
    raw = np.column_stack([_column(frame[name].iloc[rows]) for name in matrix.columns])
    known = [_known(_column(frame[name])) for name in matrix.columns]
    random = np.random.default_rng(seed)
    changed = np.zeros(len(rows), dtype=bool)
    for _ in range(draws):
        drawn = _drawn(raw, lacking[rows], known, random)
        changed |= _segments(grouping, drawn) != grouping.segments[rows]
    marked[rows] = changed
    return Doubt(marked, len(rows), draws)


def _lacking(grouping: Grouping) -> Flags:
    """Rows by features: whether the value was missing, an infinite one included."""
    matrix = grouping.matrix
    if not any(matrix.filled.values()):
        return np.zeros((matrix.rows, 1), dtype=bool)
    columns = [~np.isfinite(_column(matrix.frame[name])) for name in matrix.columns]
    return np.column_stack(columns)


def _drawn(raw: Floats, lacking: Flags, known: list[Floats], random: Any) -> Floats:
    drawn = raw.copy()
    for position, values in enumerate(known):
        rows = np.flatnonzero(lacking[:, position])
        drawn[rows, position] = random.choice(values, len(rows))
    return drawn


def _segments(grouping: Grouping, raw: Floats) -> Integers:
    model = grouping.model
    values = grouping.matrix.transform.forward(raw).astype(grouping.matrix.values.dtype)
    return model.numbered(model.segmenter.assign(values))


def _column(values: Any) -> Floats:
    column: Floats = values.to_numpy(np.float64, na_value=np.nan)
    return column


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]
