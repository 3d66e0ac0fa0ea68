"""The strongest reasons and the rest: what is picked is what all reasons say, and adds up."""

import numpy as np
import pytest

from crm_core.predictions.models import MODELS, Task
from crm_core.predictions.picked import Picker, strongest
from crm_core.predictions.reasons import Explainer
from crm_core.predictions.training import fitted_model

ROWS, COLUMNS, NAMED = 300, 7, 3
ORIGIN = np.array([0, 1, 2, 3, 4, 4, 4])
CASES = [
    (model.name, kind)
    for model in MODELS.values()
    for kind in ("binary", "number")
    if kind in model.kinds and model.name in ("linear", "logistic", "tree", "forest", "boosting")
]


@pytest.fixture(scope="module")
def values():
    random = np.random.default_rng(0)
    numbers = random.normal(size=(ROWS, COLUMNS))
    numbers[:, 4:] = np.eye(3)[random.integers(0, 3, ROWS)]
    return numbers


def explainer(values, name, kind):
    signal = values @ np.array([2.0, -1.0, 0.5, 0.1, 1.0, 0.0, -1.0])
    target = signal if kind == "number" else (signal > 0).astype(int)
    estimator = fitted_model(MODELS[name], Task(kind, ROWS, 0), values, target)
    return Explainer(estimator, ORIGIN, values.mean(axis=0), model=name, kind=kind)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_picked_are_the_strongest_of_all_and_with_the_rest_add_up(values, name, kind):
    every = explainer(values, name, kind)
    picked, found = Picker(every, NAMED).of(values), every.of(values)
    sizes = np.abs(found.shares)
    assert picked.score == pytest.approx(found.score, abs=1e-12)
    together = picked.base + picked.shares.sum(axis=0) + picked.rest
    assert together == pytest.approx(picked.score, abs=1e-12)
    by_size = np.sort(sizes, axis=1)[:, ::-1].T
    assert np.take_along_axis(sizes.T, picked.features, axis=0) == pytest.approx(
        by_size[:NAMED], rel=1e-4, abs=1e-7
    )
    shares = np.take_along_axis(found.shares.T, picked.features, axis=0)
    assert picked.shares == pytest.approx(shares, rel=1e-5, abs=1e-6)


def test_a_value_beyond_single_precision_is_weighed_in_double(values):
    far = values.copy()
    far[:, 3] = 1e60
    every = explainer(values, "linear", "number")
    picked, found = Picker(every, NAMED).of(far), every.of(far)
    assert picked.features[0].tolist() == [3] * ROWS
    assert picked.shares[0] == pytest.approx(found.shares[:, 3])


def test_fewer_features_than_reasons_are_all_named_once():
    named = strongest(np.array([[0.0, 3.0], [0.0, -4.0]], dtype=np.float32), 3)
    assert named.tolist() == [[0, 1], [1, 0]]
