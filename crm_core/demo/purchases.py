"""What customers buy and send back: orders, their lines, postage, returns.

Each customer's orders are a Poisson process on the shop's calendar, from joining to dropping out:
the first when they join (most of them), the others at their own monthly rate.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np
import pyarrow as pa

from crm_core.demo.catalogue import POSTAGE_PRICE, Catalogue, categories
from crm_core.demo.chance import Bools, Floats, Ints, Rng, pick_by_row, positions_within, stream
from crm_core.demo.kinds import KINDS, means
from crm_core.demo.people import People
from crm_core.demo.seasons import (
    DAYS,
    SECONDS_A_DAY,
    SHOP_HOURS,
    first_day,
    moments,
    seconds_of_day,
    shop_calendar,
)

FIRST_NUMBER = 100_001
NEVER_BOUGHT = 0.08
POSTAGE = -1
MOST_LINES, MOST_UNITS = 12, 60
DISCOUNTS = (0.10, 0.15, 0.20, 0.30)
POSTAGE_FREE_FROM = 40
RETURNED_BY_CATEGORY = (0.8, 0.9, 0.6, 0.5, 0.7, 0.5, 2.4, 1.6, 0.2)
# Garden in spring, toys and food before Christmas, textiles and candles in autumn.
SEASONAL_TASTE = {3: {2: 3.0}, 4: {2: 3.5}, 5: {2: 3.0}, 9: {1: 1.6}, 10: {1: 1.8, 5: 1.5}}
SEASONAL_TASTE |= {11: {4: 2.2, 8: 2.0, 3: 1.6}, 12: {4: 3.0, 8: 2.8, 3: 2.0}}

ORDERS = """
select
    case when o.is_return then 'C' else '' end || o.number as order_id,
    printf('K%07d', o.customer + 1) as customer_id,
    o.ordered_at,
    c.country,
    o.is_return
from demo_orders o
join demo_cities c on c.place = o.city
"""

ORDER_LINES = """
with numbered as (
    select
        case when is_return then 'C' else '' end || number as order_id,
        *
    from demo_lines
)
select
    order_id || '-' || line_number as order_line_id,
    order_id,
    line_number::integer as line_number,
    case when product < 0 then 'POST' else printf('P%04d', product + 1) end as product_id,
    quantity::integer as quantity,
    unit_price::decimal(18, 4) as unit_price,
    ordered_at
