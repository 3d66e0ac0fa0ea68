"""Two classes: the figures of scikit-learn, and what is undefined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sklearn import metrics

from crm_core.evaluation import BinaryJudge, confusion, figures_of

ORACLES = {
    "roc_auc": metrics.roc_auc_score,
    "pr_auc": metrics.average_precision_score,
    "accuracy": lambda y, p: metrics.accuracy_score(y, p >= 0.5),
    "balanced_accuracy": lambda y, p: metrics.balanced_accuracy_score(y, p >= 0.5),
    "precision": lambda y, p: metrics.precision_score(y, p >= 0.5, zero_division=0),
    "recall": lambda y, p: metrics.recall_score(y, p >= 0.5),
    "f1": lambda y, p: metrics.f1_score(y, p >= 0.5, zero_division=0),
    "log_loss": metrics.log_loss,
    "brier": metrics.brier_score_loss,
}


def scored(seed, rows=200, digits=1):
    """Scores of few different values, so that many are equal."""
    random = np.random.default_rng(seed)
    actual = random.random(rows) < 0.3
    actual[:2] = [True, False]
    return actual, np.clip(random.normal(0.35 + 0.2 * actual, 0.2), 0, 1).round(digits)


def by_name(judge, weights=None):
    found = judge.figures() if weights is None else judge.drawn(weights[None, :])[0]
    return dict(zip(judge.names, found, strict=True))


def test_every_figure_has_an_oracle():
    assert set(ORACLES) == set(BinaryJudge.names)


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("digits", [0, 1, 9])
def test_scikit_learn_gives_the_same(name, digits):
    actual, score = scored(seed=1, digits=digits)
    found = by_name(BinaryJudge(actual, score))[name]
    assert found == pytest.approx(ORACLES[name](actual, score), rel=1e-12)


@pytest.mark.parametrize("name", ORACLES)
def test_scikit_learn_gives_the_same_where_all_scores_are_equal(name):
    actual, score = np.array([True, False, False, True, False]), np.full(5, 0.4)
    found = by_name(BinaryJudge(actual, score))[name]
    assert found == pytest.approx(ORACLES[name](actual, score), abs=1e-12)


@pytest.mark.parametrize("name", ORACLES)
def test_a_row_of_weight_two_counts_like_two_rows(name):
    actual, score = scored(seed=2, rows=40)
    weights = np.zeros(40)
    weights[:20] = 2
    twice = np.repeat(np.arange(20), 2)
    found = by_name(BinaryJudge(actual, score), weights)[name]
    assert found == pytest.approx(ORACLES[name](actual[twice], score[twice]), rel=1e-12)


@given(some.integers(0, 10_000))
def test_areas_lie_between_0_and_1_and_turn_around_with_the_score(seed):
    actual, score = scored(seed, rows=30)
    judge, turned = BinaryJudge(actual, score), BinaryJudge(actual, 1 - score)
    assert 0 <= judge.figures()[0] <= 1
    assert judge.figures()[0] + turned.figures()[0] == pytest.approx(1)


@given(some.integers(0, 10_000))
def test_the_order_of_rows_never_matters(seed):
    actual, score = scored(seed, rows=30)
    order = np.random.default_rng(seed).permutation(30)
    shuffled = BinaryJudge(actual[order], score[order]).figures()
    assert shuffled == pytest.approx(BinaryJudge(actual, score).figures(), rel=1e-12)


@pytest.mark.parametrize("which", [True, False])
def test_one_class_only_leaves_what_needs_two_undefined(which):
    figures = figures_of(BinaryJudge(np.full(4, which), np.array([0.1, 0.2, 0.7, 0.9])), seed=0)
    assert figures["roc_auc"].mean is None
    assert (figures["pr_auc"].mean is None) == (not which)
    assert figures["accuracy"].mean == 0.5
    assert figures["balanced_accuracy"].mean == 0.5


def test_no_rows_leave_every_figure_undefined():
    figures = figures_of(BinaryJudge(np.zeros(0, dtype=bool), np.zeros(0)), seed=0)
    assert {figure.mean for figure in figures.values()} == {None}


def test_scores_that_are_no_probabilities_are_judged_by_their_order_alone():
    actual, score = np.array([False, True, False, True]), np.array([-3.0, 1.0, 2.0, 40.0])
    figures = by_name(BinaryJudge(actual, score))
    assert figures["roc_auc"] == 0.75
    assert np.isnan([figures[name] for name in BinaryJudge.names[2:]]).all()


def test_areas_compare_within_folds_and_counts_run_over_all_rows():
    actual = np.array([True, False, True, False])
    score = np.array([0.9, 0.8, 0.3, 0.2])
    folds = np.array([0, 0, 1, 1])
    assert by_name(BinaryJudge(actual, score))["roc_auc"] == 0.75
    apart = by_name(BinaryJudge(actual, score, folds=folds))
    assert (apart["roc_auc"], apart["precision"], apart["recall"]) == (1.0, 0.5, 0.5)


def test_folds_weigh_by_their_rows_and_one_of_a_single_class_is_passed_over():
    actual = np.array([True, False, True, True, False, True, True])
    score = np.array([0.9, 0.1, 0.2, 0.2, 0.8, 0.5, 0.4])
    folds = np.array([0, 0, 1, 1, 1, 2, 2])
    found = by_name(BinaryJudge(actual, score, folds=folds))["roc_auc"]
    assert found == pytest.approx((2 * 1.0 + 3 * 0.0) / 5)


def test_confusion_counts_every_row_once():
    actual = np.array([True, True, False, False, False])
    found = confusion(actual, np.array([0.5, 0.4, 0.6, 0.1, 0.5]))
    assert (found.true_positives, found.false_negatives) == (1, 1)
    assert (found.false_positives, found.true_negatives) == (2, 1)
    with_all = confusion(actual, np.zeros(5), threshold=0.0)
    assert (with_all.true_positives, with_all.false_positives) == (2, 3)
