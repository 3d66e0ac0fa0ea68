"""A model is kept with its card, scores everyone with reasons, and is refused once altered."""

import json
import re

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from crm_core.__main__ import main
from crm_core.errors import InvalidValue, UnknownColumn, UntrustedModel
from crm_core.predictions.saved import saved_model
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.imports import import_file
from crm_core.workflows.predicted_scores import score_customers
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict

ROWS = 200


def people():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:04d}" for number in range(ROWS)],
            "tenure": random.integers(0, 72, ROWS),
            "plan": random.choice(["monthly", "yearly"], ROWS),
            "calls": np.where(random.random(ROWS) < 0.1, np.nan, random.poisson(2, ROWS)),
        }
    )
    risk = 1.5 - 0.06 * frame["tenure"] + 1.0 * (frame["plan"] == "monthly")
    frame["churned"] = np.where(random.random(ROWS) < 1 / (1 + np.exp(-risk)), "yes", "no")
    frame["grade"] = pd.cut(risk + random.normal(0, 0.3, ROWS), 3, labels=["low", "mid", "high"])
    frame["value"] = (100 * risk + random.normal(0, 20, ROWS)).round(2)
    return frame


@pytest.fixture
def company(store, tmp_path):
    people().to_csv(tmp_path / "people.csv", index=False)
    import_file(store, "customers", tmp_path / "people.csv", keep_extra=True, actor="test")
    return store


def kept(store, target="churned", model="logistic", name="Churn", **options):
    question = Question(target, features=("tenure", "plan", "calls"), models=(model,), **options)
    return predict(store, question, save=name, actor="ann")


def told(path):
    return pd.read_csv(path, dtype={"customer_id": str})


def adds_up(text):
    numbers = re.findall(r"(?:start|\S+) ([+-]?\d[\d.e+-]*)(?:;|$)", text)
    return sum(float(number) for number in numbers)


@pytest.mark.parametrize("model", ["logistic", "tree", "boosting", "mlp"])
def test_everyone_gets_a_probability_and_reasons_that_add_up_to_it(company, tmp_path, model):
    found = kept(company, model=model)
    assert found.saved == model
    assert found.model_id.startswith("model-")
    scored = score_customers(company, "churn", out=tmp_path / "scores.csv")
    assert (scored.model, scored.customers, scored.version) == ("Churn", ROWS, 1)
    file = told(tmp_path / "scores.csv")
    assert list(file) == ["customer_id", "score", "reasons"]
    assert file["customer_id"].tolist() == people()["customer_id"].tolist()
    assert file["score"].between(0, 1).all()
    assert scored.mean_score == pytest.approx(file["score"].mean())
    for score, text in zip(file["score"], file["reasons"], strict=True):
        assert adds_up(text) == pytest.approx(score, abs=0.003)


def test_reasons_name_the_value_and_which_way_it_moved_the_score(company, tmp_path):
    kept(company)
    score_customers(company, "Churn", out=tmp_path / "scores.csv")
    file = told(tmp_path / "scores.csv").set_index(people()["tenure"])
    new, old = file["reasons"][0], file["reasons"][71]
    assert all("tenure 0 +0." in text for text in np.atleast_1d(new))
    assert all("tenure 71 -0." in text for text in np.atleast_1d(old))


def test_the_score_is_that_of_scikit_learns_own_pipeline(company, tmp_path):
    kept(company)
    score_customers(company, "Churn", out=tmp_path / "scores.csv")
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    columns = ColumnTransformer(
        [
            ("numbers", numbers, ["tenure", "calls"]),
            ("missing", MissingIndicator(), ["calls"]),
            ("plan", OneHotEncoder(), ["plan"]),
        ]
    )
    frame = people()
    model = make_pipeline(columns, LogisticRegression()).fit(frame, frame["churned"] == "yes")
    expected = model.predict_proba(frame)[:, 1]
    assert told(tmp_path / "scores.csv")["score"].to_numpy() == pytest.approx(expected, abs=1e-4)


def test_a_number_is_scored_in_its_own_units(company, tmp_path):
    kept(company, target="value", model="linear", name="Value")
    score_customers(company, "Value", out=tmp_path / "scores.parquet")
    file = pd.read_parquet(tmp_path / "scores.parquet")
    assert np.corrcoef(file["score"], people()["value"])[0, 1] > 0.9