from numbered
"""


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


@dataclass(frozen=True)
class Orders:
    """Orders in order of time: whose, when (seconds since the window began), under what number."""

    customer: Ints
    second: Ints
    number: Ints

    @property
    def count(self) -> int:
        return len(self.customer)


@dataclass(frozen=True)
class Purchases:
    """All that was sold and all that came back."""

    sales: Orders
    sold: Lines
    returns: Orders
    returned: Lines


def purchases(who: People, goods: Catalogue, seed: int, last_day: date) -> Purchases:
    """Two years of sales and returns, as drawn for `seed`."""
    customer, second = _sales(who, stream(seed, "orders"), last_day)
    sold = _lines(who, goods, customer, second, stream(seed, "lines"), last_day)
    back_customer, back_second, returned = _returns(
        who, goods, customer, second, sold, stream(seed, "returns")
    )
    numbers = _numbers(np.concatenate([second, back_second]))
    return Purchases(
        sales=Orders(customer, second, numbers[: len(second)]),
        sold=sold,
        returns=Orders(back_customer, back_second, numbers[len(second) :]),
        returned=returned,
    )


def order_rows(made: Purchases, who: People, last_day: date) -> pa.Table:
    """The table `demo_orders` that `ORDERS` reads: sales, then returns."""
    customer = np.concatenate([made.sales.customer, made.returns.customer])
    return pa.table(
        {
            "number": np.concatenate([made.sales.number, made.returns.number]),
            "customer": customer,
            "city": who.city[customer],
            "ordered_at": moments(
                last_day, np.concatenate([made.sales.second, made.returns.second])
            ),
            "is_return": np.arange(len(customer)) >= made.sales.count,
        }
    )


def line_rows(orders: Orders, lines: Lines, last_day: date, *, is_return: bool) -> pa.Table:
    """The table `demo_lines` that `ORDER_LINES` reads."""
    return pa.table(
        {
            "number": orders.number[lines.order],
            "line_number": lines.line_number,
            "product": lines.product,
            "quantity": lines.quantity,
            "unit_price": lines.unit_price,
            "ordered_at": moments(last_day, orders.second[lines.order]),
            "is_return": np.full(len(lines.order), is_return),
        }
    )


def _sales(who: People, rng: Rng, last_day: date) -> tuple[Ints, Ints]:
    """Whose order and when, in order of time."""
    everyone = np.arange(who.count)
    buys_at_once = (who.since >= 0) & (rng.random(who.count) >= NEVER_BOUGHT)
    customer, day = [everyone[buys_at_once]], [who.since[buys_at_once]]
    is_seasonal = np.array([kind.seasonal for kind in KINDS])[who.kind]
    for gifts in (False, True):
        calendar = shop_calendar(last_day, gifts=gifts)
        members = everyone[is_seasonal == gifts]
        begin = calendar.at(np.clip(who.since[members] + 1.0, 0, DAYS))
        months = np.maximum(calendar.at(np.minimum(who.leaves[members], DAYS)) - begin, 0)
        counts = rng.poisson(months * who.monthly_orders[members])
        passed = np.repeat(begin, counts) + rng.random(counts.sum()) * np.repeat(months, counts)
        customer.append(np.repeat(members, counts))
        day.append(np.minimum(calendar.days(passed), DAYS - 1).astype(np.int64))
    whose, when = np.concatenate(customer), np.concatenate(day) * SECONDS_A_DAY
    when += seconds_of_day(rng, SHOP_HOURS, len(when))
    order = np.lexsort((whose, when))
    return whose[order], when[order]


def _lines(
    who: People, goods: Catalogue, customer: Ints, second: Ints, rng: Rng, last_day: date
) -> Lines:
    """The lines of each order, and postage on the small ones."""
    own_basket = rng.gamma(2.5, means(who.kind, "extra_lines") / 2.5)
    counts = np.minimum(1 + rng.poisson(own_basket[customer]), MOST_LINES)
    order = np.repeat(np.arange(len(customer)), counts)
    category = _categories(who, customer[order], second[order], rng, last_day)
    taste = means(who.kind, "taste") * rng.lognormal(0, 0.55, who.count)
    product = _articles(goods, category, taste[customer[order]], rng)
    lines = Lines(
        order=order,
        line_number=positions_within(counts) + 1,
        product=product,
        quantity=_quantities(who, goods.price[product], customer[order], rng),
        unit_price=_unit_prices(who, goods.price[product], customer, second, order, rng),
    )
    return _with_postage(lines, counts, rng)


def _categories(who: People, customer: Ints, second: Ints, rng: Rng, last_day: date) -> Ints:
    """Of each line: a favourite category in 65 of 100 cases, else what the month suggests."""
    weights = np.ones((13, len(categories())))
    for month, tastes in SEASONAL_TASTE.items():
        for place, factor in tastes.items():
            weights[month, place] = factor
    day = np.datetime64(first_day(last_day).isoformat(), "D") + second // SECONDS_A_DAY
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    chosen = pick_by_row(rng, weights, month)
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


def _quantities(who: People, price: Floats, customer: Ints, rng: Rng) -> Ints:
    own = rng.gamma(2.0, means(who.kind, "quantity") / 2.0)
    expected = own[customer] * np.clip(20 / price, 0.15, 3)
    return 1 + np.minimum(rng.poisson(expected), MOST_UNITS - 1)


def _unit_prices(
    who: People, price: Floats, customer: Ints, second: Ints, order: Ints, rng: Rng
) -> Floats:
    """The list price, three per cent lower in the first year, less the order's discount."""
    inclined = rng.beta(2 * means(who.kind, "discount"), 2 * (1 - means(who.kind, "discount")))
    is_reduced = rng.random(len(customer)) < inclined[customer]
    discount = np.where(is_reduced, rng.choice(DISCOUNTS, len(customer)), 0.0)
    year = np.where(second < 365 * SECONDS_A_DAY, 0.97, 1.0)
    return np.maximum((price * (year * (1 - discount))[order]).round(2), 0.01)


def _with_postage(lines: Lines, counts: Ints, rng: Rng) -> Lines:
    worth = np.bincount(lines.order, lines.quantity * lines.unit_price, len(counts))
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
            f.name: np.concatenate([getattr(lines, f.name), getattr(postage, f.name)])
            for f in fields(Lines)
        }
    )


def _returns(
    who: People, goods: Catalogue, customer: Ints, second: Ints, sold: Lines, rng: Rng
) -> tuple[Ints, Ints, Lines]:
    """What comes back two days to a month after its sale, under an order of its own."""
    own = rng.gamma(1.2, means(who.kind, "returning") / 1.2)
    by_category = np.array(RETURNED_BY_CATEGORY)[goods.category[sold.product]]
    chance = np.minimum(own[customer[sold.order]] * by_category, 0.8) * (sold.product != POSTAGE)
    delay = rng.integers(2, 31, len(customer))
    back = (second // SECONDS_A_DAY + delay) * SECONDS_A_DAY
    back += seconds_of_day(rng, SHOP_HOURS, len(back))
    in_time = back < DAYS * SECONDS_A_DAY
    comes = (rng.random(len(chance)) < chance) & in_time[sold.order]
    lines = sold.where(comes)
    units = np.ceil(rng.random(len(lines.order)) ** 0.5 * lines.quantity).astype(np.int64)
    orders, place = np.unique(lines.order, return_inverse=True)
    counts = np.bincount(place, minlength=len(orders))
    returned = replace(
        lines, order=place, line_number=positions_within(counts) + 1, quantity=-np.maximum(units, 1)
    )
    return customer[orders], back[orders], returned


def _numbers(second: Ints) -> Ints:
    """Order numbers in order of time, sales and returns in one series."""
    numbers = np.empty(len(second), dtype=np.int64)
    numbers[np.argsort(second, kind="stable")] = FIRST_NUMBER + np.arange(len(second))
    return numbers
