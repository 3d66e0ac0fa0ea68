"""When customers bought, as Ibis expressions: what models of purchases are learnt from.

A purchase is a day on which a customer ordered products: several orders on one day are one
purchase. Returns are none, nor is an order of nothing but charges.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from crm_core import engine
from crm_core.engine import day_end, every, live
from crm_core.features.expressions import KEY, orders_until
from crm_core.schema import CUSTOMERS

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pandas as pd


def purchase_days(as_of: date) -> ir.Table:
    """Each day on which a live customer bought: `customer_id`, `day`, `amount` in money.

    Lines of a positive quantity count, of products, in orders that are not returns, up to and
    including the as-of day. Several orders of a customer on one day are one row.
    """
    products = every("products")
    products = products.filter(~(products.kind == "charge").fill_null(False))
    orders = orders_until(as_of)
    orders = orders.filter(~orders.is_return.fill_null(False))
    orders = orders.semi_join(live(CUSTOMERS.name), KEY)
    orders = orders.select("order_id", KEY, day=orders.ordered_at.date())
    lines = live("order_lines")
    lines = lines.filter(lines.ordered_at < day_end(as_of), lines.quantity > 0)
    lines = lines.semi_join(products, "product_id")
    sold = lines.select("order_id", amount=lines.quantity * lines.unit_price)
    sold = sold.group_by("order_id").agg(amount=sold.amount.sum())
    days = orders.inner_join(sold, "order_id")
    return days.group_by(KEY, "day").agg(amount=days.amount.sum())


def purchase_histories(as_of: date) -> ir.Table:
    """Each customer who ever bought: how often again, when first and last, for how much again.

    Returns
    -------
    Table
        `customer_id`; `repeat_purchases`, the days with a purchase after the first;
        `last_purchase_days`, from the first to the last; `observed_days`, from the first to the
        as-of day; `repeat_spend`, the mean worth of the repeat purchases, null without one. In
        order of `customer_id`.
    """
    import ibis

    days = purchase_days(as_of)
    bought = days.group_by(KEY).agg(
        repeat_purchases=days.count() - 1,
        first_day=days.day.min(),
        last_day=days.day.max(),
        amount=days.amount.sum(),
        first_amount=days.amount.argmin(days.day),
    )
    again = (bought.amount - bought.first_amount).cast("float64")
    return bought.select(
        KEY,
        "repeat_purchases",
        last_purchase_days=bought.last_day.delta(bought.first_day, unit="day"),
        observed_days=ibis.date(as_of).delta(bought.first_day, unit="day"),
        repeat_spend=again / bought.repeat_purchases.nullif(0),
    ).order_by(KEY)


def repeat_purchases_by_day(known_by: date, as_of: date) -> ir.Table:
    """Repeat purchases of the customers who had bought by a day: `day` and `purchases`, in order.

    Days up to and including `as_of` count.
    """
    days = purchase_days(as_of)
    first = days.group_by(KEY).agg(first_day=days.day.min())
    first = first.filter(first.first_day < day_end(known_by).date())
    later = days.inner_join(first, KEY)
    later = later.filter(later.day > later.first_day)
    return later.group_by("day").agg(purchases=later.count()).order_by("day")


READS = (
    "orders.customer_id",
    "orders.ordered_at",
    "orders.is_return",
    "orders.deleted_at",
    "order_lines.order_id",
    "order_lines.product_id",
    "order_lines.quantity",
    "order_lines.unit_price",
    "order_lines.ordered_at",
    "order_lines.deleted_at",
    "products.kind",
    "customers.deleted_at",
)
"""What purchases are read from: a cached read of them outlasts a write of anything else."""

KINDS: Mapping[str, str] = {
    "repeat_purchases": "int64",
    "last_purchase_days": "int64",
    "observed_days": "int64",
    "repeat_spend": "float64",
}


def read_histories(con: duckdb.DuckDBPyConnection, *, as_of: date) -> pd.DataFrame:
    """The frame of `purchase_histories`; no rows where nobody bought."""
    return engine.frame(con, purchase_histories(as_of)).astype(KINDS)


def read_repeat_purchases(
    con: duckdb.DuckDBPyConnection, *, known_by: date, as_of: date
) -> pd.DataFrame:
    """The frame of `repeat_purchases_by_day`; no rows where nobody bought again."""
    return engine.frame(con, repeat_purchases_by_day(known_by, as_of))
