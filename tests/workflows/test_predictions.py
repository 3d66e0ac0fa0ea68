"""Models side by side on one split, from a database to a verdict."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.__main__ import main
from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.predictions import support_vectors
from crm_core.predictions.saved import saved_model
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.imports import import_file
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict

ROWS = 300


def people(seed=0, rows=ROWS):
    """Customers who churn by their tenure and plan; a code for each, and a column that knows."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:04d}" for number in range(rows)],
            "tenure": random.integers(0, 72, rows),
            "plan": random.choice(["monthly", "yearly"], rows),
            "noise": random.normal(size=rows).round(3),
            "contract_code": [f"K-{number}" for number in random.permutation(rows)],
        }
    )
    risk = 1.2 - 0.06 * frame["tenure"] + 1.0 * (frame["plan"] == "monthly")
    churned = random.random(rows) < 1 / (1 + np.exp(-risk))
    frame["churned"] = np.where(churned, "yes", "no")
    frame["closing_fee"] = np.where(churned & (random.random(rows) < 0.7), 25.5, np.nan)
    frame["service_score"] = (10 - 0.05 * frame["tenure"] + random.normal(size=rows)).round(2)
    return frame


@pytest.fixture(scope="module")
def customers(tmp_path_factory):
    path = tmp_path_factory.mktemp("people") / "people.csv"
    people().to_csv(path, index=False)
    with open_store(":memory:") as store:
        import_file(store, "customers", path, keep_extra=True, actor="test")
        yield store


@pytest.fixture(scope="module")
def demo():
    with open_store(":memory:") as store:
        make_demo(store, customers=300, seed=1, actor="test")
        yield store


def asked(target="churned", **options):
    return Question(target, **({"models": ("logistic",)} | options))


def test_a_custom_column_is_predicted_from_all_others(customers):
    found = predict(customers, asked(exclude=["closing_fee"]))
    assert (found.target, found.kind, found.rows, found.positive) == (
        "churned",
        "binary",
        300,
        "yes",
    )
    assert found.base_rate == (people()["churned"] == "yes").mean()
    assert found.features == ["tenure", "noise", "service_score", "plan"]
    assert found.models["logistic"]["roc_auc"].mean > 0.7
    assert found.baseline == found.models["baseline"]
    assert found.baseline["roc_auc"].mean == 0.5
    assert found.verdict == "better"
    assert found.leaks == []
    reasons = {each.column: each.reason for each in found.left_out}
    assert reasons["contract_code"] == "It is an id: 300 different values in 300 rows."
    assert "closing_fee" not in reasons
    assert (found.split, found.folds, found.dropped) == ("folds", 5, 0)


def test_a_leak_is_reported_and_kept_until_it_is_dropped(customers):
    kept = predict(customers, asked())
    assert [each.column for each in kept.leaks] == ["closing_fee"]
    assert "all of them 'yes'" in kept.leaks[0].reason
    assert "closing_fee" in kept.features
    dropped = predict(customers, asked(drop_leaks=True))
    assert dropped.leaks == kept.leaks
    assert "closing_fee" not in dropped.features
    assert kept.leaks[0] in dropped.left_out
    assert dropped.models["logistic"]["roc_auc"].mean < kept.models["logistic"]["roc_auc"].mean


def test_an_id_is_left_out_even_when_it_is_named(customers):
    found = predict(customers, asked(features=["contract_code", "tenure"]))
    assert found.features == ["tenure"]


def test_the_positive_class_can_be_turned_around(customers):
    found = predict(customers, asked(positive="no", features=["tenure"]))
    assert found.positive == "no"
    assert found.base_rate == (people()["churned"] == "no").mean()


def test_a_number_is_predicted_against_the_mean(customers):
    found = predict(customers, asked("service_score", models=["linear"]))
    assert (found.kind, found.base_rate, found.positive) == ("number", None, None)
    assert set(found.models["linear"]) == {"mse", "mae", "r2"}
    assert 0.3 < found.models["linear"]["r2"].mean < 0.8
    assert found.baseline["r2"].mean < 0.01
    assert found.verdict == "better"


def test_several_classes_have_a_macro_f1(store, tmp_path):
    frame = people().assign(grade=lambda f: pd.cut(f["tenure"], 3, labels=["new", "mid", "old"]))
    frame.to_csv(tmp_path / "people.csv", index=False)
    import_file(store, "customers", tmp_path / "people.csv", keep_extra=True, actor="test")
    found = predict(store, asked("grade", models=["tree"]))
    assert found.kind == "multiclass"
    assert found.models["tree"]["macro_f1"].mean > 0.95
    assert [each.column for each in found.leaks] == ["tenure"]


