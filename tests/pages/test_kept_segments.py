"""Kept segmentations on screen: names, versions, two compared, why a customer is in a segment."""

from __future__ import annotations

import re

import pytest

from crm_core import segments
from crm_core.workflows.comparison import compare_segments
from crm_core.workflows.explanations import explain_segment
from crm_core.workflows.segmentations import segment
from pages.parts import segments_kept, segments_saved, workspace

PAGE = "pages/understand/segments.py"
CUSTOMER = "pages/customers/customer.py"
DIRECTORY = "pages/customers/directory.py"
RFM = ("recency_days", "frequency", "monetary")


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def saved_as(store, name, k=3, **options):
    return segment(store, features=RFM, k=k, log=RFM[1:], save=name, actor="tests", **options)


def kept(store, name="Value"):
    with store.cursor() as con:
        one = segments.named(con, name)
        return one, segments.saved_segments(con, one.segmentation_id)


@pytest.fixture
def value(demo_store):
    saved_as(demo_store, "Value")
    return demo_store


def test_refitting_makes_the_next_version_and_can_be_undone(value, visit):
    names = [row.name for row in kept(value)[1]]
    app = visit(PAGE, segments_view="Saved")
    app.button(key="segments_refit").click().run()
    assert not app.exception
    one, rows = kept(value)
    assert one.version == 2
    assert [row.name for row in rows] == names
    assert "Version 2 of 'Value' saved" in app.success[0].value
    app.button(key="segments_undo").click().run()
    assert kept(value)[0].version == 1


def test_the_explorer_offers_a_taken_name_as_the_next_version(value, visit):
    app = visit(PAGE)
    assert "segments_again" not in [box.key for box in app.checkbox]
    app.text_input(key="segments_name").set_value("value").run()
    app.checkbox(key="segments_again").check().run()
    app.button(key="segments_save").click().run()
    assert not app.exception
    one, _ = kept(value)
    assert (one.version, one.name, one.parameters["k"]) == (2, "Value", 4)


def test_a_name_typed_in_the_explorer_stays_in_the_next_version(value, visit):
    app = visit(PAGE)
    app.slider(key="segments_k").set_value(3).run()
    field = next(box for box in app.text_input if box.key.startswith("segments_called_"))
    field.set_value("Our own words").run()
    app.text_input(key="segments_name").set_value("Value").run()
    app.checkbox(key="segments_again").check().run()
    app.button(key="segments_save").click().run()
    assert not app.exception
    one, rows = kept(value)
    assert one.version == 2
    assert rows[0].name == "Our own words"


def test_versions_are_shown_beside_each_other(value, visit):
    saved_as(value, "Value", k=4, seed=2)
    app = visit(PAGE, segments_view="Saved")
    assert not app.exception
    assert "changed segment" in texts(app)
    tables = [table.value for table in app.dataframe]
    choices = next(table for table in tables if "Choice" in table)
    assert list(choices["Choice"]) == ["Segments", "Seed"]
    assert re.search(r"\*\* split into .+ and |came together in \*\*", texts(app))
    assert list(choices["Version 1"]) == ["3", "0"]
    app.segmented_control(key="segments_version").set_value("Version 1").run()
    assert "**3 segments**" in texts(app)


def test_a_segmentation_is_renamed_and_undone(value, visit):
    app = visit(PAGE, segments_view="Saved")
    key = f"segments_new_name_{kept(value)[0].lineage}_Value"
    app.text_input(key=key).set_value("Worth")
    app.button(key="segments_rename_now").click().run()
    assert not app.exception
    assert kept(value, "Worth")[0].version == 1
    assert app.selectbox(key="segments_saved").value == "Worth"
    app.button(key="segments_undo").click().run()
    assert not app.exception
    assert kept(value)[0].name == "Value"


def test_a_taken_name_is_refused_in_words(value, visit):
    saved_as(value, "Other")
    app = visit(PAGE, segments_view="Saved", segments_saved="Value")
    key = f"segments_new_name_{kept(value)[0].lineage}_Value"
    app.text_input(key=key).set_value("other")
    app.button(key="segments_rename_now").click().run()
    assert "bears it already" in app.error[0].value


