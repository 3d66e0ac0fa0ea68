"""What may be shown: each rule a step that says how many products it takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue
from crm_core.recommendations.catalogue import Catalogue

Flags = NDArray[np.bool_]
Floats = NDArray[np.floating[Any]]

NOT_ALLOWED, EXCLUDED, OWNED = "not_allowed", "excluded", "owned"
STOCK, PRICE, CATEGORY, NO_EVIDENCE = "stock", "price", "category", "no_evidence"
VARIETY = "variety"
SENTENCES = {
    NOT_ALLOWED: "it may not be offered at all, says the product list",
    EXCLUDED: "it was excluded from these lists",
    OWNED: "they own it, and it is not offered again",
    STOCK: "it is out of stock",
    PRICE: "its price is outside the band, or unknown",
    CATEGORY: "it is of another category",
    NO_EVIDENCE: "the method has nothing to say about it for this customer",
}
"""Why a product is not shown, by the name of the filter; each goes on after 'Not shown: '."""
LABELS = {
    NOT_ALLOWED: "May not be offered",
    EXCLUDED: "Excluded here",
    OWNED: "Owned already",
    STOCK: "Out of stock",
    PRICE: "Outside the price band",
    CATEGORY: "Other categories",
    NO_EVIDENCE: "The method has nothing to say",
    VARIETY: "Put aside for variety",
}


@dataclass(frozen=True)
class Limits:
    """What may stand in a list; the default offers everything in stock that is not owned.

    Attributes
    ----------
    lowest_price, highest_price : both included; a product without a price is in no band.
    categories : only these; all if empty.
    excluded : product ids that stay away.
    in_stock : leave out what is known to be out of stock.
    again : whether owned products that are used up may be offered again.
    diversity : from 0 (only the score counts) to 1 (only that products differ counts).
    """

    lowest_price: float | None = None
    highest_price: float | None = None
    categories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    in_stock: bool = True
    again: bool = False
    diversity: float = 0.0

    def checked(self) -> Limits:
        """Refuse what cannot be meant.

        Raises
        ------
        InvalidValue
            If diversity is not between 0 and 1, or the price band is empty.
        """
        if not 0 <= self.diversity <= 1:
            raise InvalidValue("diversity", self.diversity, "a number from 0 to 1")
        low, high = self.lowest_price, self.highest_price
        if low is not None and high is not None and low > high:
            raise InvalidValue("lowest price", low, f"at most the highest price, {high:g}")
        return self


def checked_length(n: int) -> int:
    """Refuse a list without a place.

    Raises
    ------
    InvalidValue
        If `n` is below 1.
    """
    if n < 1:
        raise InvalidValue("limit", n, "a whole number of products, at least 1")
    return n


@dataclass(frozen=True)
class Step:
    """One rule applied: its name, how many products it took away, how many were left."""

    filter: str
    label: str
    removed: int
    left: int


def shop_filters(catalogue: Catalogue, limits: Limits) -> dict[str, Flags]:
    """Of each filter that holds for every customer alike, which products it lets pass."""
    price, everything = catalogue.price, np.ones(len(catalogue), dtype=bool)
    passes = {
        NOT_ALLOWED: catalogue.is_offered,
        EXCLUDED: ~np.isin(catalogue.ids, limits.excluded) if limits.excluded else everything,
        STOCK: ~(catalogue.stock <= 0) if limits.in_stock else everything,
        PRICE: everything,
        CATEGORY: everything,
    }
    if limits.lowest_price is not None:
        passes[PRICE] = passes[PRICE] & (price >= limits.lowest_price)
    if limits.highest_price is not None:
        passes[PRICE] = passes[PRICE] & (price <= limits.highest_price)
    if limits.categories:
        passes[CATEGORY] = np.isin(catalogue.categories, limits.categories)
    return passes


def owned_filter(owned: Flags, catalogue: Catalogue, limits: Limits, *, keep: bool) -> Flags:
    """Which products pass although a customer may own them; `keep` lets all of them pass."""
    if keep:
        return np.ones(len(catalogue), dtype=bool)
    return ~owned | (catalogue.is_replenishable if limits.again else False)


def steps(passes: dict[str, Flags]) -> tuple[Flags, list[Step]]:
    """What passes every filter, and what each took away of what was left, in their order."""
    left = np.ones(len(next(iter(passes.values()))), dtype=bool)
    told = []
    for name, passing in passes.items():
        after = left & passing
        told.append(Step(name, LABELS[name], int(left.sum() - after.sum()), int(after.sum())))
        left = after
    return left, told
