"""What a model goes by: scikit-learn's importance and dependence, and planted signals."""

import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import partial_dependence as of_scikit_learn
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from crm_core.matrices import coded, mixed_transform
from crm_core.predictions.importance import partial_dependence, permutation_importance

ROWS = 300


@pytest.fixture(scope="module")
def fitted():
    """A linear model of x, twice as much of y, and of kind a; nothing of noise."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "x": random.normal(size=ROWS),
            "y": np.where(random.random(ROWS) < 0.1, np.nan, random.normal(size=ROWS)),
            "noise": random.normal(size=ROWS),
            "kind": random.choice(["a", "b", "c"], ROWS, p=[0.5, 0.3, 0.2]),
        }
    )
    target = frame["x"] + 2 * frame["y"].fillna(0) + (frame["kind"] == "a")
    columns = coded(frame, list(frame))
    transform = mixed_transform(columns)
    model = LinearRegression().fit(transform.forward(columns), target)
    return frame, columns, transform, model, target.to_numpy()


def test_what_the_target_is_made_of_matters_and_noise_does_not(fitted):
    _, columns, transform, model, target = fitted
    found = permutation_importance(
        model.predict, transform, columns, lambda given: r2_score(target, given), seed=0
    )
    assert found["feature"].tolist()[:2] == ["y", "x"]
    by_name = found.set_index("feature")
    assert by_name.loc["noise", "importance"] == pytest.approx(0, abs=0.01)
    # The squared error of a shuffled feature is twice its variance.
    expected = 2 * 4 * np.var(fitted[0]["y"].fillna(0)) / np.var(target)
    assert by_name.loc["y", "importance"] == pytest.approx(expected, rel=0.15)
    assert (found["low"] <= found["importance"]).all()
    assert (found["importance"] <= found["high"]).all()


def test_the_same_seed_deals_alike(fitted):
    _, columns, transform, model, target = fitted

    def importance(seed):
        return permutation_importance(
            model.predict, transform, columns, lambda given: r2_score(target, given), seed=seed
        )

    pd.testing.assert_frame_equal(importance(1), importance(1))
    assert not importance(1).equals(importance(2))


def test_the_score_follows_a_number_as_scikit_learn_says(fitted):
    _, columns, transform, model, _ = fitted
    found = partial_dependence(model.predict, transform, columns, "x", seed=0)
    assert len(found) == 20
    assert found["rows"].sum() == ROWS
    scaled = (found["value"] - transform.numbers[0].centre) / transform.numbers[0].spread
    oracle = of_scikit_learn(
        model, transform.forward(columns), [0], custom_values={0: scaled.to_numpy()}
    )
    assert found["score"].to_numpy() == pytest.approx(oracle["average"][0])
    slope = np.polyfit(found["value"], found["score"], 1)[0]
    assert slope == pytest.approx(1, rel=1e-6)


def test_the_score_follows_a_category_the_commonest_value_first(fitted):
    _, columns, transform, model, _ = fitted
    found = partial_dependence(model.predict, transform, columns, "kind", seed=0)
    assert found["value"].tolist() == ["a", "b", "c"]
    assert found["score"][0] - found["score"][1] == pytest.approx(1, rel=1e-6)
    assert found["rows"].sum() == ROWS


def test_many_rows_are_sampled_and_a_line_stays_a_line(fitted):
    frame, _, transform, model, _ = fitted
    many = coded(pd.concat([frame] * 10, ignore_index=True), list(frame))
    found = partial_dependence(model.predict, transform, many, "x", seed=0)
    assert found["rows"].sum() == 10 * ROWS
    assert np.polyfit(found["value"], found["score"], 1)[0] == pytest.approx(1, rel=1e-6)
