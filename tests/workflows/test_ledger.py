"""The ledger: said once, never rewritten, held against what happens, and usable only afterwards."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from crm_core import features
from crm_core.__main__ import main
from crm_core.errors import KeptInLedger
from crm_core.predictions.ledger import customer_scores, scorings
from crm_core.predictions.saved import saved_card, saved_models
from crm_core.records.directory import Filters, scoring_models
from crm_core.records.listing import count_of
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.imports import import_file
from crm_core.workflows.predicted_scores import score_customers
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict
from crm_core.workflows.rules import rule_count
from crm_core.workflows.track_record import drift_since, tenths, track_record

HORIZON_DAYS = 60
GOES_BY = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def company():
    """A model that learnt until 180 days before the last day, and what it said 120 days before it.

    Yields the store, the day of that scoring, and the scoring itself.
    """
    with open_store(":memory:") as store:
        make_demo(store, customers=300, seed=1, actor="test")
        with store.cursor() as con:
            last = features.default_as_of(con)
        question = Question(
            "purchase",
            features=GOES_BY,
            models=("logistic",),
            as_of=last - timedelta(days=180),
            horizon_days=HORIZON_DAYS,
        )
        predict(store, question, save="Buyers", actor="ann")
        day = last - timedelta(days=120)
        yield store, day, score_customers(store, "Buyers", as_of=day, actor="ann")


def lines(store, where="true"):
    with store.cursor() as con:
        sql = f"select * from predictions where {where} order by customer_id, created_in"
        return con.execute(sql).df()


def score_on(store, day, name="score:Buyers"):
    with store.cursor() as con:
        frame = features.customer_features(con, as_of=day, columns=[name])
    return frame.set_index("customer_id")[name]


def test_each_prediction_says_by_which_model_on_what_and_for_how_long(company, tmp_path):
    store, day, scored = company
    said = lines(store, f"as_of = '{day}'")
    assert scored.recorded == scored.customers == len(said) == said["customer_id"].nunique()
    assert set(said["as_of"].dt.date) == {day}
    assert set(said["horizon_days"]) == {HORIZON_DAYS}
    # It learnt from what happened until the day of the scoring, and not longer.
    assert set(said["known_until"].dt.date) == {day}
    with store.cursor() as con:
        [(demo,)] = con.execute("select min(change_set_id) from change_sets").fetchall()
        [(model_id,)] = con.execute("select model_id from models").fetchall()
    assert set(said["data_version"]) == {demo} == {scored.data_version}
    assert set(said["model_id"]) == {model_id}
    score_customers(store, "Buyers", as_of=day, out=tmp_path / "scores.csv")
    file = pd.read_csv(tmp_path / "scores.csv", dtype={"customer_id": str})
    assert file["customer_id"].tolist() == said["customer_id"].tolist()
    assert file["score"].to_numpy() == pytest.approx(said["score"].to_numpy())
    assert file["reasons"].tolist() == said["reasons"].tolist()


def test_scoring_again_writes_nothing(company):
    store, day, _ = company
    before = lines(store)
    again = score_customers(store, "Buyers", as_of=day, actor="bob")
    assert (again.recorded, again.change_set_id) == (0, None)
    pd.testing.assert_frame_equal(lines(store), before)


def test_what_was_said_is_held_against_what_happened(company):
    store, day, scored = company
    with store.cursor() as con:
        [outcome] = [one for one in track_record(con, "buyers") if one.scoring.as_of == day]
        by_tenth = tenths(con, outcome.scoring)
        bought = con.execute(
            "select distinct customer_id from orders where not is_return and deleted_at is null "
            "and ordered_at::date > $day and ordered_at::date <= $day + 60",
            {"day": day},
        ).df()["customer_id"]
        known = features.outcome(con, "purchase", as_of=day, horizon_days=HORIZON_DAYS)
    said = lines(store, f"as_of = '{day}'")
    said = said.set_index("customer_id")["score"].loc[known["customer_id"]]
    assert outcome.has_passed
    assert not outcome.scoring.has_seen
    assert outcome.rows == len(known) < scored.customers
    assert outcome.actual == pytest.approx(known["customer_id"].isin(bought).mean())
    assert outcome.predicted == pytest.approx(said.mean())
    brier = np.mean((said - said.index.isin(bought)) ** 2)
    assert outcome.figures["brier"].mean == pytest.approx(brier)
    assert outcome.figures["roc_auc"].low < outcome.figures["roc_auc"].mean
    assert by_tenth["customers"].sum() == outcome.rows
    assert by_tenth["predicted"].is_monotonic_decreasing
    weighted = (by_tenth["actual"] * by_tenth["customers"]).sum() / outcome.rows
    assert weighted == pytest.approx(outcome.actual)


def test_a_horizon_that_runs_still_has_no_outcome_and_a_day_it_learnt_from_is_no_forecast(company):
    store, day, _ = company
    with store.cursor() as con:
        last = features.default_as_of(con)
    score_customers(store, "Buyers", as_of=last)
    score_customers(store, "Buyers", as_of=day - timedelta(days=60))
    with store.cursor() as con:
        running, _, learnt = track_record(con, "Buyers")
    assert (running.has_passed, running.rows, running.figures) == (False, None, None)
    assert learnt.has_passed
    assert learnt.scoring.has_seen
    assert learnt.scoring.as_of == day - timedelta(days=60)


def test_a_score_is_a_feature_only_from_the_day_on_that_all_behind_it_was_known(company):
    store, day, _ = company
    said = lines(store, f"as_of = '{day}'").set_index("customer_id")["score"]
    # What is said of 60 days before goes by outcomes until `day`, and is no feature before it.
    score_customers(store, "Buyers", as_of=day - timedelta(days=60))
    assert score_on(store, day - timedelta(days=1)).isna().all()
    assert score_on(store, day).to_dict() == said.to_dict()
    assert score_on(store, day + timedelta(days=30)).to_dict() == said.to_dict()
    last = score_customers(store, "Buyers").as_of
    newest = lines(store, f"as_of = '{last}'").set_index("customer_id")["score"]
    assert score_on(store, last).to_dict() == newest.to_dict()


def test_scores_select_customers_in_rules_and_in_the_directory(company):
    store, _, _ = company
    last = score_customers(store, "Buyers").as_of
    with store.cursor() as con:
        [(model, low, high)] = scoring_models(con)
    newest = lines(store, f"as_of = '{last}'")["score"]
    middle = float(newest.median())
    rule = {"feature": "score:Buyers", "op": ">=", "value": middle}
    assert rule_count(store, rule, as_of=last).count == (newest >= middle).sum() > 0
    assert (model, low, high) == ("Buyers", 0, 1)
    with store.cursor() as con:
        wanted = Filters(scored_by="buyers", score_low=middle)
        assert count_of(con, wanted) == (newest >= middle).sum()
        assert count_of(con, Filters(scored_by="Buyers")) == len(newest)


def test_scores_are_not_among_all_features(company):
    store, day, _ = company
    with store.cursor() as con:
        known = features.catalogue(con)
        assert known["score:Buyers"].model == "Buyers"
        assert "score:Buyers" not in features.customer_features(con, as_of=day)
    options = {"models": ("baseline",), "horizon_days": 30}
    assert "score:Buyers" not in predict(store, Question("lapse", **options)).features
    named = Question("lapse", features=("score:Buyers", "frequency"), **options)
    assert predict(store, named).features == ["score:Buyers", "frequency"]


def test_a_customer_sees_the_last_word_beside_the_one_before(company):
    store, _, _ = company
    score_customers(store, "Buyers")
    said = lines(store, "customer_id = (select min(customer_id) from predictions)")
    said = said.sort_values("as_of", ascending=False).reset_index(drop=True)
    with store.cursor() as con:
        [found] = customer_scores(con, said["customer_id"][0])
        assert customer_scores(con, "nobody") == []
    assert (found.model, found.version, found.positive) == ("Buyers", 1, "true")
    assert (found.score, found.reasons) == (said["score"][0], said["reasons"][0])
    assert (found.previous, found.previous_as_of) == (said["score"][1], said["as_of"][1].date())


def test_the_ledger_is_never_taken_back_or_changed(company):
    store, _, scored = company
    before = lines(store)
    with pytest.raises(KeptInLedger, match="recorded predictions, which are never taken back"):
        store.undo(scored.change_set_id, actor="ann")
    source = "select prediction_id, 0.0 as score from predictions"
    for write in ("update", "delete"):
        with (
            pytest.raises(ValueError, match="ledger"),
            store.transaction(actor="ann", reason="Slip") as tx,
        ):
            getattr(tx, write)("predictions", source)
    pd.testing.assert_frame_equal(lines(store), before)


def test_kept_models_are_listed_with_their_cards(company):
    store, _, _ = company
    with store.cursor() as con:
        [listed] = saved_models(con)
        card = saved_card(con, listed.name, listed.version)
    assert (listed.name, listed.version, listed.is_latest) == ("Buyers", 1, True)
    assert card["features"] == list(GOES_BY)


def test_a_score_of_the_other_class_is_held_against_that_class(company):
    store, day, _ = company
    question = Question(
        "purchase",
        positive="false",
        features=GOES_BY,
        models=("logistic",),
        as_of=day - timedelta(days=HORIZON_DAYS),
        horizon_days=HORIZON_DAYS,
    )
    predict(store, question, save="Keepers away", actor="ann")
    score_customers(store, "Keepers away", as_of=day, actor="ann")
    with store.cursor() as con:
        [stays_away] = track_record(con, "Keepers away")
        [buys] = [one for one in track_record(con, "Buyers") if one.scoring.as_of == day]
        parts = tenths(con, stays_away.scoring)
    assert stays_away.actual == pytest.approx(1 - buys.actual)
    assert stays_away.predicted == pytest.approx(1 - buys.predicted, abs=1e-6)
    assert stays_away.figures["roc_auc"].mean == pytest.approx(buys.figures["roc_auc"].mean)
    assert parts["actual"].iloc[0] > parts["actual"].iloc[-1]


@pytest.fixture
def people(store, tmp_path):
    """40 people in two cities, of whom one half left; the model goes by age and city."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:02d}" for number in range(40)],
            "age": random.integers(20, 40, 40),
            "city": ["York", "Bath"] * 20,
            "left": ["yes", "no", "no", "yes"] * 10,
        }
    )
    frame.to_csv(tmp_path / "people.csv", index=False)
    import_file(store, "customers", tmp_path / "people.csv", keep_extra=True, actor="test")
    question = Question("left", features=("age", "city"), models=("logistic",))
    predict(store, question, save="Leavers", actor="ann")
    return store


