"""When things happen: busy months, busy weekdays, busy hours.

A calendar is a curve of how much of the expected business has passed by each day. Drawing evenly
on that curve and reading off the day gives more events where it is steep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crm_core.demo.chance import Floats, Ints, Rng, pick

DAYS = 730
DAYS_A_MONTH = 365.25 / 12
SECONDS_A_DAY = 86_400
MONTHS = (0.80, 0.80, 0.92, 0.97, 1.02, 0.95, 0.86, 0.84, 0.98, 1.06, 1.42, 1.62)
GIFT_MONTHS = (0.15, 0.35, 0.55, 0.70, 0.45, 0.30, 0.20, 0.20, 0.35, 0.80, 3.40, 4.55)
WEEKDAYS = (1.06, 1.02, 1.00, 1.03, 1.12, 0.94, 0.83)
OFFICE_DAYS = (1.15, 1.25, 1.20, 1.15, 0.95, 0.20, 0.10)
SINGLES_DAY, BLACK_FRIDAY_WEEK = (11, 11), range(24, 31)
# Weights of the 24 hours, six to a line.
SHOP_HOURS = (
    *(0.3, 0.15, 0.1, 0.05, 0.05, 0.1),
    *(0.4, 1.0, 2.0, 3.2, 4.0, 4.2),
    *(4.4, 3.8, 3.2, 3.0, 3.0, 3.2),
    *(3.6, 4.4, 5.0, 4.6, 2.6, 1.0),
)
OFFICE_HOURS = (
    *(0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    *(0.0, 0.2, 2.0, 4.5, 5.0, 4.2),
    *(2.0, 3.0, 4.0, 4.0, 3.4, 2.6),
    *(1.6, 1.0, 0.5, 0.0, 0.0, 0.0),
)
WRITING_HOURS = (
    *(0.3, 0.1, 0.1, 0.05, 0.05, 0.1),
    *(0.5, 1.5, 3.0, 4.0, 4.0, 3.4),
    *(3.4, 3.0, 3.0, 2.8, 2.8, 3.0),
    *(3.4, 3.8, 4.0, 3.2, 1.8, 0.8),
)


@dataclass(frozen=True)
class Calendar:
    """The curve of a two-year window: `passed[d]` months' worth of business before day d."""

    passed: Floats

    def at(self, days: Floats) -> Floats:
        """Months' worth of business before each moment, in days since the window began."""
        return np.interp(days, np.arange(len(self.passed)), self.passed)

    def days(self, passed: Floats) -> Floats:
        """The moments by which so much business has passed."""
        return np.interp(passed, self.passed, np.arange(len(self.passed)))


def first_day(last_day: date) -> date:
    """The day the two years begin that end with `last_day`."""
    return last_day - timedelta(days=DAYS - 1)


def shop_calendar(last_day: date, *, gifts: bool = False) -> Calendar:
    """When people buy: by month and weekday, with Singles' Day and the week of Black Friday."""
    months = GIFT_MONTHS if gifts else MONTHS
    days = [first_day(last_day) + timedelta(days=number) for number in range(DAYS)]
    busy = [months[day.month - 1] * WEEKDAYS[day.weekday()] * _peak(day) for day in days]
    return _curve(busy)


def office_calendar(last_day: date) -> Calendar:
    """When the staff write and call: on working days."""
    days = [first_day(last_day) + timedelta(days=number) for number in range(DAYS)]
    return _curve([OFFICE_DAYS[day.weekday()] * (1.1 if day.month > 9 else 1.0) for day in days])


def seconds_of_day(rng: Rng, hours: tuple[float, ...], count: int) -> Ints:
    """Times of day in whole seconds, busier where `hours` weighs more."""
    return pick(rng, hours, count) * 3600 + rng.integers(0, 3600, count)


def moments(last_day: date, seconds: Ints) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """Seconds since the window began, as timestamps."""
    begin = np.datetime64(first_day(last_day).isoformat(), "us")
    return begin + seconds.astype("timedelta64[s]").astype("timedelta64[us]")


def _peak(day: date) -> float:
    if (day.month, day.day) == SINGLES_DAY:
        return 2.2
    return 1.4 if day.month == 11 and day.day in BLACK_FRIDAY_WEEK else 1.0


def _curve(busy: list[float]) -> Calendar:
    shares = np.array(busy) / np.mean(busy) / DAYS_A_MONTH
    return Calendar(np.concatenate([[0.0], np.cumsum(shares)]))
