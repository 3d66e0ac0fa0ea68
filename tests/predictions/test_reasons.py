"""Reasons add up to the score, whatever the model, and say what the data say."""

import numpy as np
import pandas as pd
import pytest

from crm_core.matrices import coded, mixed_transform
from crm_core.predictions.models import MODELS, Task
from crm_core.predictions.reasons import METHODS, method_of, reasons
from crm_core.predictions.training import fitted_model, steady

ROWS = 400


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "strong": random.normal(size=ROWS),
            "gap": np.where(random.random(ROWS) < 0.2, np.nan, random.normal(size=ROWS)),
            "noise": random.normal(size=ROWS),
            "kind": random.choice(["a", "b", "c"], ROWS),
        }
    )
    signal = 3 * frame["strong"] + (frame["kind"] == "a") + random.normal(0, 0.5, ROWS)
    columns = coded(frame, list(frame))
    transform = mixed_transform(columns)
    names = ["strong", "gap", "noise", "kind"]
    origin = np.array([names.index(name) for name, _ in transform.names])
    return transform.forward(columns), origin, signal.to_numpy()


def explained(table, name, kind):
    values, origin, signal = table
    classes = {"binary": 2, "multiclass": 3, "number": 0}[kind]
    target = signal if kind == "number" else pd.qcut(signal, classes, labels=False)
    estimator = fitted_model(MODELS[name], Task(kind, ROWS, 0), values, target)
    found = reasons(estimator, values, origin, values.mean(axis=0), model=name, kind=kind)
    with steady(ROWS):
        if kind == "number":
            return found, estimator.predict(values)
        given = estimator.predict_proba(values)
    return found, given[:, 1] if kind == "binary" else given.max(axis=1)


CASES = [(model.name, kind) for model in MODELS.values() for kind in model.kinds]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_base_and_shares_sum_to_the_score_of_the_model(table, name, kind):
    found, score = explained(table, name, kind)
    assert found.score == pytest.approx(score, abs=1e-9)
    assert found.base + found.shares.sum(axis=1) == pytest.approx(score, abs=1e-9)
    assert found.method == method_of(name, kind)
    assert found.method in METHODS


@pytest.mark.parametrize(("name", "kind"), [case for case in CASES if case[0] != "baseline"])
def test_the_feature_that_decides_has_the_largest_shares_and_noise_the_least(table, name, kind):
    found, _ = explained(table, name, kind)
    size = np.abs(found.shares).mean(axis=0)
    assert size.argmax() == 0
    assert size[2] < size[0] / 4


@pytest.mark.parametrize("name", ["logistic", "tree", "forest", "boosting"])
def test_more_of_what_raises_the_target_raises_the_score(table, name):
    found, _ = explained(table, name, "binary")
    values = table[0]
    assert found.shares[values[:, 0] > 1, 0].min() > 0
    assert found.shares[values[:, 0] < -1, 0].max() < 0


def test_shares_of_a_linear_model_are_its_weights_by_hand(table):
    values, origin, signal = table
    model = fitted_model(MODELS["linear"], Task("number", ROWS, 0), values, signal)
    found = reasons(model, values, origin, values.mean(axis=0), model="linear", kind="number")
    centred = values - values.mean(axis=0)
    assert found.shares[:, 0] == pytest.approx(model.coef_[0] * centred[:, 0])
    kinds = origin == 3
    assert found.shares[:, 3] == pytest.approx(centred[:, kinds] @ model.coef_[kinds])
    assert found.base == pytest.approx(np.full(ROWS, signal.mean()))


def test_shares_of_one_tree_follow_its_questions_by_hand():
    values = np.array([[0.0], [0.0], [1.0], [1.0]])
    target = np.array([1.0, 1.0, 5.0, 5.0])
    from sklearn.tree import DecisionTreeRegressor

    tree = DecisionTreeRegressor().fit(values, target)
    found = reasons(tree, values, np.array([0]), np.array([0.5]), model="tree", kind="number")
    assert found.base.tolist() == [3.0] * 4
    assert found.shares[:, 0].tolist() == [-2.0, -2.0, 2.0, 2.0]
