"""Scores made elsewhere, judged from a file."""

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from crm_core.__main__ import main
from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.workflows.evaluations import Money, evaluate_file, money_of


@pytest.fixture(scope="module")
def scored():
    random = np.random.default_rng(0)
    churned = random.random(400) < 0.3
    score = np.clip(random.normal(0.35 + 0.2 * churned, 0.15), 0, 1).round(2)
    return pd.DataFrame({"Churned?": np.where(churned, "Yes", "No"), "p": score})


@pytest.fixture
def write(tmp_path):
    def written(frame, suffix="csv", **options):
        path = tmp_path / f"scores.{suffix}"
        if suffix == "parquet":
            frame.to_parquet(path)
        elif suffix == "xlsx":
            frame.to_excel(path, index=False, engine="xlsxwriter", **options)
        else:
            frame.to_csv(path, index=False, **options)
        return path

    return written


def test_the_figures_are_those_of_scikit_learn(scored, write):
    found = evaluate_file(write(scored), actual="Churned?", score="p")
    hit, score = scored["Churned?"] == "Yes", scored["p"]
    assert (found.kind, found.rows, found.dropped, found.positive) == ("binary", 400, 0, "Yes")
    assert found.base_rate == hit.mean()
    assert found.roc_auc.mean == pytest.approx(metrics.roc_auc_score(hit, score))
    assert found.log_loss.mean == pytest.approx(metrics.log_loss(hit, score))
    assert found.f1.mean == pytest.approx(metrics.f1_score(hit, score >= 0.5))
    assert found.roc_auc.low < found.roc_auc.mean < found.roc_auc.high
    matrix = metrics.confusion_matrix(hit, score >= 0.5).ravel().tolist()
    counts = asdict(found.confusion)
    names = ("true_negatives", "false_positives", "false_negatives", "true_positives")
    assert [counts[name] for name in names] == matrix
    assert sum(each.rows for each in found.deciles) == 400
    assert sum(each.rows for each in found.calibration) == 400
    assert (found.macro_f1, found.mse, found.profit) == (None, None, None)


@pytest.mark.parametrize("suffix", ["parquet", "xlsx", "tsv"])
def test_every_kind_of_file_gives_the_same(scored, write, suffix):
    options = {"sep": "\t"} if suffix == "tsv" else {}
    found = evaluate_file(write(scored, suffix, **options), actual="Churned?", score="p")
    assert found == evaluate_file(write(scored), actual="Churned?", score="p")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_without_a_header_columns_are_numbers(scored, write, suffix):
    path = write(scored, suffix, header=False)
    found = evaluate_file(path, actual="1", score="2", has_header=False)
    assert found == evaluate_file(write(scored), actual="Churned?", score="p")
    with pytest.raises(UnknownColumn, match=r"No column '3'\. Found: 1, 2"):
        evaluate_file(path, actual="1", score="3", has_header=False)


def test_the_order_of_rows_never_matters(scored, write):
    first = evaluate_file(write(scored), actual="Churned?", score="p")
    shuffled = scored.sample(frac=1, random_state=1)
    assert evaluate_file(write(shuffled), actual="Churned?", score="p") == first


def test_decimal_commas_are_read_as_an_import_reads_them(scored, write):
    commas = scored.assign(p=scored["p"].map(lambda value: str(value).replace(".", ",")))
    found = evaluate_file(write(commas, sep=";"), actual="Churned?", score="p")
    assert found == evaluate_file(write(scored), actual="Churned?", score="p")


def test_rows_that_lack_a_value_are_dropped_and_counted(scored, write):
    gaps = scored.copy()
    gaps.loc[[0, 3], "p"] = None
    gaps.loc[[3, 4], "Churned?"] = None
    found = evaluate_file(write(gaps), actual="Churned?", score="p")
    assert (found.rows, found.dropped) == (397, 3)


def test_the_threshold_that_brings_most_is_the_hand_computation(write):
    frame = pd.DataFrame({"a": [1, 0, 1, 0], "s": [0.9, 0.7, 0.4, 0.1]})
    found = evaluate_file(write(frame), actual="a", score="s", money=Money(10, 3))
    assert (found.best_threshold, found.profit, found.contacts, found.hits) == (0.4, 11.0, 3, 2)


def test_the_positive_class_can_be_named(scored, write):
    found = evaluate_file(write(scored), actual="Churned?", score="p", positive="no")
    assert found.positive == "No"
    other = evaluate_file(write(scored), actual="Churned?", score="p")
    assert found.roc_auc.mean == pytest.approx(1 - other.roc_auc.mean)


