"""The movement page: the figures of the command line, every choice in the address, every state."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.features import default_as_of
from crm_core.segments import every_version, named, saved_segments
from crm_core.workflows.movement import movement
from crm_core.workflows.records import add_row
from crm_core.workflows.segmentations import segment
from pages.parts import movement_choices, movement_reads, workspace

PAGE = "pages/understand/movement.py"
RFM = ("recency_days", "frequency", "monetary")


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def figures(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.fixture
def saved(demo_store):
    segment(demo_store, features=RFM, k=4, log=RFM[1:], save="Value", actor="tests")
    return demo_store


@pytest.fixture
def dates(saved) -> tuple[date, date]:
    with saved.cursor() as con:
        last = default_as_of(con)
    return movement_choices.earlier(last, 3), last


def test_the_first_picture_is_the_last_quarter(saved, dates, visit):
    app = visit(PAGE)
    assert not app.exception
    found = movement(saved, "Value", start=dates[0], end=dates[1])
    shown = figures(app)
    assert shown["Moved"] == workspace.number(found.moved)
    assert shown["Stayed"] == workspace.number(found.stayed)
    assert shown["Arrived"] == workspace.number(found.arrived)
    at_stake = sum(f["revenue"] for f in found.flows if f["from"] not in (None, f["to"]))
    assert shown["Revenue moved"].replace("\\", "") == workspace.money(at_stake)
    table = app.dataframe[0].value
    assert list(table["customers"]) == [flow["customers"] for flow in found.flows]
    assert list(table["revenue"]) == [flow["revenue"] for flow in found.flows]


def test_another_preset_scores_other_dates(saved, dates, visit):
    app = visit(PAGE)
    app.button(key="movement_12").click().run()
    year = movement_choices.earlier(dates[1], 12)
    assert app.date_input(key="movement_from").value == year
    found = movement(saved, "Value", start=year, end=dates[1])
    assert figures(app)["Arrived"] == workspace.number(found.arrived)


def test_the_choices_come_from_the_address(saved, dates, visit):
    app = visit(PAGE, movement_from="2026-01-31", movement_to="2026-06-30")
    assert app.date_input(key="movement_from").value == date(2026, 1, 31)
    found = movement(saved, "Value", start=date(2026, 1, 31), end=date(2026, 6, 30))
    assert figures(app)["Moved"] == workspace.number(found.moved)


def test_picking_a_flow_lists_its_movers_and_what_changed(saved, dates, visit):
    app = visit(PAGE)
    box = app.selectbox(key="movement_flow")
    assert box.value is None
    words = next(option for option in box.options if not option.startswith(("Stayed", "Not yet")))
    app = box.set_value(words).run()
    assert not app.exception
    place = box.options.index(words)
    flow = movement(saved, "Value", start=dates[0], end=dates[1]).flows[place]
    assert f"**{flow['customers']:,} customer" in texts(app)
    changed, movers = app.dataframe[1].value, app.dataframe[2].value
    assert list(changed["feature"]) == ["Days since last order", "Orders", "Spend (GBP)"]
    assert changed["change"].notna().all()
    assert len(movers) == min(flow["customers"], 25)
    assert list(movers["revenue"]) == sorted(movers["revenue"], reverse=True)
    if flow["customers"] <= 25:
        assert movers["revenue"].sum() == pytest.approx(flow["revenue"], abs=1e-3)


def test_the_movers_are_saved_as_a_list_that_is_never_scored(saved, dates, visit):
    app = visit(PAGE)
    box = app.selectbox(key="movement_flow")
    words = next(option for option in box.options if not option.startswith(("Stayed", "Not yet")))
    box.set_value(words).run()
    app.button(key="movement_save").click().run()
    assert "Give the list a name first" in app.error[0].value
    app.text_input(key="movement_name").set_value(" Movers ").run()
    app.button(key="movement_save").click().run()
    assert not app.exception
    place = box.options.index(words)
    flow = movement(saved, "Value", start=dates[0], end=dates[1]).flows[place]
    with saved.cursor() as con:
        one = named(con, "movers")
        [label] = saved_segments(con, one.segmentation_id)
    assert (one.method, one.members, one.as_of) == ("list", flow["customers"], dates[1])
    assert label.description.startswith(f"Value: {words.split(' to ')[0]} on {dates[0]}, ")
    assert app.selectbox(key="movement_segmentation").options == ["Value"]
    app.button(key="movement_undo").click().run()
    with saved.cursor() as con:
        assert [each.name for each in every_version(con)] == ["Value"]


def test_who_arrived_has_no_earlier_values(saved, dates, visit):
    app = visit(PAGE)
    box = app.selectbox(key="movement_flow")
    words = next(option for option in box.options if option.startswith("Not yet"))
    app = box.set_value(words).run()
    assert not app.exception
    assert "before" not in app.dataframe[1].value


def test_a_flow_is_kept_in_the_address(saved, dates, visit):
    words = visit(PAGE).selectbox(key="movement_flow").options[0]
    app = visit(PAGE, movement_flow=words)
    assert app.selectbox(key="movement_flow").value == words
    assert "What changed for them" in texts(app)


def test_an_exported_flow_has_no_segment_before_arriving(saved, dates):
    version = workspace.version()
    flows = movement_reads.flows(version, "Value", *dates)
    arrived = next(flow for flow in flows if flow.before is None)
    rows = movement_reads.every_mover(version, "Value", *dates, arrived)
    assert rows.num_rows == arrived.customers
    assert rows["segment before"].null_count == rows.num_rows


def test_days_in_the_wrong_order_are_told(saved, visit):
    app = visit(PAGE, movement_from="2026-06-30", movement_to="2026-01-31")
    assert "lies after" in app.error[0].value
    assert not app.metric


def test_before_anybody_was_a_customer_there_is_nothing_to_show(saved, visit):
    app = visit(PAGE, movement_from="1990-01-31", movement_to="1990-06-30")
    assert "no customer yet" in app.info[0].value


def test_without_a_segmentation_the_way_to_one_is_shown(demo_store, visit):
    app = visit(PAGE)
    assert "No segmentation is saved yet" in app.info[0].value
    assert not app.exception


def test_an_empty_workspace_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert not app.exception
    assert "Nothing here yet" in [element.value for element in app.subheader]


def test_one_customer_stays_where_they_are(empty_store, visit):
    add_row(empty_store, "customers", {"name": "Ada", "age": "36"}, actor="ann")
    segment(empty_store, features=["age"], k=1, save="All", actor="ann")
    app = visit(PAGE)
    assert not app.exception
    assert figures(app)["Stayed"] == "1"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 15), 12, date(2023, 1, 15)),
        (date(2024, 12, 31), 3, date(2024, 9, 30)),
    ],
)
def test_dates_apart_are_calendar_months(day, months, before):
    assert movement_choices.earlier(day, months) == before
