"""What every way of grouping customers can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.int64]

NOISE = -1
"""The group of a row that belongs to none."""


class Segmenter(Protocol):
    """Learns groups from rows, and puts further rows into them.

    After `fit`, `labels_` holds each row's group from 0, or `NOISE`; `centres_` one row per group:
    the method's own centres, or else the mean of the members; `inertia_` the sum of squared
    distances to the centres, None for a method that has none of its own; `fitted_on_` how many rows
    it learned from: fewer than were given where it learns from a sample. All in the space of the
    rows given.

    `name` is that of the method in `METHODS`. `parameters` holds as plain JSON what `assign` needs,
    and `restored` takes it back.
    """

    name: str
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int

    def fit(self, values: Floats) -> Self: ...

    def assign(self, values: Floats) -> Integers: ...

    def parameters(self) -> dict[str, Any]: ...

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self: ...
