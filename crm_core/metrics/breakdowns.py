"""Revenue cut by month, by country and by category."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from crm_core import engine
from crm_core.engine import every
from crm_core.metrics.expressions import KEY, amount, month_of, product_lines
from crm_core.metrics.period import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

NO_COUNTRY, NO_CATEGORY = "No country", "No category"


def revenue_by_month(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> pd.DataFrame:
    """Revenue of every calendar month from `start` to `end`.

    Returns
    -------
    DataFrame
        month (its first day), revenue, order_lines: one row for every month the period touches, in
        order, 0 where nothing was sold. The first and last month hold only the period's days.
    """
    import pandas as pd

    period = Period(start, end)
    lines = product_lines(period)
    lines = lines.select(month=month_of(lines.ordered_at), amount=amount(lines))
    sold = engine.frame(con, _revenue(lines, "month")).set_index("month")
    months = sold.reindex(pd.to_datetime(period.months)).rename_axis("month").reset_index()
    return months.fillna({"revenue": 0.0, "order_lines": 0}).astype({"order_lines": "int64"})


def revenue_by_country(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> pd.DataFrame:
    """Revenue by the country of the order, else of its customer.

    Returns
    -------
    DataFrame
        country, revenue, order_lines, from most revenue to least; 'No country' where neither the
        order nor its customer has one. No row where nothing was sold.
    """
    import ibis

    lines = product_lines(Period(start, end))
    lines = lines.select("order_id", amount=amount(lines))
    orders = every("orders")
    # Few orders name no country: only for those is the customer looked up.
    asked = ibis.ifelse(orders.country.isnull(), orders.customer_id, None)
    orders = orders.select("order_id", "country", asked=asked)
    placed = lines.left_join(orders, "order_id")
    parts = placed.group_by(["country", "asked"]).agg(
        revenue=placed.amount.sum(), order_lines=placed.count()
    )
    customers = every("customers").select(asked=KEY, lives_in="country")
    parts = parts.left_join(customers, "asked")
    country = ibis.coalesce(parts.country, parts.lives_in, NO_COUNTRY)
    by_country = parts.group_by(country=country).agg(
        revenue=parts.revenue.sum().cast("float64"),
        order_lines=parts.order_lines.sum().cast("int64"),
    )
    return engine.frame(con, _largest_first(by_country, "country"))


def revenue_by_category(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> pd.DataFrame:
    """Revenue by the category of the product.

    Returns
    -------
    DataFrame
        category, revenue, order_lines, from most revenue to least; 'No category' where the product
        has none. No row where nothing was sold.
    """
    lines = product_lines(Period(start, end))
    lines = lines.select("product_id", amount=amount(lines))
    products = every("products").select("product_id", "category")
    lines = lines.left_join(products, "product_id")
    lines = lines.select("amount", category=lines.category.fill_null(NO_CATEGORY))
    return engine.frame(con, _largest_first(_revenue(lines, "category"), "category"))


def _revenue(lines: ir.Table, by: str) -> ir.Table:
    return lines.group_by(by).agg(
        revenue=lines.amount.sum().cast("float64"), order_lines=lines.count()
    )


def _largest_first(table: ir.Table, name: str) -> ir.Table:
    return table.order_by(table.revenue.desc(), table[name])