def test_scores_that_name_the_class_count_as_certain(write):
    frame = pd.DataFrame({"a": ["yes", "no", "yes", "no"], "s": ["yes", "yes", "no", "no"]})
    found = evaluate_file(write(frame), actual="a", score="s")
    assert (found.precision.mean, found.recall.mean, found.roc_auc.mean) == (0.5, 0.5, 0.5)


def test_scores_beyond_1_are_judged_by_their_order_alone(write):
    frame = pd.DataFrame({"a": [1, 0, 1, 0], "s": [9, 7, 4, 1]})
    found = evaluate_file(write(frame), actual="a", score="s")
    assert found.roc_auc.mean == 0.75
    assert (found.accuracy.mean, found.confusion, found.calibration) == (None, None, None)
    assert len(found.deciles) == 4


def test_one_class_only_leaves_what_needs_two_undefined(write):
    frame = pd.DataFrame({"a": ["yes"] * 3, "s": [0.2, 0.6, 0.7]})
    found = evaluate_file(write(frame), actual="a", score="s")
    assert (found.kind, found.positive, found.roc_auc.mean) == ("binary", "yes", None)
    assert found.recall.mean == pytest.approx(2 / 3)


def test_numbers_are_judged_as_numbers(write):
    frame = pd.DataFrame({"a": [1.0, 2.0, 4.0], "s": [1.0, 3.0, 4.0]})
    found = evaluate_file(write(frame), actual="a", score="s")
    assert (found.kind, found.positive, found.base_rate) == ("number", None, None)
    assert found.mse.mean == pytest.approx(1 / 3)
    assert found.r2.mean == pytest.approx(metrics.r2_score(frame["a"], frame["s"]))


def test_names_of_several_classes_are_judged_as_classes(write):
    frame = pd.DataFrame({"a": list("abca"), "s": list("abba")})
    found = evaluate_file(write(frame), actual="a", score="s")
    assert found.kind == "multiclass"
    assert found.macro_f1.mean == pytest.approx(
        metrics.f1_score(frame["a"], frame["s"], average="macro")
    )
    assert found.confusion.labels == ("a", "b", "c")
    assert found.confusion.counts == [[2, 0, 0], [0, 1, 0], [0, 1, 0]]


@pytest.mark.parametrize(
    ("columns", "options", "error", "words"),
    [
        ({"a": ["x", None], "s": [None, 1]}, {}, NotEnoughRows, "holds? a value"),
        ({"a": list("abc"), "s": [1, 2, 3]}, {}, InvalidValue, "both columns hold numbers"),
        ({"a": [1, 2, 3], "s": list("abc")}, {}, InvalidValue, "both columns hold numbers"),
        ({"a": [0, 1], "s": ["0.3", "high"]}, {}, InvalidValue, "'0.3' is no value for --score"),
        ({"a": [0, 1], "s": [1, 0]}, {"positive": "2"}, UnknownColumn, "Found: 0, 1"),
        ({"a": [1, 2, 3], "s": [1, 2, 3]}, {"money": Money(1, 1)}, InvalidValue, "two classes"),
        ({"a": [1, 2, 3], "s": [1, 2, 3]}, {"positive": "1"}, InvalidValue, "two classes"),
    ],
)
def test_what_cannot_be_judged_says_why(write, columns, options, error, words):
    with pytest.raises(error, match=words):
        evaluate_file(write(pd.DataFrame(columns)), actual="a", score="s", **options)


@pytest.mark.parametrize(
    ("value", "cost"), [(None, 1.0), (1.0, None), (-1.0, 1.0), (1.0, float("nan"))]
)
def test_money_is_said_whole_and_sound_or_not_at_all(value, cost):
    assert money_of(None, None) is None
    with pytest.raises(InvalidValue):
        money_of(value, cost)


def test_the_verb_needs_no_database_and_answers_with_every_key(scored, write, capsys, tmp_path):
    missing = str(tmp_path / "none.duckdb")
    arguments = ["--actual", "Churned?", "--score", "p", "--hit-value", "10", "--contact-cost", "2"]
    code = main(["evaluate", str(write(scored)), *arguments, "--database", missing, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["roc_auc"].keys() == {"mean", "low", "high"}
    assert found["deciles"][0].keys() == {"decile", "rows", "rate", "lift", "gain"}
    assert found["profit"] > 0
    assert found["seed"] == 0
    assert main(["evaluate", str(write(scored)), "--actual", "x", "--score", "p"]) == 2
    assert capsys.readouterr().err.endswith("No column 'x'. Found: Churned?, p.\n")
