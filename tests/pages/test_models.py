"""The page of models: trained on demand, the verdict first, every choice and every state."""

from __future__ import annotations

import pytest

from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict
from crm_core.workflows.records import add_row
from pages.parts import models_reads, workspace

PAGE = "pages/predict/models.py"
QUESTION = Question("purchase", models=("logistic", "tree"), horizon_days=90)


def texts(app) -> str:
    kinds = (app.markdown, app.caption, app.success, app.info, app.warning)
    return " ".join(element.value for kind in kinds for element in kind).replace("\\", "")


def figures(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.fixture
def trained(demo_store, visit):
    """The page after Train was pressed with two models."""
    app = visit(PAGE, models_names=["Logistic regression", "Decision tree"])
    return app.button(key="models_train_run").click().run()


def test_an_empty_database_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert "What your customers will do will appear here" in texts(app)


def test_nothing_is_trained_until_it_is_asked_for(demo_store, visit, monkeypatch):
    monkeypatch.setattr(models_reads, "train", lambda *_: pytest.fail("trained unasked"))
    app = visit(PAGE)
    assert not app.exception
    assert "Nothing is trained yet" in texts(app)
    assert not app.metric


def test_one_customer_is_told_in_words(empty_store, visit):
    add_row(empty_store, "customers", {"customer_id": "ann", "name": "Ann"}, actor="tests")
    app = visit(PAGE)
    app = app.button(key="models_train_run").click().run()
    assert not app.exception
    assert [*app.info, *app.error]
    assert not app.metric


def test_the_page_says_what_the_command_line_says(demo_store, trained):
    expected = predict(demo_store, QUESTION)
    assert not trained.exception
    assert expected.verdict == "better"
    assert f"Better than guessing.** {expected.verdict_reason}" in texts(trained)
    table = trained.dataframe[0].value
    area = expected.models["logistic"]["roc_auc"]
    told = dict(zip(table["Model"], table["ROC AUC"], strict=True))
    assert told["Logistic regression"] == f"{area.mean:.3f} ({area.low:.3f} to {area.high:.3f})"
    assert set(told) == {"Baseline", "Logistic regression", "Decision tree"}
    assert f"n = {expected.judged_rows:,}" in texts(trained)


def test_the_profit_follows_the_threshold_by_hand(trained):
    for threshold in (0.0, 0.3, 1.0):
        trained.slider(key="models_threshold").set_value(threshold).run()
        shown = figures(trained)
        hits, contacts = int(shown["Hits"]), int(shown["Contacts"])
        assert shown["Profit"] == workspace.money(20 * hits - 2 * contacts).replace("$", "\\$")
    trained.number_input(key="models_hit_value").set_value(7.5)
    trained.number_input(key="models_contact_cost").set_value(0.5)
    trained.slider(key="models_threshold").set_value(0.2).run()
    shown = figures(trained)
    by_hand = 7.5 * int(shown["Hits"]) - 0.5 * int(shown["Contacts"])
    assert shown["Profit"] == workspace.money(by_hand).replace("$", "\\$")


def test_use_it_moves_the_threshold_to_the_best(trained):
    before = figures(trained)["Profit"]
    trained.button(key="models_best").click().run()
    threshold = trained.slider(key="models_threshold").value
    assert threshold != 0.5
    assert f"**{threshold:.2f}** brings most" in texts(trained)
    assert figures(trained)["Profit"] != before
    assert trained.button(key="models_best").disabled


def test_another_model_groups_and_learning_are_looked_at_without_training_anew(
    trained, monkeypatch
):
    monkeypatch.setattr(models_reads, "train", lambda *_: pytest.fail("trained once more"))
    before = texts(trained)
    trained.pills(key="models_model").set_value("tree").run()
    assert "Questions asked one after another" in texts(trained) != before
    trained.selectbox(key="models_group").set_value("country").run()
    assert "ROC AUC by group" in texts(trained)
    trained.session_state["models_learning"] = True
    trained.run()
    assert not trained.exception
    assert "on one part of the rows goes from" in texts(trained)
    trained.session_state["models_why"] = True
    trained.run()
    assert not trained.exception
    assert "ROC AUC falls most where these are dealt out anew" in texts(trained)
    trained.selectbox(key="models_follows").set_value("monetary").run()
    assert "Were all customers alike in Spend" in texts(trained)


def test_a_model_is_saved_and_the_saving_undone(demo_store, trained):
    trained.text_input(key="models_name").set_value("Buyers").run()
    trained.button(key="models_save").click().run()
    assert not trained.exception
    count = "select count(*) from models where name = 'Buyers' and deleted_at is null"
    with demo_store.cursor() as con:
        assert con.execute(count).fetchall() == [(1,)]
    assert "Saved 'Buyers': 1 model." in texts(trained)
    assert trained.metric  # saving a model makes no trained one stale
    trained.button(key="models_undo").click().run()
    with demo_store.cursor() as con:
        assert con.execute(count).fetchall() == [(0,)]


KNOWING = """
select customer_id, age as income
from customers
where deleted_at is null and age is not null
"""


def test_a_column_that_knows_the_answer_is_left_out_by_one_click(demo_store, visit):
    with demo_store.transaction(actor="tests", reason="Plant a leak") as tx:
        tx.update("customers", KNOWING, {})
    app = visit(PAGE, models_target="Age", models_names=["Decision tree"])
    app.multiselect(key="models_features").set_value(["frequency", "income"]).run()
    app.button(key="models_train_run").click().run()
    assert "seem to know the answer" in texts(app)
    assert "**Yearly income**" in texts(app)
    app.button(key="models_drop_leaks").click().run()
    assert not app.exception
    assert app.multiselect(key="models_exclude").value == ["income"]
    assert "seem to know the answer" not in texts(app)
    assert "1 feature" in texts(app)


def test_no_better_than_guessing_hides_the_ranking(demo_store, visit):
    app = visit(PAGE, models_target="Education", models_names=["Logistic regression"])
    app.multiselect(key="models_features").set_value(["frequency"]).run()
    app.button(key="models_train_run").click().run()
    assert not app.exception
    assert "No better than guessing" in texts(app)
    assert "No ranking is shown: it would rank chance" in texts(app)
    assert not app.dataframe
    assert not app.metric


def test_a_choice_that_cannot_be_is_told_in_a_sentence(demo_store, visit):
    app = visit(PAGE, models_as_of="2030-01-01", models_names=["Decision tree"])
    app.button(key="models_train_run").click().run()
    assert not app.exception
    assert "'As of': a day before" in app.error[0].value.replace("\\", "")


def test_satisfaction_and_a_channel_are_asked_for_and_tuned(demo_store, visit, monkeypatch):
    asked = []
    monkeypatch.setattr(models_reads, "train", lambda question, _: asked.append(question))
    app = visit(PAGE, models_target="Will answer a message", models_channel="email")
    app.toggle(key="models_tune").set_value(True)
    app.button(key="models_train_run").click().run()
    app = visit(PAGE, models_target="Next satisfaction (1-5)")
    app.button(key="models_train_run").click().run()
    assert not app.exception
    assert [(one.target, one.horizon_days, one.tune) for one in asked] == [
        ("response:email", 90, True),
        ("satisfaction", 90, False),
    ]
