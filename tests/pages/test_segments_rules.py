"""The rule builder: every part that is added, filled in or taken away moves the count."""

from __future__ import annotations

import json

import pytest

from crm_core import segments
from crm_core.workflows.rules import rule_count
from pages.parts.segments_rule_tree import Draft

PAGE = "pages/understand/segments.py"


def count(app) -> int:
    return int(app.metric[0].value.replace(",", ""))


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def shown(app) -> dict:
    return next(json.loads(c.value) for c in app.code if c.value.startswith("{"))


def keys(app, kind: str, beginning: str) -> list[str]:
    found = [element.key for element in getattr(app, kind) if element.key]
    return [key for key in found if key.startswith(beginning)]


@pytest.fixture
def builder(demo_store, visit):
    return visit(PAGE, segments_view="Rules")


def test_the_empty_rule_is_everyone(builder, demo_store):
    assert not builder.exception
    assert count(builder) == 300
    assert "In words:** everyone" in texts(builder)
    assert keys(builder, "button", "rules_example")


def test_a_condition_counts_once_it_is_finished(builder, demo_store):
    builder.button(key="rules_add_1").click().run()
    assert count(builder) == 300
    assert "1 part not finished" in texts(builder)
    builder.selectbox(key="rules_field_2").set_value("frequency").run()
    assert builder.selectbox(key="rules_op_2_number").value == ">="
    builder.number_input(key="rules_value_2_frequency_one").set_value(3).run()
    rule = {"all": [{"feature": "frequency", "op": ">=", "value": 3}]}
    assert shown(builder) == rule
    expected = rule_count(demo_store, rule).count
    assert 0 < expected < 300
    assert count(builder) == expected
    assert "not finished" not in texts(builder)
    builder.button(key="rules_remove_2").click().run()
    assert count(builder) == 300


def test_groups_nest_and_say_how(builder, demo_store):
    builder.selectbox(key="rules_how_1").set_value("none").run()
    builder.button(key="rules_add_group_1").click().run()
    builder.selectbox(key="rules_field_2").set_value("country").run()
    builder.selectbox(key="rules_op_2_text").set_value("in").run()
    builder.multiselect(key="rules_value_2_country_list").set_value(["China", "France"]).run()
    rule = {"not": {"any": [{"any": [{"feature": "country", "op": "in", "value": []}]}]}}
    rule["not"]["any"][0]["any"][0]["value"] = ["China", "France"]
    assert shown(builder) == rule
    assert count(builder) == rule_count(demo_store, rule).count


def test_what_they_did_is_counted_with_details(builder, demo_store):
    builder.button(key="rules_add_history_1").click().run()
    node = keys(builder, "selectbox", "rules_history_")[0].removeprefix("rules_history_")
    builder.selectbox(key=f"rules_history_{node}").set_value("communications")
    builder.selectbox(key=f"rules_count_op_{node}").set_value("never")
    builder.number_input(key=f"rules_within_{node}").set_value(60).run()
    assert not keys(builder, "number_input", "rules_times_")
    builder.button(key=keys(builder, "button", "rules_detail_")[0]).click().run()
    detail = keys(builder, "selectbox", "rules_field_")[0].removeprefix("rules_field_")
    builder.selectbox(key=f"rules_field_{detail}").set_value("channel").run()
    assert "fax" not in builder.selectbox(key=f"rules_value_{detail}_channel_one").options
    builder.selectbox(key=f"rules_value_{detail}_channel_one").set_value("email").run()
    rule = {
        "all": [
            {
                "history": "communications",
                "count": {"op": "=", "value": 0},
                "within_days": 60,
                "where": [{"column": "channel", "op": "=", "value": "email"}],
            }
        ]
    }
    assert shown(builder) == rule
    assert count(builder) == rule_count(demo_store, rule).count
    assert "no communications in the last 60 days where Channel is" in texts(builder)


def test_an_example_fills_the_builder(builder, demo_store):
    key = keys(builder, "button", "rules_example")[0]
    builder.button(key=key).click().run()
    assert shown(builder)["all"][0]["history"] == "orders"
    assert count(builder) == rule_count(demo_store, shown(builder)).count
    assert not keys(builder, "button", "rules_example")
    builder.button(key="rules_anew").click().run()
    assert count(builder) == 300