def test_names_of_segments_are_written_over_and_undone(value, visit):
    one, rows = kept(value)
    version = workspace.version()
    app = visit(PAGE, segments_view="Saved")
    key = f"segments_kept_table_{hash((version, one.segmentation_id))}"
    app.session_state[key] = {
        "edited_rows": {1: {"name": "Our best"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    assert "→ **Our best**" in texts(app)
    app.button(key="segments_names_save").click().run()
    assert not app.exception
    assert [row.name for row in kept(value)[1]] == [rows[0].name, "Our best", rows[2].name]
    app.button(key="segments_undo").click().run()
    assert [row.name for row in kept(value)[1]] == [row.name for row in rows]


def test_a_name_written_meanwhile_by_somebody_else_is_left_alone(value, visit):
    from crm_core.workflows.labelling import label_segments

    visit(PAGE, segments_view="Saved")
    row = kept(value)[1][0]
    label_segments(value, [{"segment_id": row.segment_id, "name": "Theirs"}], actor="bob")
    edit = {"segment_id": row.segment_id, "name": "Mine", "row_version": row.row_version}
    late = label_segments(value, [edit], actor="ann")
    assert [conflict.now for conflict in late.conflicts] == ["Theirs"]


def test_members_bear_the_names_of_their_segments(value, visit):
    app = visit(PAGE, segments_view="Saved")
    rows = kept(value)[1]
    members = app.dataframe[-1].value
    assert set(members["called"]) <= {row.name for row in rows}
    app.pills(key="segments_kept_segment").set_value(2).run()
    assert set(app.dataframe[-1].value["called"]) == {rows[1].name}


def test_two_segmentations_are_compared(value, visit):
    saved_as(value, "Finer", k=5)
    app = visit(PAGE, segments_view="Compare")
    assert not app.exception
    found = compare_segments(value, "Finer", "Value")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Adjusted Rand index"] == workspace.number(found.adjusted_rand, 3)
    assert shown["Mutual information"] == workspace.number(found.mutual_information, 3)
    assert shown["Customers who differ"] == workspace.number(found.differing)
    who = app.dataframe[0].value
    assert len(who) == min(found.differing, 25)
    version = workspace.version()
    a, b = kept(value, "Finer")[0].segmentation_id, kept(value)[0].segmentation_id
    assert segments_kept.everyone_differing(version, a, b).num_rows == found.differing


def test_one_segmentation_alone_is_not_compared(value, visit):
    app = visit(PAGE, segments_view="Compare")
    assert "two different segmentations" in app.info[0].value


def test_nothing_saved_is_said_on_every_tab(demo_store, visit):
    for view in ("Saved", "Compare"):
        app = visit(PAGE, segments_view=view)
        assert not app.exception
        assert "No segmentation is saved yet" in app.info[0].value


def test_a_customer_is_told_why_they_are_where_they_are(value, visit):
    with value.cursor() as con:
        one = segments.named(con, "Value")
        customer_id = segments.members(con, one.segmentation_id, 1)["customer_id"][0].as_py()
    app = visit(CUSTOMER, customer=customer_id)
    app.session_state["customer_why"] = True
    app.run()
    assert not app.exception
    found = explain_segment(value, customer_id, "Value")
    names = {row.segment: row.name for row in kept(value)[1]}
    assert f"**{names[found.segment]}**" in texts(app)
    assert f"What would move them to {names[found.runner_up]}" in texts(app)
    assert f"margin {workspace.number(found.margin, 2)}" in texts(app)


def test_a_rule_is_described_without_centres(demo_store, visit):
    from datetime import date

    from crm_core.workflows.rules import save_rule

    rule = {"feature": "frequency", "op": ">=", "value": 5}
    save_rule(demo_store, rule, "Regulars", as_of=date(2026, 10, 31), actor="tests")
    app = visit(PAGE, segments_view="Saved")
    assert not app.exception
    assert "Rule, **1 segment**" in texts(app)
    assert app.button(key="segments_explore").disabled
    app.button(key="segments_refit").click().run()
    assert not app.exception
    assert kept(demo_store, "Regulars")[0].version == 2


def test_the_directory_offers_segments_by_name_of_the_newest_version_only(value, visit):
    saved_as(value, "Value", seed=3)
    app = visit(DIRECTORY)
    options = app.selectbox(key="directory_segment").options
    assert options == [f"Value: {row.name}" for row in kept(value)[1]]
    app.selectbox(key="directory_segment").set_value(options[0]).run()
    with value.cursor() as con:
        sizes = segments.saved_sizes(con, kept(value)[0].segmentation_id)
    assert f"**{sizes[1]:,}**" in texts(app)


def test_the_directory_says_a_rule_once_that_is_called_as_its_only_segment(demo_store, visit):
    from datetime import date

    from crm_core.workflows.rules import save_rule

    rule = {"feature": "frequency", "op": ">=", "value": 2}
    save_rule(demo_store, rule, "Regulars", as_of=date(2026, 10, 31), actor="tests")
    options = visit(DIRECTORY).selectbox(key="directory_segment").options
    assert "Regulars" in options
    assert "Regulars: Regulars" not in options


def test_every_method_has_words_on_the_saved_tab():
    assert set(segments_saved.OTHER_WAYS) == {"rule", "region", "list"}
