"""One kept model: its card, its scores in the ledger, on customers and in the directory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_core import features
from crm_core.predictions.saved import saved_card
from crm_core.workflows.predicted_scores import score_customers
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict
from crm_core.workflows.score_reasons import explained_score
from crm_core.workflows.track_record import track_record
from pages.parts import workspace

PAGE = "pages/predict/model.py"
KEPT = "select count(*) from models where name = $name and deleted_at is null"


def texts(app) -> str:
    kinds = (app.markdown, app.caption, app.success, app.info, app.warning)
    return " ".join(element.value for kind in kinds for element in kind).replace("\\", "")


def counted(store, name: str) -> int:
    with store.cursor() as con:
        [(number,)] = con.execute(KEPT, {"name": name}).fetchall()
    return number


@pytest.fixture
def buyers(demo_store):
    """A model that learnt until 180 days before the last day, and what it said 120 days before."""
    with demo_store.cursor() as con:
        last = features.default_as_of(con)
    question = Question(
        "purchase",
        features=("recency_days", "frequency"),
        models=("logistic",),
        as_of=last - timedelta(days=180),
        horizon_days=60,
    )
    predict(demo_store, question, save="Buyers", actor="ann")
    score_customers(demo_store, "Buyers", as_of=last - timedelta(days=120), actor="ann")
    return demo_store


def test_the_page_says_what_the_card_and_the_ledger_hold(buyers, visit):
    app = visit(PAGE, model="Buyers")
    assert not app.exception
    assert app.title[0].value == "Buyers"
    with buyers.cursor() as con:
        card = saved_card(con, "Buyers")
        [outcome] = track_record(con, "Buyers")
    said = texts(app)
    for words in (
        "Predicts: **Will buy within 60 days**",
        f"Learnt from {card['learnt_rows']:,} rows",
        f"judged on {card['judged_rows']:,} rows",
        card["verdict_reason"],
        *card["limits"],
        "By ann on",
        f"and {outcome.actual:.1%} (n = {outcome.rows:,})",
        "Of the tenth with the highest scores",
        "lie",
    ):
        assert words in said
    scorings = app.dataframe[0].value
    assert scorings["Happened"].tolist() == [workspace.percent(outcome.actual)]


def test_everybody_is_scored_now_and_it_stands_in_the_ledger(buyers, visit):
    app = visit(PAGE, model="buyers")
    app.button(key="model_score").click().run()
    assert not app.exception
    with buyers.cursor() as con:
        last, first = track_record(con, "Buyers")
    assert last.scoring.customers == first.scoring.customers == 300
    assert f"Scored 300 customers as of {last.scoring.as_of}" in texts(app)
    assert "1 scoring cannot be judged yet" in texts(app)


def test_a_model_is_renamed_and_deleted_and_undo_brings_it_back(buyers, visit):
    app = visit(PAGE, model="Buyers")
    app.text_input(key="model_new_name_Buyers").set_value("Shoppers")
    app.button(key="model_rename_now").click().run()
    assert not app.exception
    assert (app.title[0].value, counted(buyers, "Shoppers")) == ("Shoppers", 1)
    app.button(key="model_delete_now").click().run()
    assert counted(buyers, "Shoppers") == 0
    assert "Deleted 'Shoppers'" in texts(app)
    app.button(key="model_undo").click().run()
    assert (app.title[0].value, counted(buyers, "Shoppers")) == ("Shoppers", 1)


def test_a_name_that_no_model_bears_is_told_in_words(demo_store, visit):
    app = visit(PAGE, model="Nobody")
    assert not app.exception
    assert "No saved model is called 'Nobody'" in texts(app)


def test_the_saved_models_are_listed(buyers, visit):
    app = visit("pages/predict/models.py", models_view="Saved")
    assert not app.exception
    [row] = app.dataframe[0].value.to_dict("records")
    assert (row["Name"], row["Predicts"], row["Customers scored"]) == (
        "Buyers",
        "Will buy within 60 days",
        300,
    )


def test_a_customer_shows_the_score_and_what_moved_it(buyers, visit):
    with buyers.cursor() as con:
        [(customer_id,)] = con.execute("select min(customer_id) from customers").fetchall()
        found = explained_score(con, "Buyers", customer_id)
    app = visit("pages/customers/customer.py", customer=customer_id)
    app.session_state["customer_scores"] = True
    app.run()
    assert not app.exception
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Will buy within 60 days"] == workspace.percent(found.score)
    assert f"From {found.start:.1%} for a typical customer to {found.score:.1%}" in texts(app)
    assert "Recorded as of" in texts(app)


def test_the_directory_is_narrowed_to_scores_and_shows_them(buyers, visit):
    app = visit(
        "pages/customers/directory.py",
        directory_scored_by="Buyers",
        directory_sort="Score of Buyers",
        directory_order="Descending",
    )
    app.number_input(key="directory_least").set_value(0.5).run()
    assert not app.exception
    scores = app.dataframe[0].value["score:Buyers"].tolist()
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.5
