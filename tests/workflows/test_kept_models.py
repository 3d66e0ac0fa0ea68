"""Kept models as people use them: one customer's reasons, scores in lists, names and the bin."""

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.predictions.ledger import last_said, scorings
from crm_core.predictions.saved import saved_models
from crm_core.records.directory import Filters, class_column, predicted_classes, score_column
from crm_core.records.filters import Sorting
from crm_core.records.listing import all_of, count_of, page_of
from crm_core.store import open_store
from crm_core.workflows.imports import import_file
from crm_core.workflows.judged_models import dependence, looked_into
from crm_core.workflows.model_renaming import discard_model, rename_model
from crm_core.workflows.predicted_scores import score_customers
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict, train
from crm_core.workflows.records import undo_change_set
from crm_core.workflows.score_reasons import explained_score

ROWS = 160
MODELS = {"Churn": ("churned", "logistic"), "Plan": ("plan", "tree"), "Fee": ("fee", "linear")}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Customers whose churn, plan and fee hang together, and a scored model of each."""
    random = np.random.default_rng(3)
    tenure = random.integers(0, 72, ROWS)
    plan = np.where(tenure < 20, "monthly", np.where(tenure < 45, "yearly", "old"))
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:03d}" for number in range(ROWS)],
            "tenure": np.where(random.random(ROWS) < 0.1, np.nan, tenure),
            "plan": plan,
            "joined_on": pd.Timestamp("2026-01-01") - pd.to_timedelta(tenure * 30, unit="D"),
            "churned": np.where(
                random.random(ROWS) < 1 / (1 + np.exp(tenure / 8 - 3)), "yes", "no"
            ),
            "fee": (10 + tenure / 10 + random.normal(size=ROWS)).round(2),
        }
    )
    path = tmp_path_factory.mktemp("kept") / "customers.csv"
    frame.to_csv(path, index=False)
    with open_store(":memory:") as opened:
        import_file(opened, "customers", path, keep_extra=True, actor="tests")
        for name, (target, model) in MODELS.items():
            predict(opened, Question(target, models=(model,)), save=name, actor="ann")
            score_customers(opened, name, actor="ann")
        yield opened


@pytest.mark.parametrize("name", MODELS)
def test_the_reasons_of_one_customer_are_those_of_the_score_recorded(store, name):
    with store.cursor() as con:
        [scoring] = scorings(con, name)
        said = last_said(con, scoring).to_pandas().set_index("customer_id")
        for customer_id in ("c000", "c077", "c159"):
            found = explained_score(con, name, customer_id)
            assert found.score == pytest.approx(said["score"][customer_id])
            added = found.start + sum(one.share for one in found.shares)
            assert added == pytest.approx(found.score)
            assert found.predicted == (said["predicted"][customer_id] if name == "Plan" else None)
            strengths = [abs(one.share) for one in found.shares]
            assert strengths == sorted(strengths, reverse=True)


def test_the_directory_puts_the_last_score_beside_each_customer_and_sorts_by_it(store):
    column = score_column("Churn").name
    with store.cursor() as con:
        [scoring] = scorings(con, "Churn")
        said = last_said(con, scoring).to_pandas().set_index("customer_id")["score"]
        highest = Sorting(column, descending=True)
        rows = page_of(con, Filters(scored_by="Churn"), highest, page=1, size=5)
        file = all_of(con, Filters(scored_by="Churn"), highest)
        plain = page_of(con, Filters(), Sorting("customer_id"), page=1, size=5)
    assert rows[column].tolist() == pytest.approx(said.nlargest(5).tolist())
    assert file[column].to_pylist() == pytest.approx(sorted(said, reverse=True))
    assert not any(name.startswith("score:") for name in plain)


def test_the_directory_keeps_those_predicted_to_be_of_a_class(store):
    with store.cursor() as con:
        [scoring] = scorings(con, "Plan")
        said = last_said(con, scoring).to_pandas()["predicted"]
        assert predicted_classes(con, "Plan") == sorted(set(said))
        wanted = Filters(scored_by="Plan", predicted=("monthly",), with_class=True)
        assert count_of(con, wanted) == (said == "monthly").sum() > 0
        rows = page_of(con, wanted, Sorting("customer_id"), page=1, size=ROWS)
        assert set(rows[class_column("Plan").name]) == {"monthly"}


def test_what_a_model_goes_by_and_how_its_score_follows(store):
    with store.cursor() as con:
        trained = train(con, Question("churned", models=("logistic",), exclude=("fee",)))
        classes = train(con, Question("plan", models=("tree",)))
    found = looked_into(trained, "logistic")
    curve = dependence(trained, found, "tenure")
    assert set(found.importance["feature"]) == {"tenure", "plan", "joined_on"}
    assert curve["score"].iloc[0] > curve["score"].iloc[-1]
    assert curve["score"].between(0, 1).all()
    with pytest.raises(InvalidValue, match="several classes"):
        dependence(classes, looked_into(classes, "tree"), "tenure")


def names(store):
    with store.cursor() as con:
        return sorted({one.name for one in saved_models(con)})


def test_a_model_is_renamed_in_all_versions_and_no_other_name_is_taken(store):
    predict(store, Question("fee", models=("linear",), features=("tenure",)), save="fee", actor="a")
    renamed = rename_model(store, "FEE", " Monthly fee ", actor="ann")
    assert renamed.rows == 2
    assert names(store) == ["Churn", "Monthly fee", "Plan"]
    with store.cursor() as con:
        assert [one.version for one in saved_models(con) if one.name == "Monthly fee"] == [2, 1]
    with pytest.raises(InvalidValue, match="a model bears it already"):
        rename_model(store, "Monthly fee", "plan", actor="ann")
    with pytest.raises(UnknownColumn, match="Found: Churn"):
        rename_model(store, "Fee", "Other", actor="ann")
    undo_change_set(store, renamed.change_set_id, actor="ann")
    assert "Monthly fee" not in names(store)


def test_a_deleted_model_leaves_its_scores_in_the_ledger_and_comes_back(store):
    gone = discard_model(store, "plan", actor="ann")
    with store.cursor() as con:
        assert count_of(con, Filters(scored_by="Plan")) == 0
        [(lines,)] = con.execute("select count(*) from predictions").fetchall()
    assert lines == 3 * ROWS
    assert "Plan" not in names(store)
    undo_change_set(store, gone.change_set_id, actor="ann")
    assert "Plan" in names(store)
