"""The report to take away holds what the overview shows."""

from datetime import date

import pytest

from crm_core import metrics

YEAR = {"start": date(2010, 1, 1), "end": date(2010, 3, 31)}


@pytest.fixture
def report(shop):
    with shop.cursor() as con:
        table = metrics.report_arrow(con, **YEAR)
    return {(row["figure"], row["part"]): row for row in table.to_pylist()}


def test_it_holds_each_figure_with_its_previous_and_definition(shop, report):
    with shop.cursor() as con:
        figures = metrics.kpis(con, **YEAR)
    for name, kpi in figures.items():
        row = report[name, None]
        assert (row["value"], row["previous"]) == (kpi.value, kpi.previous)
        assert row["definition"] == metrics.FORMULAS[name].sentence


def test_it_holds_every_part_of_the_revenue_and_the_retention(report):
    assert report["revenue_by_month", "2010-01"]["value"] == 50.0
    assert report["revenue_by_country", "France"]["value"] == 0.3
    assert report["revenue_by_category", "Kitchen"]["value"] == 158.0
    assert report["retention", "2010-01 + 1"]["value"] == 1.0
