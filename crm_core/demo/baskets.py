"""What lies in each basket: articles, quantities, prices, and postage on small orders."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np

from crm_core.demo.catalogue import POSTAGE_PRICE, Catalogue, categories
from crm_core.demo.chance import (
    Bools,
    Floats,
    Ints,
    Rng,
    pick_by_row,
    positions_within,
    spread,
)
from crm_core.demo.kinds import means
from crm_core.demo.people import People
from crm_core.demo.seasons import SECONDS_A_DAY, moments

POSTAGE = -1
MOST_LINES, MOST_UNITS = 12, 60
DISCOUNTS = (0.10, 0.15, 0.20, 0.30)
POSTAGE_FREE_FROM = 40
STAYS = 0.7
"""How often a customer buys the tea they know, and not another."""
# Garden in spring, toys and food before Christmas, textiles and candles in autumn.
SEASONAL_TASTE = {3: {2: 3.0}, 4: {2: 3.5}, 5: {2: 3.0}, 9: {1: 1.6}, 10: {1: 1.8, 5: 1.5}}
SEASONAL_TASTE |= {11: {4: 2.2, 8: 2.0, 3: 1.6}, 12: {4: 3.0, 8: 2.8, 3: 2.0}}


@dataclass(frozen=True)
class Lines:
    """Order lines, one entry per line; `order` is a position in the orders they belong to."""

    order: Ints
    line_number: Ints
    product: Ints
    quantity: Ints
    unit_price: Floats

    def where(self, kept: Bools) -> Self:
        return replace(self, **{f.name: getattr(self, f.name)[kept] for f in fields(self)})


def lines(
    who: People,
    goods: Catalogue,
    customer: Ints,
    second: Ints,
    rng: Rng,
    last_day: date,
    *,
    habits: Rng,
) -> Lines:
    """The lines of each order (whose, and when, by time), and postage on the small ones.

    Quantities go by the article that was drawn before habit had its say.
    """
    own_basket = rng.gamma(2.5, means(who.kind, "extra_lines") / 2.5)
    counts = np.minimum(1 + rng.poisson(own_basket[customer]), MOST_LINES)
    order = np.repeat(np.arange(len(customer)), counts)
    category = _categories(who, customer[order], second[order], rng, last_day)
    taste = means(who.kind, "taste") * rng.lognormal(0, 0.4, who.count)
    drawn = _articles(goods, category, taste[customer[order]], rng)
    product = _regulars(goods, category, drawn, customer[order], habits)
    goods_lines = Lines(
        order=order,
        line_number=positions_within(counts) + 1,
        product=product,
        quantity=_quantities(who, goods.price[drawn], customer[order], rng),
        unit_price=_unit_prices(who, goods.price[product], customer, second, order, rng),
    )
    return _with_postage(goods_lines, counts, rng)


def _categories(who: People, customer: Ints, second: Ints, rng: Rng, last_day: date) -> Ints:
    """Of each line: a favourite category in 65 of 100 cases, else what the month suggests."""
    weights = np.ones((13, len(categories())))
    for month, tastes in SEASONAL_TASTE.items():
        for place, factor in tastes.items():
            weights[month, place] = factor
    months: Ints = moments(last_day, second).astype("datetime64[M]").astype(np.int64) % 12 + 1
    chosen = pick_by_row(rng, weights, months)
    share = rng.random(len(customer))
    favourite = np.where(share < 0.42, who.favourites[customer, 0], who.favourites[customer, 1])
    return np.where(share < 0.65, favourite, chosen)


def _articles(goods: Catalogue, category: Ints, taste: Floats, rng: Rng) -> Ints:
    """An article of the category by how well it sells; a taste above 1 leans to the dear ones."""
    shares = np.cumsum(goods.sales, axis=1)
    shares /= shares[:, -1:]
    scale = (shares + np.arange(len(shares))[:, None]).ravel()
    draw = rng.random(len(category)) ** (1 / taste)
    place = np.searchsorted(scale, category + draw, side="right")
    return goods.by_price.ravel()[np.clip(place, 0, goods.by_price.size - 1)]


def _regulars(goods: Catalogue, category: Ints, drawn: Ints, customer: Ints, rng: Rng) -> Ints:
    """What is used up is mostly bought again: the first article of its category, once found."""
    _, first, place = np.unique(
        customer * len(categories()) + category, return_index=True, return_inverse=True
    )
    known = drawn[first][place]
    stays = goods.used_up[known] & (rng.random(len(drawn)) < STAYS)
    return np.where(stays, known, drawn)


def _quantities(who: People, price: Floats, customer: Ints, rng: Rng) -> Ints:
    own = rng.gamma(4.0, means(who.kind, "quantity") / 4.0)
    expected = own[customer] * np.clip(20 / price, 0.15, 3)
    return 1 + np.minimum(rng.poisson(expected), MOST_UNITS - 1)


def _unit_prices(
    who: People, price: Floats, customer: Ints, second: Ints, order: Ints, rng: Rng
) -> Floats:
    """The list price, three per cent lower in the first year, less the order's discount."""
    inclined = spread(rng, means(who.kind, "discount"), 4)
    is_reduced = rng.random(len(customer)) < inclined[customer]
    discount = np.where(is_reduced, rng.choice(DISCOUNTS, len(customer)), 0.0)
    year = np.where(second < 365 * SECONDS_A_DAY, 0.97, 1.0)
    prices: Floats = (price * (year * (1 - discount))[order]).round(2)
    return np.maximum(prices, 0.01)


def _with_postage(sold: Lines, counts: Ints, rng: Rng) -> Lines:
    worth = np.bincount(sold.order, sold.quantity * sold.unit_price, len(counts))
    pays = np.flatnonzero((worth < POSTAGE_FREE_FROM) & (rng.random(len(counts)) < 0.75))
    postage = Lines(
        order=pays,
        line_number=counts[pays] + 1,
        product=np.full(len(pays), POSTAGE),
        quantity=np.ones(len(pays), dtype=np.int64),
        unit_price=np.full(len(pays), POSTAGE_PRICE),
    )
    return Lines(
        **{
            f.name: np.concatenate([getattr(sold, f.name), getattr(postage, f.name)])
            for f in fields(Lines)
        }
    )
