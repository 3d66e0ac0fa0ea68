"""Revenue by month, country and category: the parts are right and add up to the whole."""

from datetime import date

import pytest

from crm_core import metrics
from crm_core.metrics import breakdowns

PERIOD = {"start": date(2010, 1, 15), "end": date(2010, 3, 31)}


def pairs(shop, breakdown, **period):
    with shop.cursor() as con:
        table = breakdown(con, **(period or PERIOD))
    return list(zip(table.iloc[:, 0], table["revenue"], table["order_lines"], strict=True))


def test_months_are_whole_inside_and_cut_at_the_ends_and_none_is_left_out(shop):
    period = {"start": date(2009, 12, 1), "end": date(2010, 2, 10)}
    found = [
        (month.date(), *rest) for month, *rest in pairs(shop, metrics.revenue_by_month, **period)
    ]
    assert found == [
        (date(2009, 12, 1), 0.0, 0),
        (date(2010, 1, 1), 50.0, 2),
        (date(2010, 2, 1), 20.3, 3),
    ]


def test_the_country_is_that_of_the_order_else_of_its_customer(shop):
    assert pairs(shop, metrics.revenue_by_country) == [
        ("UK", 121.0, 3),
        ("Spain", 15.0, 2),
        ("No country", 7.0, 1),
        ("France", 0.3, 2),
    ]


def test_products_without_a_category_are_named_so(shop):
    assert pairs(shop, metrics.revenue_by_category) == [
        ("Kitchen", 128.0, 4),
        ("No category", 15.3, 4),
    ]


@pytest.mark.parametrize(
    "breakdown",
    [metrics.revenue_by_month, metrics.revenue_by_country, metrics.revenue_by_category],
)
def test_the_parts_add_up_to_revenue(shop, breakdown):
    with shop.cursor() as con:
        whole = metrics.kpis(con, **PERIOD)["revenue"].value
    assert sum(revenue for _, revenue, _ in pairs(shop, breakdown)) == pytest.approx(whole)


def test_an_empty_period_has_no_parts(shop):
    period = {"start": date(2009, 1, 1), "end": date(2009, 1, 31)}
    assert pairs(shop, metrics.revenue_by_country, **period) == []
    assert pairs(shop, metrics.revenue_by_category, **period) == []


def test_the_names_for_what_is_missing_are_words():
    assert (breakdowns.NO_COUNTRY, breakdowns.NO_CATEGORY) == ("No country", "No category")
