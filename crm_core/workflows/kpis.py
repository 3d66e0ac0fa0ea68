"""The figures of a period, for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm_core import metrics
from crm_core.metrics import Kpi
from crm_core.store import Store


@dataclass(frozen=True)
class Kpis:
    """The six figures, each in the period and in the same number of days just before."""

    revenue: Kpi
    orders: Kpi
    active_customers: Kpi
    repeat_rate: Kpi
    average_order_value: Kpi
    response_rate: Kpi


def kpis(store: Store, *, start: date, end: date) -> Kpis:
    """The figures from `start` to `end`, both days included.

    Raises
    ------
    InvalidValue
        If the period ends before it begins.
    """
    with store.cursor() as con:
        return Kpis(**metrics.kpis(con, start=start, end=end))
