"""A stretch of whole days, and the one it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm_core.errors import InvalidValue


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both days included.

    >>> Period(date(2010, 3, 1), date(2010, 3, 31)).previous
    Period(start=datetime.date(2010, 1, 29), end=datetime.date(2010, 2, 28))
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidValue("--to", self.end, f"the period begins on {self.start}, after it")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def previous(self) -> Period | None:
        """The same number of days just before; None where the calendar does not reach back."""
        try:
            end = self.start - timedelta(days=1)
            return Period(end - timedelta(days=self.days - 1), end)
        except OverflowError:
            return None

    @property
    def months(self) -> list[date]:
        """The first day of every calendar month the period touches."""
        first = self.start.year * 12 + self.start.month - 1
        last = self.end.year * 12 + self.end.month - 1
        return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
