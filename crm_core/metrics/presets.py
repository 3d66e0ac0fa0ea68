"""The periods people ask for, told from the days that are recorded."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from crm_core.metrics.period import Period

RECORDED = """
with days as (
    select ordered_at as moment from orders where deleted_at is null
    union all
    select occurred_at as moment from communications where deleted_at is null
)
select min(moment)::date, max(moment)::date
from days
"""

LAST_30_DAYS, LAST_90_DAYS = "Last 30 days", "Last 90 days"
LAST_12_MONTHS, THIS_YEAR, ALL_TIME = "Last 12 months", "This year", "All time"


def recorded(con: duckdb.DuckDBPyConnection) -> Period | None:
    """From the first to the last day with an order or a communication; None where there is none."""
    [(start, end)] = con.execute(RECORDED).fetchall()
    return Period(start, end) if start else None


def presets(known: Period) -> dict[str, Period]:
    """Periods by name, all ending with the last recorded day, so that old data has figures too.

    >>> presets(Period(date(2009, 12, 1), date(2010, 12, 9)))["Last 12 months"]
    Period(start=datetime.date(2009, 12, 10), end=datetime.date(2010, 12, 9))
    """
    end = known.end
    return {
        LAST_30_DAYS: Period(end - timedelta(days=29), end),
        LAST_90_DAYS: Period(end - timedelta(days=89), end),
        LAST_12_MONTHS: Period(_a_year_before(end + timedelta(days=1)), end),
        THIS_YEAR: Period(end.replace(month=1, day=1), end),
        ALL_TIME: known,
    }


def _a_year_before(day: date) -> date:
    """The same day a year before; the 1st of March for the 29th of February."""
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, 3, 1) if leap_day else day.replace(year=day.year - 1)
