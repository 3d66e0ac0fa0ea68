"""Who came back: the customers of each first month, in the months after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb

from crm_core import engine
from crm_core.metrics.expressions import KEY, known_orders, month_of
from crm_core.metrics.period import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

MOST_MONTHS = 24
LAST_ORDERED = """
select max(ordered_at)::date from orders where deleted_at is null
"""


def cohort_retention(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> pd.DataFrame:
    """The share of each first-order month's customers who ordered in the months that followed.

    A customer's cohort is the month of the first order ever, so that a customer of old does not
    look new because the period is short; cohorts that began in the period are shown, the latest 24
    of them.

    Returns
    -------
    DataFrame
        cohort (first day of the month), months_since (0 is the first month itself), customers (of
        the cohort), active (of those, how many ordered), share. One row for the first month and
        every later one that is over, 0 where nobody ordered; no row for a month in which nobody
        came. A month is over when the period and the recorded orders last to its end: part of one
        would look like a collapse. Source: month-by-month retention as in "cohort analysis".
    """
    months = Period(start, end).months[-MOST_MONTHS:]
    counted = engine.frame(con, _activity(Period(date.min, end), months[0]))
    counted = counted.astype({"active": "int64", "months_since": "int64"})
    [(last_ordered,)] = con.execute(LAST_ORDERED).fetchall()
    return _with_silent_months(counted, min(end, last_ordered or end))


def _activity(until: Period, first_month: date) -> ir.Table:
    """Per cohort and month since: how many customers ordered."""
    import ibis

    orders = known_orders(until)
    orders = orders.select(KEY, month=month_of(orders.ordered_at)).distinct()
    first = orders.group_by(KEY).agg(cohort=orders.month.min())
    first = first.filter(first.cohort >= ibis.date(first_month))
    active = orders.inner_join(first, KEY)
    months_since = active.month.delta(active.cohort, unit="month")
    counted = active.group_by(cohort=active.cohort, months_since=months_since)
    return counted.agg(active=active.count()).order_by("cohort", "months_since")


def _with_silent_months(counted: pd.DataFrame, last_day: date) -> pd.DataFrame:
    """A row for every month that is over by the last day, and for the first one in any case."""
    import pandas as pd

    begun = _month_number(last_day)
    is_over = last_day == date.max or (last_day + timedelta(days=1)).day == 1
    last_over = begun if is_over else begun - 1

    customers = counted[counted["months_since"] == 0].set_index("cohort")["active"]
    pairs = [
        (cohort, since)
        for cohort in customers.index
        for since in range(max(1, last_over - _month_number(cohort) + 1))
    ]
    grid = pd.DataFrame(pairs, columns=["cohort", "months_since"]).astype(
        {"cohort": "datetime64[us]", "months_since": "int64"}
    )
    counted = counted.astype({"cohort": "datetime64[us]"})
    grid = grid.merge(counted, how="left", on=["cohort", "months_since"], validate="one_to_one")
    grid["active"] = grid["active"].fillna(0).astype("int64")
    grid["customers"] = grid["cohort"].map(customers)
    grid["share"] = grid["active"] / grid["customers"]
    return grid[["cohort", "months_since", "customers", "active", "share"]]


def _month_number(day: date) -> int:
    return day.year * 12 + day.month
