"""Who took up which product, when and for how much: all that a recommender learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.catalogue import Catalogue, Strings

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
Source = Literal["orders", "ratings"]

BOUGHT, RATED, VIEWED, CARTED, WISHED = range(5)
"""What a customer did with a product. Who bought or rated it owns it; who looked does not."""
INTEREST = np.array([1.0, 1.0, 0.1, 0.3, 0.4], dtype=np.float32)
"""What each is worth beside a purchase."""
NO_BASKET = -1
HALF_LIFE_DAYS = 180.0
"""A purchase this long ago counts half."""
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since the first of January 1970."""
    return (day - EPOCH).days


@dataclass(frozen=True, eq=False)
class Interactions:
    """What customers did with products, one entry per order and product, rating, or event.

    Attributes
    ----------
    customers : ids; who has no entry has a row without a history.
    catalogue : the products.
    as_of : the last day that counts.
    source : *orders* (purchases and events) or *ratings*.
    customer, product : positions in the two lists above.
    basket : number of the order; `NO_BASKET` for what is no purchase.
    day : days since 1970.
    worth : money of a purchase, the rating, or 0.
    kind : one of `BOUGHT`, `RATED`, `VIEWED`, `CARTED`, `WISHED`.
    groups : by name, such as *country*, the group of each customer; "" where there is none.
    """

    customers: Strings
    catalogue: Catalogue
    as_of: date
    source: Source
    customer: Integers
    product: Integers
    basket: Integers
    day: Integers
    worth: Floats
    kind: Integers
    groups: Mapping[str, Strings] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        customers: Sequence[str],
        catalogue: Catalogue,
        entries: Sequence[tuple[str, str, date]],
        *,
        as_of: date,
        source: Source = "orders",
        worth: Sequence[float] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
    ) -> Interactions:
        """Purchases or ratings given one by one; those of a customer on a day are one basket."""
        ids = np.array(list(customers), dtype=object)
        rows = {customer_id: row for row, customer_id in enumerate(ids.tolist())}
        count = len(entries)
        customer = np.array([rows[who] for who, _, _ in entries], dtype=np.int32)
        day = np.array([day_number(when) for _, _, when in entries], dtype=np.int32)
        bought = source == "orders"
        baskets = {key: at for at, key in enumerate(dict.fromkeys(zip(customer, day, strict=True)))}
        return cls(
            customers=ids,
            catalogue=catalogue,
            as_of=as_of,
            source=source,
            customer=customer,
            product=np.array([catalogue.places[what] for _, what, _ in entries], dtype=np.int32),
            basket=np.array(
                [baskets[key] if bought else NO_BASKET for key in zip(customer, day, strict=True)],
                dtype=np.int32,
            ),
            day=day,
            worth=np.array(worth if worth is not None else np.ones(count), dtype=np.float32),
            kind=np.full(count, BOUGHT if bought else RATED, dtype=np.int8),
            groups={
                name: np.array(list(found), dtype=object) for name, found in (groups or {}).items()
            },
        )

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def shape(self) -> tuple[int, int]:
        """Customers and products."""
        return len(self.customers), len(self.catalogue)

    def where(self, kept: Flags, *, as_of: date | None = None) -> Self:
        """The same customers and products with only some of the entries."""
        names = ("customer", "product", "basket", "day", "worth", "kind")
        parts = {name: getattr(self, name)[kept] for name in names}
        return replace(self, **parts, as_of=as_of or self.as_of)

    def until(self, day: date) -> Self:
        """What was known by the end of a day."""
        return self.where(self.day <= day_number(day), as_of=day)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Where each customer stands."""
        return {customer_id: row for row, customer_id in enumerate(self.customers.tolist())}

    @cached_property
    def is_owned(self) -> Flags:
        """Of each entry, whether who did it owns the product: bought it, or rated it."""
        return self.kind <= RATED

    @cached_property
    def owned(self) -> Any:
        """Customers x products, how many orders (or ratings) of each; a `csr_matrix`."""
        return self._summed(np.ones(len(self), dtype=np.float32), self.is_owned)

    @cached_property
    def strength(self) -> Any:
        """Customers x products, a `csr_matrix`: how strongly each took up which."""
        return self.strengths(HALF_LIFE_DAYS)

    def strengths(self, half_life_days: float) -> Any:
        """The strength of every pair by count, money and recency, with diminishing returns.

        A purchase weighs 1 + log(1 + its money / the middle money of a purchase), halved with every
        half-life since; an event weighs what `INTEREST` says. The strength is log(1 + the sum). A
        rating's strength is where it stands between the lowest and the highest rating, from 0 to 1.
        Never 1 for all: then nothing could be told apart.
        """
        if self.source == "ratings":
            return self._summed(self._rated(), self.is_owned, mean=True)
        age = np.maximum(day_number(self.as_of) - self.day, 0).astype(np.float32)
        weight = INTEREST[self.kind] * np.exp2(-age / np.float32(half_life_days))
        bought = self.kind == BOUGHT
        if bought.any():
            middle = float(np.median(self.worth[bought])) or 1.0
            money = np.log1p(np.maximum(self.worth, 0) / np.float32(middle))
            weight = np.where(bought, weight * (1 + money), weight)
        summed = self._summed(weight)
        summed.data = np.log1p(summed.data)
        return summed

    def _rated(self) -> Floats:
        if not len(self):
            return self.worth
        low, high = float(self.worth.min()), float(self.worth.max())
        if low == high:
            return np.ones(len(self), dtype=np.float32)
        return ((self.worth - low) / (high - low)).astype(np.float32)

    def _summed(self, values: Floats, kept: Flags | None = None, *, mean: bool = False) -> Any:
        """Customers x products, the values of each pair added up, or their mean."""
        from scipy import sparse

        chosen = slice(None) if kept is None or kept.all() else kept
        places = (self.customer[chosen], self.product[chosen])
        given = values[chosen].astype(np.float32, copy=False)
        found = sparse.coo_matrix((given, places), shape=self.shape).tocsr()
        if mean:
            counts = sparse.coo_matrix((np.ones_like(given), places), shape=self.shape).tocsr()
            found.data /= counts.data
        return found

    @cached_property
    def has_history(self) -> Flags:
        """Whether each customer did anything at all."""
        known = np.zeros(len(self.customers), dtype=bool)
        known[self.customer] = True
        return known

    @cached_property
    def owners(self) -> Integers:
        """How many customers own each product."""
        counts: Integers = np.bincount(self.owned.indices, minlength=len(self.catalogue))
        return counts

    @cached_property
    def owned_by_product(self) -> Any:
        """The same as `owned`, laid out by product; a `csc_matrix`."""
        return self.owned.tocsc()

    def owners_of(self, product: int) -> Integers:
        """The rows of the customers who own a product, in order."""
        columns = self.owned_by_product
        rows: Integers = columns.indices[columns.indptr[product] : columns.indptr[product + 1]]
        return rows
