"""Due again: what a customer bought before and is about to need, by the time between purchases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import BOUGHT, Interactions, day_number
from crm_core.recommendations.recommender import NOTHING

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

HORIZON_DAYS = 30
PRIOR_GAPS, PRIOR_TURNS = 3.0, 4.0
"""How many gaps, and how many purchases, of the wider group count beside one's own."""
SHORTEST_SPREAD = 0.3


@dataclass(frozen=True, eq=False)
class Cycles:
    """One entry per customer and product bought: on how many days, the last, and the usual gap.

    `gap_days` is the middle of the time until the next purchase, `returns` the chance that there
    will be one at all; of one's own purchases, of all customers' of the product, and of all
    products, each weighed by how much there is of it.
    """

    customer: Integers
    product: Integers
    days: Integers
    last_day: Integers
    gap_days: Floats
    returns: Floats
    spread: float


class DueAgain:
    """The chance that a customer buys an owned product again within `horizon_days`.

    The time between purchases is log-normal around a middle of the customer's own, the product's
    and everybody's gaps; some never come back. Given the days that went by since the last purchase,
    what is left of both gives the chance. Offers owned products only.

    Source: the mixture of Boag (1949), in which a share never returns; log-normal gaps as in
    Dekimpe & Degraeve (1997) on when products are replaced.
    """

    name = "due"

    def __init__(self, *, horizon_days: int = HORIZON_DAYS):
        self.horizon_days = horizon_days

    def fit(self, interactions: Interactions) -> Self:
        from scipy import sparse

        self.notes_: tuple[str, ...] = ()
        self.as_of_ = interactions.as_of
        self.cycles_ = cycles(interactions)
        if not len(self.cycles_.customer):
            self.notes_ = ("There are no dated purchases, so nothing is known to be due.",)
        places = (self.cycles_.customer, self.cycles_.product)
        numbers = np.arange(1, len(self.cycles_.customer) + 1)
        self.numbers_ = sparse.csr_matrix((numbers, places), shape=interactions.shape)
        self.chance_ = chance_of_return(self.cycles_, interactions.as_of, self.horizon_days)
        return self

    def scores(self, rows: Integers) -> Floats:
        held = self.numbers_[rows]
        scores = np.full(held.shape, NOTHING, dtype=np.float32)
        whose = np.repeat(np.arange(len(rows)), np.diff(held.indptr))
        scores[whose, held.indices] = self.chance_[held.data - 1]
        return scores

    def reasons(self, row: int, products: Integers) -> list[str]:
        numbers = self.numbers_[[row]].toarray()[0, products]
        return [self._reason(int(number) - 1) for number in numbers]

    def _reason(self, at: int) -> str:
        if at < 0:
            return "never bought, so not due again"
        known = self.cycles_
        ago = day_number(self.as_of_) - int(known.last_day[at])
        gap = round(float(known.gap_days[at]))
        if known.days[at] > 1:
            often = f"bought on {known.days[at]} days, about every {gap:,} days"
        else:
            often = f"bought once; who returns does so after about {gap:,} days"
        chance = f"{self.chance_[at]:.0%} within {self.horizon_days} days"
        return f"{often}, last {ago:,} days ago: {chance}"


def cycles(interactions: Interactions) -> Cycles:
    """How each customer returns for each product; several orders of a day are one purchase."""
    bought = interactions.where(interactions.kind == BOUGHT)
    products = len(interactions.catalogue)
    pair = bought.customer.astype(np.int64) * products + bought.product
    order = np.lexsort((bought.day, pair))
    pair, day = pair[order], bought.day[order].astype(np.int64)
    new = np.ones(len(pair), dtype=bool)
    new[1:] = (np.diff(pair) > 0) | (np.diff(day) > 0)
    pair, day = pair[new], day[new]
    known, place, days = np.unique(pair, return_inverse=True, return_counts=True)
    last = np.zeros(len(known), dtype=np.int64)
    last[place] = day
    again = np.flatnonzero(np.diff(pair) == 0)
    gaps = np.log(np.maximum(day[again + 1] - day[again], 1).astype(float))
    product = (known % max(products, 1)).astype(np.int64)
    middle, spread = _middles(gaps, place[again], product, products)
    return Cycles(
        customer=(known // max(products, 1)).astype(np.int64),
        product=product,
        days=days,
        last_day=last,
        gap_days=np.exp(middle),
        returns=_returns(days, product, products),
        spread=spread,
    )


def _middles(
    gaps: Floats, pair: Integers, product: Integers, products: int
) -> tuple[Floats, float]:
    """The middle log gap of each pair, drawn to its product's and that to all; and their spread."""
    overall = float(gaps.mean()) if len(gaps) else float(np.log(365.0))
    whose = product[pair]
    count = np.bincount(whose, minlength=products)
    of_product = (np.bincount(whose, gaps, products) + PRIOR_GAPS * overall) / (count + PRIOR_GAPS)
    own = np.bincount(pair, minlength=len(product))
    total = np.bincount(pair, gaps, len(product)) if len(gaps) else np.zeros(len(product))
    middle = (total + PRIOR_GAPS * of_product[product]) / (own + PRIOR_GAPS)
    spread = float(np.std(gaps - of_product[whose])) if len(gaps) > 1 else 1.0
    return middle, max(spread, SHORTEST_SPREAD)


def _returns(days: Integers, product: Integers, products: int) -> Floats:
    """The chance of one more purchase: of all returns to all purchases, by product and by pair."""
    if not len(days):
        return np.zeros(0)
    overall = float((days - 1).sum() / days.sum())
    again = np.bincount(product, days - 1, products)
    of_product = (again + PRIOR_TURNS * overall) / (
        np.bincount(product, days, products) + PRIOR_TURNS
    )
    own: Floats = (days - 1 + PRIOR_TURNS * of_product[product]) / (days + PRIOR_TURNS)
    return own


def chance_of_return(known: Cycles, as_of: date, horizon_days: int) -> Floats:
    """The chance of a purchase within the horizon, given that there was none since the last."""
    from scipy.special import ndtr

    waited = np.maximum(day_number(as_of) - known.last_day, 0)
    middle = np.log(known.gap_days)
    before, by_then = (
        ndtr((np.log(np.maximum(days, 0.5)) - middle) / known.spread)
        for days in (waited, waited + horizon_days)
    )
    found: Floats = known.returns * (by_then - before) / (1 - known.returns * before)
    return found
