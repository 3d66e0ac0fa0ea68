"""Every model learns what is there to learn, repeats with its seed, and gives probabilities."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.matrices import coded
from crm_core.predictions import models, support_vectors
from crm_core.predictions.models import MODELS, Task, chosen_models
from crm_core.predictions.support_vectors import SupportVectors
from crm_core.predictions.training import Lesson, fitted_model, out_of_fold
from crm_core.predictions.tuning import FOLDS, Tuning
from crm_core.resampling import assigned_folds, holdout

ROWS = 240


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "x": random.normal(size=ROWS),
            "y": np.where(random.random(ROWS) < 0.1, np.nan, random.normal(size=ROWS)),
            "kind": random.choice(["a", "b", None], ROWS),
        }
    )
    signal = 2 * frame["x"] + (frame["kind"] == "a") + random.normal(0, 0.7, ROWS)
    return frame, signal.to_numpy()


def lesson(table, kind):
    frame, signal = table
    classes = {"binary": 2, "multiclass": 3, "number": 0}[kind]
    target = signal if kind == "number" else pd.qcut(signal, classes, labels=False)
    groups = np.arange(ROWS)
    strata = np.zeros(ROWS, int) if kind == "number" else target
    fold = assigned_folds(groups, strata, folds=3, seed=0)
    return Lesson(coded(frame, list(frame)), target, kind, classes, fold, groups)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "linear"])
def test_probabilities_of_two_classes_sum_to_1_and_rank_the_signal(table, name):
    given = lesson(table, "binary")
    scores = out_of_fold(given, [MODELS[name]], seed=0)[name]
    assert scores.shape == (ROWS, 2)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores.sum(axis=1) == pytest.approx(np.ones(ROWS))
    area = np.mean(
        [roc_auc_score(given.target[given.fold == f], scores[given.fold == f, 1]) for f in range(3)]
    )
    assert area == pytest.approx(0.5) if name == "baseline" else area > 0.85


@pytest.mark.parametrize("name", [name for name in MODELS if name != "linear"])
def test_probabilities_of_several_classes_sum_to_1(table, name):
    given = lesson(table, "multiclass")
    scores = out_of_fold(given, [MODELS[name]], seed=0)[name]
    assert scores.shape == (ROWS, 3)
    assert scores.sum(axis=1) == pytest.approx(np.ones(ROWS))
    right = (scores.argmax(axis=1) == given.target).mean()
    assert right < 0.4 if name == "baseline" else right > 0.6


@pytest.mark.parametrize("name", [name for name in MODELS if name != "logistic"])
def test_numbers_are_predicted_in_their_own_units(table, name):
    frame, signal = table
    given = lesson((frame, 1000 + 100 * signal), "number")
    scores = out_of_fold(given, [MODELS[name]], seed=0)[name]
    explained = r2_score(given.target, scores)
    assert explained < 0.01 if name == "baseline" else explained > 0.6


@pytest.mark.parametrize("name", MODELS)
def test_the_same_seed_gives_the_same_scores(table, name):
    given = lesson(table, "number" if name == "linear" else "binary")
    first, second = (out_of_fold(given, [MODELS[name]], seed=1)[name] for _ in range(2))
    assert np.array_equal(first, second)


def test_a_holdout_scores_only_the_judged_fifth(table):
    given = lesson(table, "binary")
    fold = holdout(given.groups, given.target, seed=0)
    part = Lesson(given.columns, given.target, "binary", 2, fold, given.groups)
    scores = out_of_fold(part, [MODELS["logistic"]], seed=0)["logistic"]
    assert np.isnan(scores[fold < 0]).all()
    assert np.isfinite(scores[fold == 0]).all()


def test_no_row_is_scored_by_a_model_that_saw_it():
    """A target of pure chance: a tree that had seen the rows would know them all."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"x": random.normal(size=400)})
    copies = pd.concat([frame, frame], ignore_index=True)
    target = np.tile(random.integers(0, 2, 400), 2)
    groups = np.tile(np.arange(400), 2)
    fold = assigned_folds(groups, target, folds=4, seed=0)
    given = Lesson(coded(copies, ["x"]), target, "binary", 2, fold, groups)
    scores = out_of_fold(given, [MODELS["forest"]], seed=0)["forest"][:, 1]
    assert 0.4 < roc_auc_score(target, scores) < 0.6


def test_a_fold_that_teaches_one_class_gives_the_share_of_that_class():
    target = np.array([0] * 9 + [1])
    given = Lesson(
        coded(pd.DataFrame({"x": np.arange(10.0)}), ["x"]),
        target,
        "binary",
        2,
        np.arange(10) // 5,
        np.arange(10),
    )
    scores = out_of_fold(given, [MODELS["logistic"]], seed=0)["logistic"]
    assert scores[5:].tolist() == [[1.0, 0.0]] * 5


def test_progress_is_told_for_every_model_and_fold(table):
    told = []
    both = [MODELS["baseline"], MODELS["tree"]]
    out_of_fold(lesson(table, "binary"), both, seed=0, progress=lambda *what: told.append(what))
    assert [share for share, _ in told] == pytest.approx([n / 6 for n in range(6)])
    assert told[1][1] == "Decision tree, part 1"


