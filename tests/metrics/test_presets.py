"""The periods people ask for end with the last recorded day, however long ago that was."""

from datetime import date

import pytest

from crm_core import metrics
from crm_core.metrics import Period

KNOWN = Period(date(2009, 12, 1), date(2010, 12, 9))


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Last 30 days", date(2010, 11, 10)),
        ("Last 90 days", date(2010, 9, 11)),
        ("Last 12 months", date(2009, 12, 10)),
        ("This year", date(2010, 1, 1)),
        ("All time", date(2009, 12, 1)),
    ],
)
def test_each_preset_begins_on_its_day(name, start):
    assert metrics.presets(KNOWN)[name] == Period(start, KNOWN.end)


@pytest.mark.parametrize(
    ("end", "start"),
    [
        (date(2024, 2, 28), date(2023, 3, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 3, 1)),
        (date(2025, 12, 31), date(2025, 1, 1)),
    ],
)
def test_twelve_months_end_and_begin_rightly_around_leap_days(end, start):
    assert metrics.presets(Period(end, end))["Last 12 months"].start == start


def test_the_recorded_days_span_live_orders_and_communications(shop):
    with shop.cursor() as con:
        assert metrics.recorded(con) == Period(date(2010, 1, 3), date(2010, 3, 1))
    with shop.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("orders", "select order_id from orders where order_id in ('1', '2', '10')")
    with shop.cursor() as con:
        assert metrics.recorded(con) == Period(date(2010, 1, 5), date(2010, 3, 1))


def test_nothing_recorded_is_no_period(store):
    with store.cursor() as con:
        assert metrics.recorded(con) is None


def test_months_are_every_calendar_month_touched():
    touched = Period(date(2009, 11, 30), date(2010, 1, 1)).months
    assert touched == [date(2009, 11, 1), date(2009, 12, 1), date(2010, 1, 1)]
