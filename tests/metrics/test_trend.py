"""Figures over time: equal steps that end with the period."""

from datetime import date

import pytest

from crm_core import metrics


def trend(shop, start, end):
    with shop.cursor() as con:
        return metrics.trend(con, start=start, end=end)


def test_a_month_is_drawn_by_day(shop):
    february = trend(shop, date(2010, 2, 1), date(2010, 2, 28))
    assert february.step_days == 1
    assert february.starts[0] == date(2010, 2, 1)
    assert february.starts[-1] == date(2010, 2, 28)
    revenue = dict(
        zip((day.day for day in february.starts), february.values["revenue"], strict=True)
    )
    sold = {day: amount for day, amount in revenue.items() if amount}
    assert sold == {1: 20.0, 10: 0.3, 11: 7.0, 12: 100.0, 20: -5.0, 28: 20.0}


def test_days_add_up_to_the_figure_of_the_period(shop):
    period = {"start": date(2010, 2, 1), "end": date(2010, 2, 28)}
    with shop.cursor() as con:
        figures, over_time = metrics.kpis(con, **period), metrics.trend(con, **period)
    assert sum(over_time.values["orders"]) == figures["orders"].value
    assert sum(over_time.values["revenue"]) == pytest.approx(figures["revenue"].value)


def test_longer_periods_are_drawn_by_full_weeks_counted_from_the_end(shop):
    weeks = trend(shop, date(2010, 1, 1), date(2010, 2, 28))
    assert weeks.step_days == 7
    assert weeks.starts[-1] == date(2010, 2, 22)
    assert weeks.starts[0] == date(2010, 1, 4)
    assert weeks.values["orders"] == [1, 0, 0, 0, 1, 3, 0, 1]
    assert weeks.values["active_customers"] == [1, 0, 0, 0, 1, 1, 0, 1]


def test_years_are_drawn_by_four_weeks(shop):
    assert trend(shop, date(2007, 1, 1), date(2010, 2, 28)).step_days == 28


def test_one_day_is_one_step(shop):
    day = trend(shop, date(2010, 2, 1), date(2010, 2, 1))
    assert (day.starts, day.values["orders"]) == ([date(2010, 2, 1)], [1])
    assert day.values["repeat_rate"] == [0.0]
