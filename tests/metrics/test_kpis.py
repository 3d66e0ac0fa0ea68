"""The six figures of February 2010, worked out by hand, and those of the 28 days before."""

from datetime import date

import pytest

from crm_core import metrics
from crm_core.errors import InvalidValue
from crm_core.metrics import Kpi, Period
from crm_core.workflows.kpis import Kpis, kpis

FEBRUARY = {"start": date(2010, 2, 1), "end": date(2010, 2, 28)}


@pytest.fixture
def february(shop):
    with shop.cursor() as con:
        return metrics.kpis(con, **FEBRUARY)


def test_revenue_has_returns_and_anonymous_orders_but_no_charges_and_nothing_binned(february):
    # 2 x 10 + 0.10 + 0.20 + 7 + 100 + 4 x 5 - 5; before: the 28 days from 4 January hold order 2
    assert february["revenue"] == Kpi(142.3, 20.0)


def test_orders_are_those_that_are_no_returns_with_or_without_a_customer(february):
    assert february["orders"] == Kpi(5, 1)


def test_active_customers_are_known_and_not_in_the_bin(february):
    assert february["active_customers"] == Kpi(2, 1)


def test_the_repeat_rate_is_over_active_customers_within_the_period(february):
    assert february["repeat_rate"] == Kpi(0.5, 0.0)


def test_average_order_value_is_revenue_over_orders(february):
    assert february["average_order_value"] == Kpi(142.3 / 5, 20.0)


def test_response_rate_is_over_live_outbound_communications(february):
    assert february["response_rate"] == Kpi(2 / 4, 0.0)


def test_both_days_are_included_to_the_last_minute(shop):
    with shop.cursor() as con:
        one_day = metrics.kpis(con, start=date(2010, 2, 28), end=date(2010, 2, 28))
    assert one_day["revenue"].value == 20.0
    assert one_day["orders"].value == 1


def test_sums_of_decimals_are_exact(shop):
    with shop.cursor() as con:
        day = metrics.kpis(con, start=date(2010, 2, 10), end=date(2010, 2, 10))
    assert day["revenue"].value == 0.3


def test_what_is_undefined_is_none_and_what_did_not_happen_is_0(shop):
    with shop.cursor() as con:
        quiet = metrics.kpis(con, start=date(2009, 1, 1), end=date(2009, 1, 31))
    nothing, undefined = Kpi(0, 0), Kpi(None, None)
    assert [quiet[n] for n in ("revenue", "orders", "active_customers")] == [nothing] * 3
    rates = ("repeat_rate", "average_order_value", "response_rate")
    assert [quiet[n] for n in rates] == [undefined] * 3


def test_the_change_is_none_without_something_to_compare_with():
    assert Kpi(3, 2).change == 0.5
    assert Kpi(3, 0).change is None
    assert Kpi(3, None).change is None
    assert Kpi(None, 2).change is None


def test_previous_is_the_same_number_of_days_just_before():
    assert Period(**FEBRUARY).previous == Period(date(2010, 1, 4), date(2010, 1, 31))


def test_all_of_time_can_be_asked_for_and_has_no_previous(shop):
    with shop.cursor() as con:
        ever = metrics.kpis(con, start=date.min, end=date.max)
    assert ever["orders"] == Kpi(8, None)


def test_a_period_that_ends_before_it_begins_is_refused(shop):
    with pytest.raises(InvalidValue, match="2010-02-01"):
        kpis(shop, start=date(2010, 2, 2), end=date(2010, 2, 1))


def test_the_verb_gives_the_same_figures_in_the_order_of_the_registry(shop, february):
    found = kpis(shop, **FEBRUARY)
    assert found == Kpis(**february)
    assert list(vars(found)) == list(metrics.KPIS)


def test_every_figure_has_its_definition():
    assert set(metrics.KPIS) < set(metrics.FORMULAS)
    assert all(f.sentence.endswith(".") and f.latex for f in metrics.FORMULAS.values())