def test_a_forest_grown_in_threads_is_the_same_and_votes_in_one(table, monkeypatch):
    given = lesson(table, "binary")
    alone = out_of_fold(given, [MODELS["forest"]], seed=0)["forest"]
    monkeypatch.setattr(models, "FEW_ROWS", 1)
    task = Task("binary", 100, 0)
    assert MODELS["forest"].made(task).n_jobs == -1
    values = np.random.default_rng(0).normal(size=(100, 2))
    assert fitted_model(MODELS["forest"], task, values, np.arange(100) % 2).n_jobs == 1
    assert (out_of_fold(given, [MODELS["forest"]], seed=0)["forest"] == alone).all()


def ring(rows):
    """Inside or outside a circle: no straight line tells them apart."""
    values = np.random.default_rng(0).normal(size=(rows, 2))
    return values, ((values**2).sum(axis=1) > 1.4).astype(int)


def test_the_kernel_is_bent_where_no_line_divides_and_straight_where_one_does():
    values, outside = ring(300)
    assert SupportVectors(is_number=False).fit(values, outside).kernel_ == "rbf"
    assert SupportVectors(is_number=True).fit(values, values[:, 0] * 3).kernel_ == "linear"


def test_beyond_so_many_rows_the_bent_kernel_is_approximated(monkeypatch):
    values, outside = ring(600)
    exact = SupportVectors(is_number=False).fit(values, outside)
    monkeypatch.setattr(support_vectors, "EXACT_ROWS", 500)
    near = SupportVectors(is_number=False).fit(values, outside)
    assert (exact.is_exact_, near.is_exact_) == (True, False)
    assert near.kernel_ == "rbf"
    assert roc_auc_score(outside, near.predict_proba(values)[:, 1]) > 0.95


def test_all_names_every_model_that_can_and_the_baseline_is_always_there():
    assert [m.name for m in chosen_models(["all"], "binary")] == [
        "baseline", "logistic", "svm", "tree", "forest", "mlp", "boosting",
    ]  # fmt: skip
    assert [m.name for m in chosen_models(["all"], "number")] == [
        "baseline", "linear", "svm", "tree", "forest", "mlp", "boosting",
    ]  # fmt: skip
    assert [m.name for m in chosen_models(["tree"], "number")] == ["baseline", "tree"]


@pytest.mark.parametrize(
    ("names", "kind", "error", "words"),
    [
        (["forrest"], "binary", UnknownColumn, "Did you mean 'forest'"),
        (["linear"], "binary", InvalidValue, "cannot predict classes"),
        (["logistic"], "number", InvalidValue, "cannot predict numbers"),
    ],
)
def test_a_model_that_cannot_is_refused(names, kind, error, words):
    with pytest.raises(error, match=words):
        chosen_models(names, kind)


def test_options_are_chosen_within_the_rows_that_teach_and_no_other():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{n}": random.normal(size=120) for n in range(30)})
    target = (frame["x0"] + random.normal(0, 2, 120) > 0).to_numpy().astype(int)
    fold, groups = np.arange(120) % 4, np.arange(120) // 2
    seen = []

    def metric(lesson, scores):
        height = -float(((lesson.target - scores[:, 1]) ** 2).mean())
        seen.append((lesson.columns.numbers["x0"], height))
        return height

    columns = coded(frame, list(frame))
    lesson = Lesson(columns, target, "binary", 2, fold, groups)
    tuning = Tuning(metric, seed=0)
    both = [MODELS["baseline"], MODELS["logistic"]]
    tuned = out_of_fold(lesson, both, seed=0, tuner=tuning)
    # The first fold judges; neither its rows nor the other row of their pairs are ever tried.
    kept_apart = set(frame["x0"][np.isin(groups, groups[fold == 0])])
    choices = len(MODELS["logistic"].choices)
    assert len(seen) == 4 * choices
    for tried, _ in seen[:choices]:
        assert kept_apart.isdisjoint(tried)
    assert list(tuning.chosen) == ["logistic"]
    assert len(tuning.chosen["logistic"]) == 4
    heights = np.array([height for _, height in seen]).reshape(4, choices)
    best = [MODELS["logistic"].choices[place] for place in heights.argmax(axis=1)]
    assert tuning.chosen["logistic"] == best
    # Noise is best held down.
    assert all(choice["C"] < 1 for choice in best)
    steps = []
    told = out_of_fold(
        lesson, both, seed=0, tuner=tuning, progress=lambda share, _: steps.append(share)
    )
    # Each part of each trial is a step at which it can be ended.
    assert [steps.count(n / 8) for n in range(8)] == [1, 1 + choices * FOLDS] * 4
    assert (told["logistic"] == tuned["logistic"]).all()
    usual = out_of_fold(lesson, both, seed=0)
    assert (tuned["baseline"] == usual["baseline"]).all()
    assert (tuned["logistic"] != usual["logistic"]).all()


@pytest.mark.parametrize("name", MODELS)
def test_every_choice_of_a_model_is_one_it_can_be_made_with(name):
    values = np.random.default_rng(0).normal(size=(60, 2))
    for kind in ("binary", "number"):
        target = values[:, 0] if kind == "number" else (values[:, 0] > 0).astype(int)
        for choice in MODELS[name].choices if kind in MODELS[name].kinds else ():
            fitted_model(MODELS[name], Task(kind, 60, 0, choice), values, target)


def test_where_rows_are_few_the_usual_options_stay():
    frame = pd.DataFrame({"x": np.arange(8.0)})
    lesson = Lesson(coded(frame, ["x"]), np.arange(8) % 2, "binary", 2, np.arange(8), np.arange(8))
    tuning = Tuning(lambda lesson, scores: 1 / 0, seed=0)
    assert tuning.choice(MODELS["tree"], lesson) == {}