def test_of_several_classes_the_likeliest_is_named(company, tmp_path):
    kept(company, target="grade", model="tree", name="Grade")
    score_customers(company, "Grade", out=tmp_path / "scores.csv")
    file = told(tmp_path / "scores.csv")
    assert set(file["predicted"]) <= {"low", "mid", "high"}
    assert file["score"].min() >= 1 / 3
    assert (file["predicted"] == people()["grade"]).mean() > 0.7


def test_the_card_says_what_a_person_should_know(company):
    found = kept(company, seed=3)
    with company.cursor() as con:
        card = saved_model(con, "Churn").card
    assert (card["trained_by"], card["algorithm"], card["seed"]) == ("ann", "logistic", 3)
    assert card["models"]["logistic"]["roc_auc"]["mean"] == found.models["logistic"]["roc_auc"].mean
    assert card["features"] == found.features
    assert card["importance"][0]["feature"] == "tenure"
    assert card["limits"][0].startswith("It was judged on 200 rows")
    assert {
        "rows",
        "split",
        "folds",
        "as_of",
        "verdict",
        "leaks",
        "left_out",
        "trained_at",
        "data_version",
    } <= set(card)


def test_the_best_of_several_is_kept(company):
    found = predict(company, Question("churned", models=("tree", "logistic", "mlp")), save="Best")
    areas = {name: figures["roc_auc"].mean for name, figures in found.models.items()}
    assert found.saved == max(areas, key=areas.get)


def test_a_name_that_is_taken_gets_the_next_version_and_undo_brings_the_last_back(company):
    first = kept(company)
    second = kept(company, model="tree", name="churn")
    assert score_customers(company, "Churn").version == 2
    company.undo(second.change_set_id, actor="ann")
    scored = score_customers(company, "Churn")
    assert (scored.version, scored.algorithm) == (1, "logistic")
    company.undo(first.change_set_id, actor="ann")
    with pytest.raises(UnknownColumn, match="No saved model 'Churn'"):
        score_customers(company, "Churn")


@pytest.mark.parametrize("column", ["card", "parameters", "content"])
def test_an_altered_model_is_refused(company, column):
    kept(company)
    with company.cursor() as con:
        con.execute(f"update models set {column} = replace({column}, 'e', 'f')")
    with pytest.raises(UntrustedModel, match="altered since it was saved"):
        score_customers(company, "Churn")


def test_a_model_scores_as_of_another_day_from_what_was_known_then():
    with open_store(":memory:") as store:
        make_demo(store, customers=200, seed=1, actor="test")
        question = Question("purchase", horizon_days=60, models=("logistic",))
        predict(store, question, save="Buyers", actor="ann")
        late = score_customers(store, "Buyers")
        with store.cursor() as con:
            [(day,)] = con.execute("select max(ordered_at)::date - 365 from orders").fetchall()
        early = score_customers(store, "Buyers", as_of=day)
    assert (early.as_of, early.customers) == (day, late.customers)
    assert early.mean_score != late.mean_score


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_must_be_one(company, name):
    with pytest.raises(InvalidValue, match="1 to 80 signs"):
        kept(company, name=name)


def test_the_verbs_keep_and_score(tmp_path, capsys):
    people().to_csv(tmp_path / "people.csv", index=False)
    base = ["--database", str(tmp_path / "crm.duckdb"), "--json"]
    main(["import", "customers", str(tmp_path / "people.csv"), "--keep-extra", *base])
    main(["predict", "--target", "churned", "--models", "tree", "--save", "Churn", *base])
    capsys.readouterr()
    out = tmp_path / "scores.xlsx"
    assert main(["score", "--model", "Churn", "--out", str(out), *base]) == 0
    answered = json.loads(capsys.readouterr().out)
    assert (answered["model"], answered["customers"]) == ("Churn", ROWS)
    assert out.exists()
    assert main(["score", "--model", "Chrun", *base]) == 2
    assert "Did you mean 'Churn'?" in capsys.readouterr().err
    assert main(["check", *base]) == 0
    with duckdb.connect(str(tmp_path / "crm.duckdb")) as con:
        [(tables,)] = con.execute("select count(*) from models").fetchall()
    assert tables == 1
