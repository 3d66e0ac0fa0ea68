"""What of a customer's history is withheld, so that lists can be judged by it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows

Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


def last_training_day(days: Integers, *, share: float) -> int:
    """The day after which about this share of the entries lies; days are never cut in two.

    Of two days as near, the earlier.

    Raises
    ------
    InvalidValue
        If the share is not between 0 and 1.
    NotEnoughRows
        If all entries are of one day.
    """
    _check(share)
    known, counts = np.unique(days, return_counts=True)
    if len(known) < 2:
        hint = "A split by time needs entries of two days or more; try --split random."
        raise NotEnoughRows("A split by time", 2, len(known), hint)
    later = 1 - np.cumsum(counts)[:-1] / counts.sum()
    return int(known[np.abs(later - share).argmin()])


def last_orders(customer: Integers, day: Integers, basket: Integers) -> Flags:
    """Of each entry, whether it is of its customer's last order; who has one only keeps it.

    Parameters
    ----------
    customer, day, basket
        One per entry; of several orders on a customer's last day the one of the highest number is
        the last.
    """
    flags = np.zeros(len(customer), dtype=bool)
    if not len(customer):
        return flags
    order = np.lexsort((basket, day, customer))
    who, what = customer[order], basket[order]
    ends = np.append(np.flatnonzero(np.diff(who)), len(who) - 1)
    last = np.full(int(customer.max()) + 1, -1, dtype=np.int64)
    last[who[ends]] = what[ends]
    has_more = orders_of_each(customer, basket, len(last)) > 1
    return np.asarray((basket == last[customer]) & has_more[customer])


def orders_of_each(customer: Integers, basket: Integers, customers: int) -> Integers:
    """How many different orders each of so many customers has.

    >>> orders_of_each(np.array([0, 0, 2, 2]), np.array([7, 8, 9, 9]), 3).tolist()
    [2, 0, 1]
    """
    if not len(basket):
        return np.zeros(customers, dtype=np.int64)
    lowest = int(basket.min())
    span = int(basket.max()) - lowest + 1
    pairs = np.sort(customer.astype(np.int64) * span + (basket - lowest))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return np.bincount(pairs // span, minlength=customers)


def random_products(customer: Integers, product: Integers, *, share: float, seed: int) -> Flags:
    """Of each entry, whether its product is withheld: a random share of each customer's products.

    Of two products or more at least one is withheld and one kept; all entries of one customer and
    product go together. The order of the entries never matters.

    Raises
    ------
    InvalidValue
        If the share is not between 0 and 1.
    """
    _check(share)
    products = int(product.max(initial=0)) + 1
    pairs, place = np.unique(customer.astype(np.int64) * products + product, return_inverse=True)
    owner = pairs // products
    many = np.bincount(owner)
    withheld = np.clip(np.round(share * many), 1, np.maximum(many - 1, 0)).astype(np.int64)
    withheld[many < 2] = 0
    order = np.lexsort((np.random.default_rng(seed).random(len(pairs)), owner))
    first = np.cumsum(many) - many
    position = np.empty(len(pairs), dtype=np.int64)
    position[order] = np.arange(len(pairs)) - first[owner[order]]
    return np.asarray((position < withheld[owner])[place])


def _check(share: float) -> None:
    if not 0 < share < 1:
        raise InvalidValue("--test-share", share, "a share above 0 and below 1, such as 0.25")
