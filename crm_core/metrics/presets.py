"""The periods people ask for, told from the days that are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from crm_core.metrics.period import Period

RECORDED = """
with ordered as (
    select min(ordered_at)::date as first, max(ordered_at)::date as last
    from orders
    where deleted_at is null
), said as (
    select min(occurred_at)::date as first, max(occurred_at)::date as last
    from communications
    where deleted_at is null
)
select ordered.first, ordered.last, said.first, said.last
from ordered
cross join said
"""

LAST_30_DAYS, LAST_90_DAYS = "Last 30 days", "Last 90 days"
LAST_12_MONTHS, THIS_YEAR, ALL_TIME = "Last 12 months", "This year", "All time"


@dataclass(frozen=True)
class Recorded:
    """The days with orders and those with communications, from first to last; None without any."""

    orders: Period | None
    communications: Period | None

    @property
    def whole(self) -> Period | None:
        """From the first to the last day with either; None where there is neither."""
        known = [span for span in (self.orders, self.communications) if span]
        if not known:
            return None
        return Period(min(span.start for span in known), max(span.end for span in known))

    @property
    def last_day(self) -> date | None:
        """The day of the last order, or of the last communication where nothing was ordered.

        A call logged today must not empty the figures of a shop whose orders end years ago.
        """
        known = self.orders or self.communications
        return known.end if known else None

    def reaches_back(self, figure: str, period: Period | None) -> bool:
        """Whether all days of a period lie in the time that a figure is recorded for."""
        span = self.communications if figure == "response_rate" else self.orders
        return bool(period and span and span.start <= period.start)


def recorded(con: duckdb.DuckDBPyConnection) -> Recorded:
    """The days on which live orders and communications are recorded."""
    [(ordered, last_ordered, said, last_said)] = con.execute(RECORDED).fetchall()
    return Recorded(
        Period(ordered, last_ordered) if ordered else None,
        Period(said, last_said) if said else None,
    )


def presets(known: Period, last_day: date) -> dict[str, Period]:
    """Periods by name, ending with the last recorded day, so that old data has figures too.

    All time is all that is `known`.

    >>> known = Period(date(2009, 12, 1), date(2026, 1, 5))
    >>> presets(known, date(2010, 12, 9))["Last 12 months"]
    Period(start=datetime.date(2009, 12, 10), end=datetime.date(2010, 12, 9))
    """
    end = last_day
    return {
        LAST_30_DAYS: Period(_days_before(end, 29), end),
        LAST_90_DAYS: Period(_days_before(end, 89), end),
        LAST_12_MONTHS: Period(_a_year_up_to(end), end),
        THIS_YEAR: Period(end.replace(month=1, day=1), end),
        ALL_TIME: known,
    }


def _days_before(end: date, days: int) -> date:
    """So many days before; the calendar's first day where it does not reach back."""
    return end - timedelta(days=min(days, (end - date.min).days))


def _a_year_up_to(end: date) -> date:
    """The first of the twelve months that end with `end`.

    That is the next day a year before, and the 1st of March for the 29th of February.
    """
    if end.year == date.min.year or end == date.max:
        return end.replace(month=1, day=1)
    following = end + timedelta(days=1)
    if (following.month, following.day) == (2, 29):
        return date(following.year - 1, 3, 1)
    return following.replace(year=following.year - 1)
