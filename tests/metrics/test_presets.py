"""The periods people ask for end with the last recorded day, however long ago that was."""

from datetime import date

import pytest

from crm_core import metrics
from crm_core.metrics import Period, Recorded

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
    assert metrics.presets(KNOWN, KNOWN.end)[name] == Period(start, KNOWN.end)


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
    assert metrics.presets(Period(end, end), end)["Last 12 months"].start == start


@pytest.mark.parametrize(
    ("end", "starts"),
    [
        (date.max, [date(9999, 12, 2), date(9999, 10, 3), date(9999, 1, 1), date(9999, 1, 1)]),
        (date.min, [date.min, date.min, date.min, date.min]),
        (date(1, 2, 10), [date(1, 1, 12), date.min, date.min, date.min]),
    ],
)
def test_the_ends_of_the_calendar_cut_a_preset_short(end, starts):
    named = metrics.presets(Period(end, end), end)
    assert [named[name].start for name in list(named)[:4]] == starts
    assert {period.end for period in named.values()} == {end}


def test_the_recorded_days_are_those_of_live_orders_and_communications(shop):
    said = Period(date(2010, 1, 5), date(2010, 3, 1))
    with shop.cursor() as con:
        known = metrics.recorded(con)
    assert known == Recorded(Period(date(2010, 1, 3), date(2010, 3, 1)), said)
    assert known.whole == Period(date(2010, 1, 3), date(2010, 3, 1))
    with shop.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("orders", "select order_id from orders where order_id in ('1', '2', '10')")
    with shop.cursor() as con:
        known = metrics.recorded(con)
    assert known == Recorded(Period(date(2010, 2, 1), date(2010, 2, 28)), said)
    assert known.whole == said


def test_a_call_of_today_leaves_the_presets_at_the_last_order():
    sold = Period(date(2009, 12, 1), date(2010, 12, 9))
    known = Recorded(sold, Period(date(2026, 1, 5), date(2026, 1, 5)))
    named = metrics.presets(known.whole, known.last_day)
    assert named["Last 30 days"] == Period(date(2010, 11, 10), date(2010, 12, 9))
    assert named["All time"] == Period(date(2009, 12, 1), date(2026, 1, 5))


def test_without_orders_the_presets_end_with_the_last_communication():
    said = Period(date(2025, 1, 5), date(2026, 1, 5))
    assert Recorded(None, said).last_day == date(2026, 1, 5)


def test_a_figure_reaches_back_as_far_as_what_it_is_made_of():
    known = Recorded(
        Period(date(2010, 1, 1), date(2010, 12, 31)), Period(date(2010, 6, 1), date(2010, 6, 30))
    )
    spring = Period(date(2010, 1, 1), date(2010, 3, 31))
    assert known.reaches_back("revenue", spring)
    assert not known.reaches_back("response_rate", spring)
    assert not known.reaches_back("revenue", Period(date(2009, 12, 31), date(2010, 3, 31)))
    assert not known.reaches_back("revenue", None)


def test_nothing_recorded_is_no_period(store):
    with store.cursor() as con:
        known = metrics.recorded(con)
    assert (known.whole, known.last_day) == (None, None)


def test_months_are_every_calendar_month_touched():
    touched = Period(date(2009, 11, 30), date(2010, 1, 1)).months
    assert touched == [date(2009, 11, 1), date(2009, 12, 1), date(2010, 1, 1)]