def renew(store, rows):
    with store.transaction(actor="test", reason="Mend") as tx:
        tx.con.register("mended", pd.DataFrame(rows))
        tx.update("customers", "mended")


def test_where_data_were_mended_what_is_said_otherwise_stands_beside_what_was_said(people):
    first = score_customers(people, "Leavers")
    renew(people, {"customer_id": ["c00", "c01"], "age": [80, 90]})
    with people.transaction(actor="test", reason="Add") as tx:
        tx.insert("customers", "select 'new' as customer_id, 30 as age, 'York' as city")
    again = score_customers(people, "Leavers", as_of=first.as_of)
    assert again.recorded == 3
    assert again.data_version > first.data_version
    said = lines(people).groupby("customer_id")["score"].apply(list)
    assert said.map(len).to_dict() == {f"c{n:02d}": 1 + (n < 2) for n in range(40)} | {"new": 1}
    with people.cursor() as con:
        [shown] = customer_scores(con, "c00")
        [scoring] = scorings(con, "Leavers")
    assert shown.score == said["c00"][1] != said["c00"][0]
    assert (scoring.customers, scoring.restated) == (41, 2)
    assert scoring.mean_score == pytest.approx(said.str[0].mean())
    # A column has no date: nothing ever comes of its predictions.
    with people.cursor() as con:
        [outcome] = track_record(con, "Leavers")
        assert tenths(con, scoring).empty
    assert (outcome.has_passed, scoring.until) == (False, None)


