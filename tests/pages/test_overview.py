"""The overview: figures that agree with the core, a period in the URL, and the rows behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import metrics
from crm_core.metrics import FORMULAS, KPIS, Kpi, Period
from crm_core.workflows.records import add_row, set_values
from crm_core.workflows.settings import change_settings
from pages.parts import overview_reads, workspace
from pages.parts.overview_figures import change_in_words

PAGE = "pages/today/overview.py"


@pytest.fixture
def year(demo_store) -> Period:
    with demo_store.cursor() as con:
        known = metrics.recorded(con)
        return metrics.presets(known.whole, known.last_day)["Last 12 months"]


def opened_at(**parameters):
    """The app opened by an address, as from a bookmark: the overview is its first page."""
    app = AppTest.from_file(str(workspace.ROOT / "app.py"), default_timeout=30)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def values(app):
    return {metric.label: metric.value for metric in app.metric}


def figures(store, period):
    with store.cursor() as con:
        return metrics.kpis(con, start=period.start, end=period.end)


def test_the_tiles_show_the_figures_of_the_last_twelve_months(demo_store, visit, year):
    app = visit(PAGE)
    expected = figures(demo_store, year)
    assert expected["revenue"].value > 0
    for name in KPIS:
        shown = workspace.figure(expected[name].value, FORMULAS[name].unit)
        assert values(app)[FORMULAS[name].label].replace("\\", "") == shown


def test_choosing_another_period_changes_the_figures(demo_store, visit, year):
    app = visit(PAGE)
    app.segmented_control(key="overview_period").set_value("Last 30 days").run()
    month = Period(year.end - timedelta(days=29), year.end)
    assert not app.exception
    assert values(app)["Orders"] == workspace.number(figures(demo_store, month)["orders"].value)


def test_a_period_in_the_url_is_taken(demo_store, year):
    start, end = year.end - timedelta(days=9), year.end - timedelta(days=2)
    days = [start.isoformat(), end.isoformat()]
    app = opened_at(overview_period="Custom", overview_days=days)
    assert not app.exception
    expected = figures(demo_store, Period(start, end))
    assert values(app)["Orders"] == workspace.number(expected["orders"].value)


def test_each_figure_and_chart_says_how_it_is_made(demo_store, visit):
    said = " ".join(element.value for element in visit(PAGE).markdown)
    for formula in FORMULAS.values():
        assert formula.sentence in said.replace("\\", "")


@pytest.mark.parametrize("name", KPIS)
def test_each_figure_opens_its_rows(demo_store, visit, year, name):
    app = visit(PAGE)
    assert not app.dataframe
    app.button(key=f"overview_rows_{name}").click().run()
    assert not app.exception
    with demo_store.cursor() as con:
        first = metrics.kpi_rows(con, name, start=year.start, end=year.end, limit=25)
    assert app.dataframe[0].value.iloc[:, 0].tolist() == first.iloc[:, 0].tolist()


def test_a_figure_in_dollars_is_no_formula_in_the_drawer_of_its_rows(demo_store, visit):
    change_settings(demo_store, {"currency": "USD"}, actor="ann")
    app = visit(PAGE)
    app.button(key="overview_rows_revenue").click().run()
    shown = [metric.value for metric in app.metric if metric.label == "Revenue"]
    assert len(shown) == 2
    assert all(value.startswith("\\$") for value in shown)


def test_customers_without_orders_have_no_figures_yet(empty_store, visit):
    add_row(empty_store, "customers", {"name": "Ada Lovelace"}, actor="ann")
    app = visit(PAGE)
    assert "appear with the first one" in app.info[0].value
    assert not app.metric


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("period", ["Last 12 months", "This year", "Custom"])
def test_an_order_on_a_day_at_the_end_of_the_calendar_leaves_the_overview_standing(
    empty_store, day, period
):
    with empty_store.transaction(actor="ann", reason="One odd order") as tx:
        tx.insert("customers", "select 'ada' as customer_id")
        tx.insert("products", "select 'pen' as product_id")
        tx.insert(
            "orders",
            "select 'o1' as order_id, 'ada' as customer_id, $day::timestamp as ordered_at",
            {"day": day},
        )
        tx.insert(
            "order_lines",
            "select 'o1' as order_id, 'pen' as product_id, 1 as quantity, 2 as unit_price, "
            "$day::timestamp as ordered_at",
            {"day": day},
        )
    app = opened_at(overview_period=period)
    assert not app.exception
    assert values(app)["Orders"] == "1"


def test_one_order_is_enough_for_every_figure(empty_store, visit):
    with empty_store.transaction(actor="ann", reason="One order") as tx:
        tx.insert("customers", "select 'ada' as customer_id")
        tx.insert("products", "select 'MUG' as product_id, 'product' as kind")
        tx.insert(
            "orders",
            "select '1' as order_id, 'ada' as customer_id, timestamp '2010-01-05' as ordered_at",
        )
        tx.insert(
            "order_lines",
            "select '1' as order_id, 'MUG' as product_id, 2 as quantity, 1.5 as unit_price, "
            "timestamp '2010-01-05' as ordered_at",
        )
    app = visit(PAGE)
    assert not app.exception
    assert values(app)["Orders"] == "1"
    assert "Retention shows here once a whole month has passed" in app.info[0].value


def test_an_empty_database_offers_ways_to_begin(empty_store, visit):
    assert visit(PAGE).button(key="states_demo")


@pytest.mark.parametrize(
    ("value", "previous", "unit", "said"),
    [
        (150.0, 100.0, "money", "+50.0%"),
        (50, 100, "count", "-50.0%"),
        (100, 100, "count", 0),
        (5, 0, "count", None),
        (0.25, 0.2, "share", "+5.0 points"),
        (0.2, 0.2, "share", 0),
        (None, 0.2, "share", None),
    ],
)
def test_a_change_is_in_percent_and_of_a_share_in_points(value, previous, unit, said):
    assert change_in_words(Kpi(value, previous), unit) == said


def test_a_period_before_the_first_order_gives_no_change_but_its_value(demo_store):
    app = opened_at(overview_period="All time")
    assert {metric.delta for metric in app.metric} == {"no full period before"}
    assert app.metric[0].proto.delta_description == "(£0.00)"
    assert "no full period before" in " ".join(caption.value for caption in app.caption)


def test_a_period_before_that_is_recorded_is_compared_with(demo_store):
    app = opened_at(overview_period="Last 30 days")
    deltas = [metric.delta for metric in app.metric]
    assert "no full period before" not in deltas
    assert all(metric.proto.delta_description.startswith("from ") for metric in app.metric)


def test_a_call_logged_years_after_the_last_order_leaves_the_figures(demo_store, visit, year):
    with demo_store.transaction(actor="ann", reason="Log a call") as tx:
        tx.insert(
            "communications",
            "select 'late' as communication_id, customer_id, "
            "timestamp '2090-01-05' as occurred_at, 'phone' as channel, "
            "'outbound' as direction from customers limit 1",
        )
    shown = values(visit(PAGE))["Orders"]
    assert shown == workspace.number(figures(demo_store, year)["orders"].value)
    assert shown != "0"


def test_a_mended_phone_number_adds_nothing_up_again(demo_store, visit, monkeypatch):
    app = visit(PAGE)
    shown = values(app)
    asked = []
    read = overview_reads._read_period

    def noted(ask, *given, **named):
        asked.append(given[0] if given else ask.__name__)
        return read(ask, *given, **named)

    monkeypatch.setattr(overview_reads, "_read_period", noted)
    with demo_store.cursor() as con:
        (customer,) = con.execute("select min(customer_id) from customers").fetchone()
    set_values(demo_store, "customers", customer, {"phone": "+441632960123"}, actor="ann")
    assert values(app.run()) == shown
    assert asked == []
    set_values(demo_store, "customers", customer, {"country": "Iceland"}, actor="ann")
    app.run()
    assert asked == ["revenue_by_country"]
    with demo_store.transaction(actor="ann", reason="Delete a customer") as tx:
        tx.delete("customers", f"select '{customer}' as customer_id")
    app.run()
    assert asked[1:] == ["customers", "customers", "cohort_retention"]
