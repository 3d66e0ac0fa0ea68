"""The page of ways to recommend: judged on demand, each card says how it stands."""

from __future__ import annotations

import pytest

from crm_core.workflows.list_evaluations import ListQuestion, evaluate_lists
from crm_core.workflows.records import add_row
from pages.parts import judging_reads

PAGE = "pages/predict/recommendation_models.py"
METHODS = ["Popular lately", "Item to item", "Due again"]
QUESTION = ListQuestion(("recent", "item_cf", "due"))


def texts(app) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.success)
    return " ".join(element.value for kind in kinds for element in kind).replace("\\", "")


def test_an_empty_database_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert "How good your recommendations are will appear here" in texts(app)


@pytest.mark.parametrize("view", ["Lists", "Ratings"])
def test_nothing_is_judged_unasked_and_one_customer_is_told_in_words(empty_store, visit, view):
    add_row(empty_store, "customers", {"customer_id": "ann", "name": "Ann"}, actor="tests")
    app = visit(PAGE, judging_view=view)
    assert "Nothing is judged yet" in texts(app)
    app.button(key=f"judging_{view.lower()}_run").click().run()
    assert not app.exception
    assert "Too few to learn from" in texts(app)
    assert not app.dataframe


def test_each_card_says_what_the_command_line_says(demo_store, visit, monkeypatch):
    app = visit(PAGE, judging_methods=METHODS)
    app.button(key="judging_lists_run").click().run()
    assert not app.exception
    expected = evaluate_lists(demo_store, QUESTION)
    shown = texts(app)
    assert expected.difference in shown
    for verdict in expected.verdicts.values():
        assert verdict.sentence in shown
    assert "Loses to popularity" in shown
    replay, figures = (table.value for table in app.dataframe)
    assert replay["Bought a listed product"].sum() == sum(
        one.customers_hit for one in expected.replay.values()
    )
    assert "An optimistic figure" in shown
    row = figures.set_index("Method").loc["Popularity"]
    assert row["Hit rate"].startswith(f"{expected.models['popularity']['hit_rate']:.1%} (")
    monkeypatch.setattr(judging_reads, "judge_lists", lambda *_: pytest.fail("judged once more"))
    app.pills(key="judging_figure").set_value("hit_rate").run()
    assert not app.exception
    assert f"Hit rate@10 over {expected.customers:,} customers" in texts(app)
    assert app.button(key="judging_lists_run").disabled


def test_ratings_are_judged_by_how_far_forecasts_lie_off(demo_store, visit):
    app = visit(PAGE, judging_view="Ratings", judging_raters=["Slope One", "Random"])
    app.button(key="judging_ratings_run").click().run()
    assert not app.exception
    assert "Slope One is least off" in texts(app)
    table = app.dataframe[0].value
    assert list(table["Model"]) == ["Slope One", "Random"]
    assert (table["RMSE"] > table["MAE"]).all()


def test_rules_follow_the_choices_and_an_empty_list_says_what_to_loosen(demo_store, visit):
    app = visit(PAGE, judging_view="Bought together", judging_support="0.3")
    assert not app.exception
    rules = app.dataframe[0].value
    assert (rules["confidence"] >= 0.2).all()
    assert rules["lift"].is_monotonic_decreasing
    assert (rules["orders"] >= 4).all()
    app.number_input(key="judging_support").set_value(50.0).run()
    assert not app.exception
    assert "lower the least support" in texts(app)
    assert not app.dataframe