def test_inputs_that_moved_are_named_the_farthest_first(people):
    calm = score_customers(people, "Leavers")
    assert calm.drift == []
    renew(people, {"customer_id": [f"c{n:02d}" for n in range(30)], "city": ["Rome"] * 30})
    moved = score_customers(people, "Leavers", as_of=calm.as_of)
    assert [(each.column, each.state) for each in moved.drift] == [("city", "moved")]
    with people.cursor() as con:
        [scoring] = scorings(con, "Leavers")
        found = drift_since(con, scoring)
    assert [each.column for each in found] == ["city", "age"]
    assert found[0] == moved.drift[0]
    assert found[1].stability == 0.0


def test_a_score_that_learnt_the_column_is_not_learnt_from(people):
    score_customers(people, "Leavers")
    asked = Question("left", features=("age", "score:Leavers"), models=("logistic",))
    found = predict(people, asked)
    assert found.features == ["age"]
    assert [(each.column, each.reason) for each in found.left_out] == [
        ("score:Leavers", "It is the score of a model that learnt from this very column.")
    ]


def test_of_several_classes_the_predicted_one_is_the_feature(people):
    grades = ["low", "mid", "high", "mid"] * 10
    with people.transaction(actor="test", reason="Grade") as tx:
        tx.add_column("customers", "grade", "text")
    renew(people, {"customer_id": [f"c{n:02d}" for n in range(40)], "grade": grades})
    asked = Question("grade", features=("age", "city"), models=("tree",))
    predict(people, asked, save="Grades", actor="ann")
    day = score_customers(people, "Grades").as_of
    said = lines(people).set_index("customer_id")["predicted"]
    assert score_on(people, day, "predicted:Grades").to_dict() == said.to_dict()
    rule = {"feature": "predicted:Grades", "op": "=", "value": "mid"}
    assert rule_count(people, rule, as_of=day).count == (said == "mid").sum() > 0


