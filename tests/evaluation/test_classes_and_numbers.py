"""Several classes, and numbers: the figures of scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from crm_core.evaluation import ClassesJudge, NumberJudge, class_confusion, figures_of


def by_name(judge, weights=None):
    found = judge.figures() if weights is None else judge.drawn(weights[None, :])[0]
    return dict(zip(judge.names, found, strict=True))


@pytest.fixture
def classes():
    random = np.random.default_rng(0)
    actual = random.integers(0, 4, 300)
    probabilities = random.dirichlet(np.ones(4), 300) + 0.3 * np.eye(4)[actual]
    return actual, probabilities / probabilities.sum(axis=1, keepdims=True)


ORACLES = {
    "roc_auc": lambda y, n, p: metrics.roc_auc_score(y, p, multi_class="ovr"),
    "pr_auc": lambda y, n, p: metrics.average_precision_score(np.eye(4)[y], p),
    "accuracy": lambda y, n, p: metrics.accuracy_score(y, n),
    "balanced_accuracy": lambda y, n, p: metrics.balanced_accuracy_score(y, n),
    "precision": lambda y, n, p: metrics.precision_score(y, n, average="macro"),
    "recall": lambda y, n, p: metrics.recall_score(y, n, average="macro"),
    "macro_f1": lambda y, n, p: metrics.f1_score(y, n, average="macro"),
    "log_loss": lambda y, n, p: metrics.log_loss(y, p),
    "brier": lambda y, n, p: metrics.brier_score_loss(y, p),
}


def test_every_figure_has_an_oracle():
    assert set(ORACLES) == set(ClassesJudge.names)


@pytest.mark.parametrize("name", ORACLES)
def test_scikit_learn_gives_the_same_for_classes(classes, name):
    actual, given = classes
    named = given.argmax(axis=1)
    found = by_name(ClassesJudge(actual, named, given))[name]
    assert found == pytest.approx(ORACLES[name](actual, named, given), rel=1e-12)


@pytest.mark.parametrize("name", ORACLES)
def test_a_row_of_weight_two_counts_like_two_rows(classes, name):
    actual, given = classes
    named = given.argmax(axis=1)
    weights = np.zeros(300)
    weights[:150] = 2
    twice = np.repeat(np.arange(150), 2)
    found = by_name(ClassesJudge(actual, named, given), weights)[name]
    assert found == pytest.approx(
        ORACLES[name](actual[twice], named[twice], given[twice]), rel=1e-12
    )


def test_names_alone_leave_what_needs_probabilities_undefined(classes):
    actual, given = classes
    figures = figures_of(ClassesJudge(actual, given.argmax(axis=1)), seed=0, resamples=20)
    undefined = {name for name, figure in figures.items() if figure.mean is None}
    assert undefined == {"roc_auc", "pr_auc", "log_loss", "brier"}


def test_a_class_that_nobody_is_or_is_named_is_not_averaged():
    actual, named = np.array([0, 0, 2, 2]), np.array([0, 2, 2, 2])
    found = by_name(ClassesJudge(actual, named))
    assert found["macro_f1"] == metrics.f1_score(actual, named, average="macro")
    assert found["recall"] == 0.75


def test_class_confusion_has_the_actual_class_down():
    found = class_confusion(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), ("a", "b", "c"))
    assert found.counts == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


NUMBER_ORACLES = {
    "mse": metrics.mean_squared_error,
    "mae": metrics.mean_absolute_error,
    "r2": metrics.r2_score,
}


@pytest.mark.parametrize("name", NUMBER_ORACLES)
@pytest.mark.parametrize("centre", [0.0, 1e6])
def test_scikit_learn_gives_the_same_for_numbers(name, centre):
    random = np.random.default_rng(0)
    actual = random.normal(centre, 10, 100)
    predicted = actual + random.normal(0, 4, 100)
    judge = NumberJudge(actual, predicted)
    expected = NUMBER_ORACLES[name](actual, predicted)
    assert by_name(judge)[name] == pytest.approx(expected, rel=1e-9)
    weights = np.zeros(100)
    weights[:50] = 2
    half = NUMBER_ORACLES[name](actual[:50], predicted[:50])
    assert by_name(judge, weights)[name] == pytest.approx(half, rel=1e-9)


def test_predicting_the_mean_has_an_r2_of_0():
    actual = np.array([1.0, 2.0, 6.0])
    assert by_name(NumberJudge(actual, np.full(3, 3.0)))["r2"] == pytest.approx(0.0, abs=1e-15)


def test_numbers_that_do_not_vary_have_no_r2():
    assert np.isnan(by_name(NumberJudge(np.full(3, 0.1), np.array([0.1, 0.2, 0.3])))["r2"])
    assert {f.mean for f in figures_of(NumberJudge(np.zeros(0), np.zeros(0)), seed=0).values()} == {
        None
    }
