"""Revenue by customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from crm_core import engine
from crm_core.engine import every, live
from crm_core.metrics.expressions import KEY, amount, product_lines
from crm_core.metrics.period import Period
from crm_core.schema import CUSTOMERS

if TYPE_CHECKING:
    import pandas as pd


def revenue_by_customer(con: DuckDBPyConnection, *, start: date, end: date) -> pd.DataFrame:
    """Revenue of every customer who is not in the bin, from `start` to `end`.

    Returns
    -------
    DataFrame
        `customer_id` and `revenue`, in order of `customer_id`; whoever bought and returned nothing
        is missing.
    """
    lines = product_lines(Period(start, end))
    lines = lines.select("order_id", amount=amount(lines))
    orders = every("orders").select("order_id", KEY).semi_join(live(CUSTOMERS.name), KEY)
    placed = lines.inner_join(orders, "order_id")
    sums = placed.group_by(KEY).agg(revenue=placed.amount.sum().cast("float64"))
    return engine.frame(con, sums.order_by(KEY))