def test_undone_with_its_model_a_score_is_no_longer_offered_and_comes_back_with_it(people):
    score_customers(people, "Leavers")
    with people.cursor() as con:
        [(saved_in,)] = con.execute("select created_in from models").fetchall()
    undone = people.undo(saved_in, actor="ann")
    with people.cursor() as con:
        assert "score:Leavers" not in features.catalogue(con)
        assert customer_scores(con, "c00") == []
    people.undo(undone.change_set_id, actor="ann")
    with people.cursor() as con:
        assert len(customer_scores(con, "c00")) == 1


def test_the_verb_says_what_it_recorded(tmp_path, capsys):
    base = ["--database", str(tmp_path / "crm.duckdb"), "--json"]
    frame = pd.DataFrame(
        {"customer_id": range(30), "age": [20, 30, 40, 50, 60] * 6, "left": [0, 1, 1] * 10}
    )
    frame.to_csv(tmp_path / "people.csv", index=False)
    main(["import", "customers", str(tmp_path / "people.csv"), "--keep-extra", *base])
    main(["predict", "--target", "left", "--models", "logistic", "--save", "Left", *base])
    capsys.readouterr()
    for recorded in (30, 0):
        assert main(["score", "--model", "Left", *base]) == 0
        answered = json.loads(capsys.readouterr().out)
        assert (answered["customers"], answered["recorded"]) == (30, recorded)
    assert main(["check", *base]) == 0


def test_the_verb_holds_what_was_said_against_what_happened(tmp_path, capsys):
    database = tmp_path / "crm.duckdb"
    with open_store(database, create=True) as store:
        make_demo(store, customers=120, seed=1, actor="test")
        with store.cursor() as con:
            last = features.default_as_of(con)
        early = last - timedelta(days=80)
        asked = Question(
            "purchase", features=GOES_BY, models=("logistic",), as_of=early, horizon_days=40
        )
        predict(store, asked, save="Buyers", actor="ann")
        for day in (early + timedelta(days=40), last):
            score_customers(store, "Buyers", as_of=day)
    base = ["--model", "buyers", "--database", str(database), "--json"]
    assert main(["track-record", *base]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["model"], found["target"]) == ("Buyers", "purchase")
    running, judged = found["scorings"]
    assert (running["has_passed"], running["actual"], running["figures"]) == (False, None, None)
    assert (judged["has_passed"], judged["has_seen"]) == (True, False)
    assert judged["figures"]["roc_auc"].keys() == {"mean", "low", "high"}
    assert sum(each["customers"] for each in found["deciles"]) == judged["rows"]
    assert {each["column"] for each in found["drift"]} == set(GOES_BY)
    assert main(["track-record", *base, "--limit", "0"]) == 2
    assert main(["track-record", "--model", "Byers", *base[2:]]) == 2
    assert "Did you mean 'Buyers'?" in capsys.readouterr().err
