"""Random lists: what any method must beat to be worth its name."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


class Chance:
    """Each customer gets products drawn by the seed and their own row."""

    name = "random"

    def __init__(self, *, seed: int):
        self.seed = seed

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.products_ = len(interactions.catalogue)
        return self

    def scores(self, rows: Integers) -> Floats:
        drawn = [
            np.random.default_rng([self.seed, int(row)]).random(self.products_, dtype=np.float32)
            for row in rows
        ]
        return np.array(drawn, dtype=np.float32).reshape(len(rows), self.products_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        return ["drawn at random"] * len(products)