def test_a_pasted_rule_is_put_into_the_builder_and_comes_out_the_same(builder, demo_store):
    rule = {
        "all": [
            {"feature": "since", "op": ">=", "value": "2024-02-29"},
            {"feature": "age", "op": "not_in", "value": [30, 31.5]},
            {"not": {"any": [{"feature": "notes", "op": "is_null", "value": False}]}},
            {
                "history": "orders",
                "count": {"op": ">=", "value": 1},
                "where": [
                    {"any": [{"column": "is_return", "op": "=", "value": False}]},
                    {"column": "category", "op": "contains", "value": "o"},
                ],
            },
        ]
    }
    builder.text_area(key="rules_pasted").set_value(json.dumps(rule))
    builder.button(key="rules_bring_in").click().run()
    assert not builder.exception
    assert shown(builder) == rule
    assert count(builder) == rule_count(demo_store, rule).count > 0


def test_a_pasted_text_that_is_no_rule_is_refused_with_its_place(builder):
    builder.text_area(key="rules_pasted").set_value('{"all": [{"feature": "ago"}]}')
    builder.button(key="rules_bring_in").click().run()
    assert "all\\[0\\].feature" in builder.error[0].value
    assert count(builder) == 300


def test_a_rule_is_saved_loaded_and_saved_again(builder, demo_store):
    builder.button(key=keys(builder, "button", "rules_example")[1]).click().run()
    builder.button(key="rules_save").click().run()
    assert "Give the segment a name first" in builder.error[0].value
    builder.text_input(key="rules_name").set_value("Lapsing")
    builder.button(key="rules_save").click().run()
    assert "Saved" in builder.success[0].value
    with demo_store.cursor() as con:
        [one] = segments.saved(con)
    assert one.parameters["algorithm"] == "rule"
    assert one.members == count(builder)
    builder.button(key="rules_anew").click().run()
    builder.button(key=f"rules_load_{one.segmentation_id}").click().run()
    assert shown(builder) == one.parameters["rule"]
    assert builder.button(key="rules_save").label == "Save as the next version"
    builder.button(key="rules_save").click().run()
    with demo_store.cursor() as con:
        [again] = segments.saved(con)
    assert again.version == 2


def test_a_look_at_another_tab_loses_nothing(builder):
    builder.button(key="rules_add_1").click().run()
    builder.selectbox(key="rules_field_2").set_value("age").run()
    builder.number_input(key="rules_value_2_age_one").set_value(40).run()
    before = shown(builder)
    builder.session_state["segments_view"] = "Saved"
    builder.run()
    builder.session_state["segments_view"] = "Rules"
    builder.run()
    assert shown(builder) == before


def test_nobody_matches_is_said(builder):
    builder.text_area(key="rules_pasted").set_value('{"feature":"age","op":">","value":200}')
    builder.button(key="rules_bring_in").click().run()
    assert count(builder) == 0
    builder.session_state["rules_who"] = True
    builder.run()
    assert "Nobody yet" in texts(builder)


def test_the_first_members_are_shown_with_what_the_rule_compares(builder, demo_store):
    rule = {"feature": "frequency", "op": ">=", "value": 2}
    builder.text_area(key="rules_pasted").set_value(json.dumps(rule))
    builder.button(key="rules_bring_in").click()
    builder.session_state["rules_who"] = True
    builder.run()
    assert not builder.exception
    shown_rows = builder.dataframe[0].value
    assert list(shown_rows.columns) == ["name", "frequency"]
    assert len(shown_rows) == 10
    assert (shown_rows["frequency"] >= 2).all()


def test_numbers_of_parts_are_never_used_twice():
    draft = Draft({"any": [{"feature": "age", "op": "=", "value": 3}]})
    last = max(draft.root["id"], draft.root["parts"][0]["id"])
    draft.remove(draft.root["parts"][0]["id"])
    assert draft.condition()["id"] > last


def test_segments_are_said_as_rules_that_open_in_the_builder(demo_store, visit):
    app = visit(PAGE, segments_more="As a rule")
    assert not app.exception
    assert "Precision" in texts(app)
    assert "recall" in texts(app)
    sql = next(code.value for code in app.code if "customer_id" in code.value)
    with demo_store.cursor() as con:
        chosen = len(con.execute(sql).fetchall())
    app.button(key="segments_rule_open_1").click().run()
    assert not app.exception
    assert app.session_state["segments_view"] == "Rules"
    assert count(app) == chosen > 0


def test_rfm_is_cut_and_named_by_hand(demo_store, visit):
    app = visit(PAGE, segments_algorithm="RFM", segments_more="Scores")
    assert not app.exception
    assert "Cuts in use: Recency at" in texts(app)
    app.text_input(key="segments_cut_recency_days").set_value("30, 100")
    app.text_area(key="segments_groups").set_value("Fresh: R 3\nOlder: R 1-2").run()
    assert not app.exception
    assert "Cuts in use: Recency at 30, 100" in texts(app)
    app.text_area(key="segments_groups").set_value("Fresh: R 9").run()
    assert "groups\\[0\\].r" in app.error[0].value