def test_one_split_judges_a_fifth(customers):
    found = predict(customers, asked(split="holdout"))
    assert (found.rows, found.judged_rows, found.learnt_rows) == (300, 60, 300)
    assert (found.split, found.folds) == ("holdout", None)
    assert found.base_rate == (people()["churned"] == "yes").mean()


def test_the_same_question_has_the_same_answer(customers):
    assert predict(customers, asked()) == predict(customers, asked())


def noise(seed, rows=60):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({f"x{n}": random.normal(size=rows).round(4) for n in range(5)})
    frame["kind"] = random.choice(list("abc"), rows)
    frame["churned"] = random.choice(["yes", "no"], rows)
    return frame.assign(customer_id=[f"c{n}" for n in range(rows)])


def test_a_model_names_the_data_that_it_read_and_not_what_was_written_while_it_learnt(tmp_path):
    people(rows=60).to_csv(tmp_path / "people.csv", index=False)
    with open_store(":memory:") as store:
        read = import_file(
            store, "customers", tmp_path / "people.csv", keep_extra=True, actor="ann"
        ).change_set_id

        def meanwhile(share, _):
            with store.transaction(actor="bob", reason="Another customer") as tx:
                tx.insert("customers", f"select 'later {share}' as customer_id")

        assert predict(store, asked(), progress=meanwhile).data_version == read
        assert store.data_version > read


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sixty_rows_of_noise_are_no_better_than_guessing(store, tmp_path, seed):
    noise(seed).to_csv(tmp_path / "noise.csv", index=False)
    import_file(store, "customers", tmp_path / "noise.csv", keep_extra=True, actor="test")
    found = predict(store, asked(models=("logistic", "tree")))
    assert found.verdict == "no_better"
    assert "more outcomes" in found.verdict_reason
    assert found.leaks == []
    assert found.differences == {}


def test_four_outcomes_are_too_few(store, tmp_path):
    frame = noise(0).assign(churned=["yes"] * 4 + ["no"] * 56)
    frame.to_csv(tmp_path / "noise.csv", index=False)
    import_file(store, "customers", tmp_path / "noise.csv", keep_extra=True, actor="test")
    assert predict(store, asked()).verdict == "too_few"


def test_copies_of_a_row_are_never_on_both_sides(store, tmp_path):
    frame = pd.concat([noise(3, rows=150)] * 2, ignore_index=True)
    frame["customer_id"] = [f"c{n}" for n in range(300)]
    frame.to_csv(tmp_path / "copies.csv", index=False)
    import_file(store, "customers", tmp_path / "copies.csv", keep_extra=True, actor="test")
    found = predict(store, asked(models=["forest"]))
    assert found.models["forest"]["roc_auc"].mean < 0.65


@pytest.mark.parametrize("target", ["purchase", "lapse", "response", "response:email"])
def test_what_comes_after_a_day_is_judged_by_time(demo, target):
    found = predict(demo, asked(target, horizon_days=60))
    assert (found.split, found.horizon_days, found.positive) == ("time", 60, "true")
    assert found.cut_offs[-1] == found.as_of
    assert len(found.cut_offs) == 4
    assert found.learnt_rows > found.rows
    assert found.verdict in ("better", "no_better")


def test_satisfaction_is_a_number_and_few_answers_are_called_too_few(demo):
    found = predict(demo, asked("satisfaction", horizon_days=60, models=("linear",)))
    assert (found.kind, found.split, found.positive) == ("number", "time", None)
    assert len(found.cut_offs) > 1
    assert set(found.models["linear"]) == {"mse", "mae", "r2"}
    assert found.verdict == "too_few"


def test_the_best_leads_each_other_by_a_difference_with_an_interval(customers):
    found = predict(customers, asked(models=("logistic", "tree")))
    areas = {name: figures["roc_auc"].mean for name, figures in found.models.items()}
    assert found.best == max(areas, key=areas.get)
    assert set(found.differences) == set(areas) - {found.best}
    for name, lead in found.differences.items():
        assert lead.mean == pytest.approx(areas[found.best] - areas[name])
        assert lead.low <= lead.mean <= lead.high


def test_judging_is_told_too_and_may_be_ended(customers):
    told = []

    def ended(share, words):
        told.append((share, words))
        if words == "Judging: Logistic regression":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        predict(customers, asked(folds=2), save="Ended", progress=ended)
    assert told[-2:] == [
        (0.9, "Judging: Baseline"),
        (pytest.approx(0.95), "Judging: Logistic regression"),
    ]
    assert [share for share, _ in told] == sorted(share for share, _ in told)


