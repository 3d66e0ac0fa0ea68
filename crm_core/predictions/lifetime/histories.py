"""What purchase models see of a customer: how often, when last, and for how long we have known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_CODES = 1 << 22
"""Whole numbers below this are counted into a table; others are sorted."""


@dataclass(frozen=True)
class Coded:
    """Values as places in a short list: what depends on the value alone is worked out per place."""

    levels: Floats
    places: Integers

    @classmethod
    def of(cls, values: Floats) -> Self:
        """Code finite values of at least 0; the levels rise."""
        whole = values.astype(np.int64)
        if values.size and whole.max() < MOST_CODES and np.array_equal(whole, values):
            there = np.zeros(whole.max() + 1, dtype=bool)
            there[whole] = True
            return cls(np.flatnonzero(there).astype(np.float64), (np.cumsum(there) - 1)[whole])
        levels, places = np.unique(values, return_inverse=True)
        return cls(levels, places)

    def __getitem__(self, rows: Any) -> Coded:
        return Coded(self.levels, self.places[rows])

    @property
    def values(self) -> Floats:
        return self.levels[self.places]

    def total(self, weights: Floats) -> Floats:
        """The sum of `weights` at each level."""
        sums: Floats = np.bincount(self.places, weights, minlength=len(self.levels)).astype(
            np.float64
        )
        return sums


@dataclass(frozen=True)
class Histories:
    """Histories that differ, and how many customers share each, in order of repeat purchases.

    `repeat_purchases` is x, `last_purchase_age` t_x (first to last purchase), `observed_age` T
    (first purchase to the as-of day), the ages in one unit of time. A customer with one purchase
    has x = 0 and t_x = 0.
    """

    repeat_purchases: Coded
    last_purchase_age: Coded
    observed_age: Coded
    customers: Floats

    @classmethod
    def of(
        cls, repeat_purchases: ArrayLike, last_purchase_age: ArrayLike, observed_age: ArrayLike
    ) -> Self:
        """Group customers, given one by one in any order, by what they have in common."""
        x, t_x, age = (
            Coded.of(np.asarray(values, dtype=np.float64))
            for values in (repeat_purchases, last_purchase_age, observed_age)
        )
        keys = (x.places * len(age.levels) + age.places) * len(t_x.levels) + t_x.places
        different, counts = np.unique(keys, return_counts=True)
        pairs, t_x_places = np.divmod(different, max(1, len(t_x.levels)))
        x_places, age_places = np.divmod(pairs, max(1, len(age.levels)))
        return cls(
            Coded(x.levels, x_places),
            Coded(t_x.levels, t_x_places),
            Coded(age.levels, age_places),
            counts.astype(np.float64),
        )

    def __len__(self) -> int:
        return len(self.customers)

    def __getitem__(self, rows: Any) -> Histories:
        return Histories(
            self.repeat_purchases[rows],
            self.last_purchase_age[rows],
            self.observed_age[rows],
            self.customers[rows],
        )

    @property
    def repeat_customers(self) -> int:
        """How many customers bought on two days or more."""
        return int(self.customers[self.repeat_purchases.values > 0].sum())

    def repeated(self) -> Histories:
        """The histories of customers who came back: the last ones, as x rises."""
        return self[np.searchsorted(self.repeat_purchases.values, 0, side="right") :]

    def thinned(self, most: int) -> Histories:
        """Evenly spaced histories, at most so many: enough to begin a search with."""
        return self[:: -(-len(self) // most)] if len(self) > most else self
