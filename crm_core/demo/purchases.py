"""What customers buy and send back: orders, their numbers, and the rows of both.

Each customer's orders are a Poisson process on the shop's calendar, from joining to dropping out:
the first when they join (most of them), the others at their own monthly rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.baskets import Lines, lines
from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Ints, Rng, stream
from crm_core.demo.kinds import means
from crm_core.demo.people import People
from crm_core.demo.returns import returned_lines
from crm_core.demo.seasons import (
    DAYS,
    SECONDS_A_DAY,
    SHOP_HOURS,
    moments,
    seconds_of_day,
    shop_calendar,
)

FIRST_NUMBER = 100_001
NEVER_BOUGHT = 0.08
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

    def first_lines(self) -> Ints:
        """For each sale, the position of its first line in `sold`."""
        return np.flatnonzero(self.sold.line_number == 1)


def purchases(who: People, goods: Catalogue, seed: int, last_day: date) -> Purchases:
    """Two years of sales and returns, as drawn for `seed`."""
    customer, second = _sales(who, stream(seed, "orders"), last_day)
    sold = lines(
        who, goods, customer, second, stream(seed, "lines"), last_day, habits=stream(seed, "habits")
    )
    back_customer, back_second, returned = returned_lines(
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


def sold_rows(made: Purchases, last_day: date) -> pa.Table:
    """The table `demo_lines` that `ORDER_LINES` reads: what was sold."""
    return _line_rows(made.sales, made.sold, last_day, is_return=False)


def returned_rows(made: Purchases, last_day: date) -> pa.Table:
    """The table `demo_lines` that `ORDER_LINES` reads: what came back."""
    return _line_rows(made.returns, made.returned, last_day, is_return=True)


def _line_rows(orders: Orders, which: Lines, last_day: date, *, is_return: bool) -> pa.Table:
    return pa.table(
        {
            "number": orders.number[which.order],
            "line_number": which.line_number,
            "product": which.product,
            "quantity": which.quantity,
            "unit_price": which.unit_price,
            "ordered_at": moments(last_day, orders.second[which.order]),
            "is_return": np.full(len(which.order), is_return),
        }
    )


def _sales(who: People, rng: Rng, last_day: date) -> tuple[Ints, Ints]:
    """Whose order and when, in order of time."""
    everyone = np.arange(who.count)
    buys_at_once = (who.since >= 0) & (rng.random(who.count) >= NEVER_BOUGHT)
    customer, day = [everyone[buys_at_once]], [who.since[buys_at_once]]
    is_seasonal = means(who.kind, "seasonal") > 0
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


def _numbers(second: Ints) -> Ints:
    """Order numbers in order of time, sales and returns in one series."""
    numbers = np.empty(len(second), dtype=np.int64)
    numbers[np.argsort(second, kind="stable")] = FIRST_NUMBER + np.arange(len(second))
    return numbers