def test_a_tuned_model_is_kept_with_what_was_chosen_for_it(customers):
    found = predict(customers, asked(tune=True, folds=3), save="Tuned", actor="ann")
    assert list(found.tuned) == ["logistic"]
    assert len(found.tuned["logistic"]) == 3
    with customers.cursor() as con:
        kept = saved_model(con, "Tuned")
    assert kept.card["choice"].keys() == {"C"}
    assert kept.card["choice"]["C"] == kept.estimator.C
    assert predict(customers, asked()).tuned is None


def test_an_approximated_kernel_is_said_to_be_one(customers, monkeypatch):
    monkeypatch.setattr(support_vectors, "EXACT_ROWS", 200)
    monkeypatch.setattr(support_vectors, "POINTS", 20)
    [note] = predict(customers, asked(models=("svm",), folds=4)).notes
    assert "approximated by 20 points" in note
    assert "learns from 225 rows, and is exact up to 200" in note
    assert predict(customers, asked()).notes == []


def test_rows_and_rate_are_those_of_the_cut_off_alone(demo):
    with demo.cursor() as con:
        [(known, buyers)] = con.execute(
            """
            with known as (
                select customer_id from orders where ordered_at < '2026-07-01'
                union
                select customer_id from communications where occurred_at < '2026-07-01'
                union
                select customer_id from customers where since < '2026-07-01'
            )
            select count(*), count(*) filter (where customer_id in (
                select customer_id from orders where not is_return
                    and ordered_at >= '2026-07-01' and ordered_at < '2026-07-31'
            ))
            from known
            where customer_id is not null
            """
        ).fetchall()
    found = predict(demo, asked("purchase", as_of=date(2026, 6, 30), horizon_days=30))
    assert (found.rows, found.base_rate) == (known, pytest.approx(buyers / known))


def test_where_nothing_earlier_can_teach_folds_are_used(demo):
    found = predict(demo, asked("purchase", horizon_days=700))
    assert (found.split, len(found.cut_offs)) == ("folds", 1)
    with pytest.raises(NotEnoughRows, match="split by time"):
        predict(demo, asked("purchase", horizon_days=700, split="time"))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"target": "churn"}, UnknownColumn, "No target 'churn'"),
        ({"target": "customer_id"}, UnknownColumn, "No target"),
        ({"features": ["tenor"]}, UnknownColumn, "Did you mean 'tenure'"),
        ({"exclude": ["tenor"]}, UnknownColumn, "Did you mean 'tenure'"),
        ({"features": ["contract_code"]}, InvalidValue, "none is left"),
        ({"models": ["best"]}, UnknownColumn, "No model 'best'"),
        ({"split": "random"}, InvalidValue, "one of folds, holdout, time"),
        ({"split": "time"}, InvalidValue, "only purchase, lapse, response and satisfaction"),
        ({"folds": 1}, InvalidValue, "at least 2"),
        ({"folds": 301}, NotEnoughRows, "301 folds"),
        (
            {"horizon_days": 30},
            InvalidValue,
            "it belongs to purchase, lapse, response and satisfaction",
        ),
        ({"positive": "maybe"}, UnknownColumn, "Found: no, yes"),
        ({"target": "purchase", "as_of": date(2030, 1, 1)}, InvalidValue, "a day before"),
    ],
)
def test_what_cannot_be_asked_says_why(customers, options, error, words):
    with pytest.raises(error, match=words):
        predict(customers, asked(**options))


def test_the_verb_answers_with_the_promised_keys(tmp_path, capsys):
    people().to_csv(tmp_path / "people.csv", index=False)
    base = ["--database", str(tmp_path / "crm.duckdb"), "--json"]
    assert main(["import", "customers", str(tmp_path / "people.csv"), "--keep-extra", *base]) == 0
    capsys.readouterr()
    code = main(["predict", "--target", "churned", "--models", "tree,logistic", *base])
    printed = capsys.readouterr()
    assert code == 0
    found = json.loads(printed.out)
    assert list(found)[:11] == [
        "target", "kind", "rows", "base_rate", "models", "baseline", "leaks", "left_out",
        "positive", "verdict", "verdict_reason",
    ]  # fmt: skip
    assert list(found["models"]) == ["baseline", "logistic", "tree"]
    assert found["models"]["tree"]["brier"].keys() == {"mean", "low", "high"}
    assert found["leaks"][0].keys() == {"column", "reason"}
    assert "Decision tree, part 5" in printed.err
    assert main(["predict", "--target", "churnd", *base]) == 2
    assert "Did you mean 'churned'?" in capsys.readouterr().err
