"""What every way of recommending can do."""

from __future__ import annotations

from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

NOTHING = -np.inf
"""The score of a product that a method has nothing to say about for a customer."""


class Recommender(Protocol):
    """Learns from interactions, and says how well each product suits a customer, and why.

    `__init__` takes options and a seed and stores them; `fit` learns and returns itself. After it
    `notes_` holds a sentence for everything that was left out or sampled.

    `scores` gives one row per customer asked for, one column per product: higher is better,
    `NOTHING` where the method has nothing to say. Owned products are scored too: whether they may
    be shown is not for a method to decide. Scores are compared within a customer, never between
    methods.

    `reasons` says in words, from the method itself, why each of the products suits the customer.
    """

    name: str
    notes_: tuple[str, ...]

    def fit(self, interactions: Interactions) -> Self: ...

    def scores(self, rows: Integers) -> Floats: ...

    def reasons(self, row: int, products: Integers) -> list[str]: ...
