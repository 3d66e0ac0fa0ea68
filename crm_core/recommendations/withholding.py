"""Histories cut in two: what recommenders learn from, and what their lists are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations.interactions import EPOCH, Interactions
from crm_core.resampling import last_orders, last_training_day, orders_of_each, random_products

Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

SPLITS = ("time", "last", "random")
ACTIVITY = {"new": 1, "few": 2, "many": 5}
"""Groups of customers by how many orders (or ratings) were learnt from: the fewest of each."""


@dataclass(frozen=True)
class Withheld:
    """What is learnt from and what is withheld.

    Attributes
    ----------
    learnt : all customers, with what recommenders may know.
    later : what they took that is withheld; purchases or ratings only.
    trained_until : the last day learnt from, of a split by time.
    """

    split: str
    learnt: Interactions
    later: Interactions
    trained_until: date | None

    @property
    def activity(self) -> Integers:
        """How many orders (or ratings) of each customer were learnt from."""
        known = self.learnt.where(self.learnt.is_owned)
        basket = np.where(known.basket >= 0, known.basket, -1 - np.arange(len(known)))
        return orders_of_each(known.customer, basket, len(known.customers))


def usual_split(interactions: Interactions) -> str:
    """By time where the entries have days that differ, else at random."""
    days = interactions.day[interactions.is_owned]
    return "time" if len(days) and days.min() < days.max() else "random"


def withheld(interactions: Interactions, *, split: str, share: float, seed: int) -> Withheld:
    """Withhold what came after a day, each customer's last order, or a random share of products.

    By time, nothing after the day is learnt from. Of the last orders, what a customer looked at on
    that day or later is not learnt from either, and at random nothing is of what is withheld.

    Raises
    ------
    InvalidValue
        If there is no such split, or the share is not between 0 and 1.
    NotEnoughRows
        If there is nothing to withhold.
    """
    if split not in SPLITS:
        raise InvalidValue("--split", split, f"one of {', '.join(SPLITS)}")
    owned = interactions.is_owned
    if not owned.any():
        hint = "Import orders or ratings first."
        raise NotEnoughRows("Judging lists", 2, 0, hint)
    if split == "time":
        last = last_training_day(interactions.day[owned], share=share)
        until = EPOCH + timedelta(days=last)
        later = interactions.where(owned & (interactions.day > last))
        return Withheld(split, interactions.until(until), later, until)
    kept, gone = _last(interactions) if split == "last" else _random(interactions, share, seed)
    if not gone.any():
        what = "order" if split == "last" else "product"
        hint = "What is withheld must leave something to learn from; try --split time."
        raise NotEnoughRows(f"Withholding a customer's {what}", 2, 1, hint)
    return Withheld(split, interactions.where(kept), interactions.where(gone), None)


def _last(interactions: Interactions) -> tuple[Flags, Flags]:
    """What is kept and what is withheld where each customer's last order is."""
    if usual_split(interactions) != "time":
        hint = "All are of one day, so none is the last; try --split random."
        raise NotEnoughRows("Withholding last orders", 2, 1, hint)
    owned = np.flatnonzero(interactions.is_owned)
    basket = interactions.basket[owned]
    basket = np.where(basket >= 0, basket, np.arange(len(basket)))
    customer, day = interactions.customer[owned], interactions.day[owned]
    gone = np.zeros(len(interactions), dtype=bool)
    gone[owned] = last_orders(customer, day, basket)
    last_day = np.full(len(interactions.customers), np.iinfo(np.int64).max)
    last_day[interactions.customer[gone]] = interactions.day[gone]
    looked_later = ~interactions.is_owned & (interactions.day >= last_day[interactions.customer])
    return ~gone & ~looked_later, gone


def _random(interactions: Interactions, share: float, seed: int) -> tuple[Flags, Flags]:
    """What is kept and what is withheld where a random share of each customer's products is."""
    owned = interactions.is_owned
    gone = np.zeros(len(interactions), dtype=bool)
    gone[owned] = random_products(
        interactions.customer[owned], interactions.product[owned], share=share, seed=seed
    )
    products = len(interactions.catalogue)
    pair = interactions.customer.astype(np.int64) * products + interactions.product
    return ~np.isin(pair, pair[gone]), gone


def activity_groups(activity: Integers) -> list[str]:
    """The group of each number of orders; "" for none.

    >>> activity_groups(np.array([0, 1, 2, 4, 5, 90]))
    ['', 'new', 'few', 'few', 'many', 'many']
    """
    names = ["", *ACTIVITY]
    return [names[at] for at in np.searchsorted(list(ACTIVITY.values()), activity, side="right")]
