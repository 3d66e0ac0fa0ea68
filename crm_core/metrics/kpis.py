"""The six figures of a period, beside those of the period before, and over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

from crm_core import engine
from crm_core.metrics.expressions import (
    KEY,
    amount,
    days_before,
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

Bucket = Callable[["ir.TimestampColumn"], "ir.Value"]
Number = float | int | None
Counts = dict[Any, dict[str, Any]]
"""Counts and sums by bucket of time."""

DAILY_UP_TO_DAYS, WEEKLY_UP_TO_DAYS = 45, 750


@dataclass(frozen=True)
class Kpi:
    """One figure in a period and in the same number of days just before; None where undefined."""

    value: Number
    previous: Number

    @property
    def change(self) -> float | None:
        """The relative change, None where there is nothing to compare with."""
        if self.value is None or not self.previous:
            return None
        return float(self.value) / float(self.previous) - 1


@dataclass(frozen=True)
class Trend:
    """Every figure over equal steps of `step_days`, the last ending with the period.

    `starts` are the first days of the steps; `values` has one list for each figure.
    """

    step_days: int
    starts: list[date]
    values: dict[str, list[Number]]


def kpis(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> dict[str, Kpi]:
    """The six figures from `start` to `end`, both days included, and in the days just before.

    Revenue, orders and active customers are 0 where nothing happened; rates and averages over
    nothing are None.

    Raises
    ------
    InvalidValue
        If the period ends before it begins.
    """
    return kpis_of(
        [kpi_counts(con, part, start=start, end=end) for part in PARTS], start=start, end=end
    )


def kpi_counts(con: duckdb.DuckDBPyConnection, part: str, *, start: date, end: date) -> Counts:
    """The counts and sums of one of `PARTS`: 0 for the period, 1 for the days just before."""
    import ibis

    now = Period(start, end)
    both = Period(now.previous.start if now.previous else now.start, now.end)
    return _counts(con, part, both, lambda when: ibis.ifelse(when >= engine.day_start(start), 0, 1))


def kpis_of(counts: Iterable[Counts], *, start: date, end: date) -> dict[str, Kpi]:
    """The six figures that `kpi_counts` of every part come to."""
    figures = _together(counts)
    value = _with_rates(figures.get(0, {}))
    is_compared = Period(start, end).previous is not None
    previous = _with_rates(figures.get(1, {})) if is_compared else dict.fromkeys(KPIS)
    return {name: Kpi(value[name], previous[name]) for name in KPIS}


def trend(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> Trend:
    """The six figures over time: days, weeks or four weeks, by the length of the period.

    Steps are counted back from the last day and are all of equal length, so that no point is low
    only because its step is cut short: the days left over at the beginning are not drawn.
    """
    return trend_of(
        [trend_counts(con, part, start=start, end=end) for part in PARTS], start=start, end=end
    )


def trend_counts(con: duckdb.DuckDBPyConnection, part: str, *, start: date, end: date) -> Counts:
    """The counts and sums of one of `PARTS` by step, counted back from the last: 0 is the last."""
    step, starts = _steps(Period(start, end))
    drawn = Period(max(starts[0], start), end)
    return _counts(con, part, drawn, lambda when: days_before(when, end) // step)


def trend_of(counts: Iterable[Counts], *, start: date, end: date) -> Trend:
    """The figures over time that `trend_counts` of every part come to."""
    step, starts = _steps(Period(start, end))
    figures = _together(counts)
    points = [_with_rates(figures.get(number, {})) for number in reversed(range(len(starts)))]
    values = {name: [point[name] for point in points] for name in KPIS}
    return Trend(step, starts, values)


def _steps(period: Period) -> tuple[int, list[date]]:
    """The length of a step in days, and the first day of each, the earliest first."""
    step = _step_days(period.days)
    steps = max(1, period.days // step)
    return step, [
        period.end - timedelta(days=step * (number + 1) - 1) for number in reversed(range(steps))
    ]


def _step_days(days: int) -> int:
    if days <= DAILY_UP_TO_DAYS:
        return 1
    return 7 if days <= WEEKLY_UP_TO_DAYS else 28


def _counts(con: duckdb.DuckDBPyConnection, part: str, period: Period, bucket: Bucket) -> Counts:
    counted = PARTS[part](period, bucket)
    rows = con.execute(engine.sql(counted)).fetchall()
    return {key: dict(zip(counted.columns[1:], values, strict=True)) for key, *values in rows}


def _together(counts: Iterable[Counts]) -> Counts:
    figures: Counts = {}
    for part in counts:
        for key, values in part.items():
            figures.setdefault(key, {}).update(values)
    return figures


def _revenue(period: Period, bucket: Bucket) -> ir.Table:
    lines = product_lines(period)
    lines = lines.select(bucket=bucket(lines.ordered_at), amount=amount(lines))
    return lines.group_by("bucket").agg(revenue=lines.amount.sum().cast("float64"))


def _orders(period: Period, bucket: Bucket) -> ir.Table:
    orders = sold_orders(period)
    orders = orders.select(bucket=bucket(orders.ordered_at))
    return orders.group_by("bucket").agg(orders=orders.count())


def _customers(period: Period, bucket: Bucket) -> ir.Table:
    orders = known_orders(period)
    orders = orders.select(KEY, bucket=bucket(orders.ordered_at))
    customers = orders.group_by(["bucket", KEY]).agg(orders=orders.count())
    return customers.group_by("bucket").agg(
        active_customers=customers.count(),
        repeat_customers=customers.count(where=customers.orders >= 2),
    )


def _contacts(period: Period, bucket: Bucket) -> ir.Table:
    contacts = outbound(period)
    contacts = contacts.select(bucket=bucket(contacts.occurred_at), responded=responded(contacts))
    return contacts.group_by("bucket").agg(
        outbound=contacts.count(), responses=contacts.count(where=contacts.responded)
    )


PARTS: dict[str, Callable[[Period, Bucket], ir.Table]] = {
    "revenue": _revenue,
    "orders": _orders,
    "customers": _customers,
    "contacts": _contacts,
}
"""What the six figures are made of, each counted by itself: they read different tables."""


def _with_rates(counted: dict[str, Any]) -> dict[str, Number]:
    revenue, orders = counted.get("revenue", 0.0), counted.get("orders", 0)
    active = counted.get("active_customers", 0)
    return {
        "revenue": revenue,
        "orders": orders,
        "active_customers": active,
        "repeat_rate": _ratio(counted.get("repeat_customers", 0), active),
        "average_order_value": _ratio(revenue, orders),
        "response_rate": _ratio(counted.get("responses", 0), counted.get("outbound", 0)),
    }


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
