"""The rows behind a figure: what was counted, so that it can be counted again by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from crm_core import engine
from crm_core.engine import every
from crm_core.errors import UnknownColumn
from crm_core.metrics.expressions import (
    KEY,
    amount,
    known_orders,
    outbound,
    product_lines,
    responded,
    sold_orders,
)
from crm_core.metrics.formulas import KPIS
from crm_core.metrics.period import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa


def kpi_rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    *,
    start: date,
    end: date,
    limit: int | None = 100,
    offset: int = 0,
) -> pd.DataFrame:
    """The rows that make up a figure, newest or largest first.

    Parameters
    ----------
    name
        One of `KPIS`.
    limit, offset
        The page wanted; all rows where `limit` is None.

    Returns
    -------
    DataFrame
        For `revenue` one row per order line (its `amount` adds up to the figure), for `orders` one
        per order, for `active_customers` and `repeat_rate` one per customer (`orders` in the
        period, `repeat` where two or more), for `average_order_value` one per order (`amount` over
        the sum of `counted`; a return counts 0), for `response_rate` one per outbound communication
        (`responded`). Empty where the figure is made of nothing.

    Raises
    ------
    UnknownColumn
        If the name is no figure.
    """
    return engine.frame(con, _page(name, Period(start, end), limit, offset))


def kpi_row_count(con: duckdb.DuckDBPyConnection, name: str, *, start: date, end: date) -> int:
    """How many rows `kpi_rows` has in all."""
    return int(engine.number(con, _behind(name)(Period(start, end)).count()))


def kpi_rows_arrow(
    con: duckdb.DuckDBPyConnection, name: str, *, start: date, end: date
) -> pa.Table:
    """All rows of `kpi_rows` as an Arrow table, for an export."""
    return engine.arrow(con, _page(name, Period(start, end)))


def _behind(name: str) -> Callable[[Period], ir.Table]:
    if name not in BEHIND:
        raise UnknownColumn("figure", name, KPIS)
    return BEHIND[name]


def _page(name: str, period: Period, limit: int | None = None, offset: int = 0) -> ir.Table:
    """The rows in a definite order, with ties settled; names are looked up for these only."""
    rows = _in_order(_behind(name)(period)).limit(limit, offset=offset)
    described = DESCRIBED.get(name)
    return _in_order(described(rows)) if described else rows


def _in_order(rows: ir.Table) -> ir.Table:
    """Newest or largest first, then by key, which is the first column."""
    first = next(column for column in SORTED_BY if column in rows.columns)
    return rows.order_by(rows[first].desc(), rows.columns[0])


SORTED_BY = ("ordered_at", "orders", "occurred_at")


def _lines(period: Period) -> ir.Table:
    lines = product_lines(period)
    columns = ("order_line_id", "order_id", "ordered_at", "product_id", "quantity", "unit_price")
    return lines.select(*columns, amount=amount(lines))


def _described_lines(lines: ir.Table) -> ir.Table:
    products = every("products").select("product_id", product="name")
    orders = every("orders").select("order_id", KEY)
    lines = lines.left_join(products, "product_id").left_join(orders, "order_id")
    return lines.select(
        "order_line_id",
        "order_id",
        KEY,
        "ordered_at",
        "product_id",
        "product",
        "quantity",
        unit_price=lines.unit_price.cast("float64"),
        amount=lines.amount.cast("float64"),
    )


def _orders(period: Period) -> ir.Table:
    return sold_orders(period).select("order_id", KEY, "ordered_at", "country")


def _customers(period: Period) -> ir.Table:
    orders = known_orders(period)
    counted = orders.group_by(KEY).agg(orders=orders.count(), last_order=orders.ordered_at.max())
    return counted.mutate(repeat=counted.orders >= 2)


def _described_customers(customers: ir.Table) -> ir.Table:
    customers = customers.left_join(every("customers").select(KEY, "name"), KEY)
    return customers.select(KEY, "name", "orders", "last_order", "repeat")


def _order_values(period: Period) -> ir.Table:
    """Every order with product lines in the period, and every order counted in it."""
    import ibis

    lines, orders = product_lines(period), sold_orders(period)
    sold = lines.select("order_id", amount=amount(lines).cast("decimal(38, 4)"), counted=0)
    placed = orders.select("order_id", amount=ibis.literal(0).cast("decimal(38, 4)"), counted=1)
    both = sold.union(placed)
    values = both.group_by("order_id").agg(
        amount=both.amount.sum().cast("float64"), counted=both.counted.max()
    )
    values = values.left_join(every("orders").select("order_id", KEY, "ordered_at"), "order_id")
    return values.select("order_id", KEY, "ordered_at", "amount", "counted")


def _contacts(period: Period) -> ir.Table:
    contacts = outbound(period)
    columns = ("communication_id", KEY, "occurred_at", "channel", "purpose", "outcome")
    return contacts.select(*columns, responded=responded(contacts))


BEHIND: dict[str, Callable[[Period], ir.Table]] = {
    "revenue": _lines,
    "orders": _orders,
    "active_customers": _customers,
    "repeat_rate": _customers,
    "average_order_value": _order_values,
    "response_rate": _contacts,
}

DESCRIBED: dict[str, Callable[[ir.Table], ir.Table]] = {
    "revenue": _described_lines,
    "active_customers": _described_customers,
    "repeat_rate": _described_customers,
}
