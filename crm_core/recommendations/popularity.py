"""What most customers take: the same list for all, or for all of a group."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions, day_number
from crm_core.recommendations.recommender import NOTHING
from crm_core.recommendations.wording import several

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

RECENT_DAYS = 30
"""How far *recent* looks back."""


class Popularity:
    """Products by how many customers own them.

    Parameters
    ----------
    days
        Count only those who took it up in this many days up to the as-of day; all when None.
    within
        Count only customers of the same group, such as the *country*, where that is known; what
        nobody of the group took up comes after, by how many do elsewhere.
    """

    def __init__(
        self, name: str = "popularity", *, days: int | None = None, within: str | None = None
    ):
        self.name, self.days, self.within = name, days, within

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        counted = self._counted(interactions)
        self.counts_ = _customers_of_each(counted, np.ones(len(counted), dtype=bool))
        self.customers_ = int(counted.has_history.sum())
        self.groups_ = interactions.groups.get(self.within) if self.within else None
        if self.within and self.groups_ is None:
            self.notes_ += (f"No {self.within} of any customer is known, so everybody counts.",)
        self.group_counts_ = self._by_group(counted)
        return self

    def scores(self, rows: Integers) -> Floats:
        if not self.group_counts_ or self.groups_ is None:
            return np.repeat(_scored(self.counts_)[None, :], len(rows), axis=0)
        tie = self.counts_ / (1.0 + self.counts_.max())
        found = [_scored(self.group_counts_.get(g, self.counts_) + tie) for g in self.groups_[rows]]
        return np.array(found, dtype=np.float32).reshape(len(rows), len(self.counts_))

    def reasons(self, row: int, products: Integers) -> list[str]:
        group = self.groups_[row] if self.groups_ is not None else ""
        when = f" in the last {self.days} days" if self.days else ""
        if group and group in self.group_counts_:
            counts = self.group_counts_[group]
            return [
                f"taken by {several(int(counts[at]), 'customer')} of {group}{when}"
                for at in products
            ]
        return [
            f"taken by {self.counts_[at]:,} of {self.customers_:,} customers{when}"
            for at in products
        ]

    def _counted(self, interactions: Interactions) -> Interactions:
        kept = interactions.is_owned
        if self.days is None:
            return interactions.where(kept)
        first = day_number(interactions.as_of) - self.days + 1
        recent = interactions.where(kept & (interactions.day >= first))
        if len(recent):
            return recent
        self.notes_ = (f"Nothing was taken in the last {self.days} days, so all days count.",)
        return interactions.where(kept)

    def _by_group(self, counted: Interactions) -> dict[str, Integers]:
        if self.groups_ is None:
            return {}
        group = self.groups_[counted.customer]
        return {
            str(name): _customers_of_each(counted, group == name)
            for name in np.unique(group.astype(str))
            if name
        }


def _customers_of_each(interactions: Interactions, kept: NDArray[np.bool_]) -> Integers:
    """How many different customers took each product up."""
    products = len(interactions.catalogue)
    pairs = interactions.customer[kept].astype(np.int64) * products + interactions.product[kept]
    return np.bincount(np.unique(pairs) % max(products, 1), minlength=products)


def _scored(counts: Floats | Integers) -> Floats:
    return np.where(counts > 0, counts, NOTHING).astype(np.float32)
