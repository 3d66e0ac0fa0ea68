"""How thick a bar is, and how far an axis of months reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd

FULL_FROM = 4
"""From this many bars on they fill their room; fewer are no thicker than that."""
PART_OF_ROOM = 0.8


def thickness(count: int) -> float:
    """The part of its room that one of so many bars takes: a single bar is no block.

    >>> thickness(1), thickness(4), thickness(20)
    (0.2, 0.8, 0.8)
    """
    return PART_OF_ROOM * min(max(count, 1), FULL_FROM) / FULL_FROM


def room_for_months(months: pd.Series) -> dict[str, Any]:
    """The range and ticks of an axis of few months, as wide as one of four; {} for more.

    `months` are the first days of calendar months, in order.
    """
    if months.empty or len(months) >= FULL_FROM:
        return {}
    around = timedelta(days=15 + 15 * (FULL_FROM - len(months)))
    first, last = (month.to_pydatetime() for month in (months.iloc[0], months.iloc[-1]))
    try:
        reach: list[datetime] = [first - around, last + around]
    except OverflowError:  # the calendar begins or ends there
        return {"dtick": "M1"}
    return {"range": reach, "dtick": "M1"}
