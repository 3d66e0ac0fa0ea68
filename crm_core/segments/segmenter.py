"""What every way of grouping customers can do."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Segmenter(Protocol):
    """Learns groups from rows, and puts further rows into them.

    After `fit`, `labels_` holds each row's group from 0, `centres_` one row per group and
    `inertia_` the sum of squared distances to the centres, in the space of the rows given.
    """

    labels_: Integers
    centres_: Floats
    inertia_: float

    def fit(self, values: Floats) -> Self: ...

    def assign(self, values: Floats) -> Integers: ...
