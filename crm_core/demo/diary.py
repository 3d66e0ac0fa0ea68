"""When each customer bought, to find what followed a message or came before a letter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.demo.chance import Bools, Ints
from crm_core.demo.people import People
from crm_core.demo.purchases import Orders
from crm_core.demo.seasons import DAYS, SECONDS_A_DAY

SALE_WITHIN = 14 * SECONDS_A_DAY
SPAN = 2 * DAYS * SECONDS_A_DAY


@dataclass(frozen=True)
class Diary:
    """The sales, customer by customer and in order of time.

    Attributes
    ----------
    moment : customer and second of each sale as one ascending number.
    second : of each sale, since the window began.
    begins, counts : where a customer's sales begin, and how many there are.
    """

    moment: Ints
    second: Ints
    begins: Ints
    counts: Ints

    def buys_soon(self, customer: Ints, second: Ints) -> Bools:
        """Whether the customer orders within two weeks of each moment."""
        now = customer * SPAN + second
        place = np.searchsorted(self.moment, now, side="right")
        following = np.append(self.moment, np.iinfo(np.int64).max)[place]
        return np.asarray(following <= now + SALE_WITHIN)


def diary(who: People, sales: Orders) -> Diary:
    """The sales of each customer."""
    moment = np.sort(sales.customer * SPAN + sales.second)
    counts = np.bincount(sales.customer, minlength=who.count)
    return Diary(moment, moment % SPAN, np.cumsum(counts) - counts, counts)
