"""Error by group, and whether a column has moved."""

import numpy as np
import pandas as pd
import pytest

from crm_core.evaluation import errors_by_group, population_stability


def test_each_group_has_its_own_figures_the_largest_first():
    city = ["York", "York", "York", None, "Bath", "Bath"]
    actual = np.array([True, False, True, True, False, True])
    score = np.array([0.9, 0.2, 0.6, 0.4, 0.8, 0.3])
    found = errors_by_group(city, actual, score, seed=0)
    assert [(each.group, each.rows) for each in found] == [("York", 3), ("Bath", 2), ("unknown", 1)]
    assert [each.figures["roc_auc"].mean for each in found] == [1.0, 0.0, None]
    assert found[1].actual == 0.5
    assert found[1].predicted == pytest.approx(0.55)


def test_numbers_have_their_mean_error_by_group():
    found = errors_by_group(
        ["a", "b", "a"], np.array([1.0, 5.0, 3.0]), np.array([2.0, 5.0, 6.0]), seed=0
    )
    assert [each.figures["mae"].mean for each in found] == [2.0, 0.0]


def test_a_column_that_stayed_has_an_index_of_0():
    values = pd.Series(np.arange(100.0))
    assert population_stability(values, values.sample(frac=1, random_state=0)) == 0.0
    assert population_stability(pd.Series(["a", None]), pd.Series([None, "a"])) == 0.0


def test_the_index_is_the_hand_computation():
    before = pd.Series(["a"] * 50 + ["b"] * 50)
    after = pd.Series(["a"] * 80 + ["b"] * 20)
    expected = 0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5)
    assert population_stability(before, after) == pytest.approx(expected)


def test_a_value_that_is_new_or_gone_counts_as_half_a_row():
    found = population_stability(pd.Series(["a"] * 10), pd.Series(["b"] * 10))
    assert found == pytest.approx(2 * 0.95 * np.log(1.0 / 0.05))


def test_numbers_move_over_the_tenths_they_had():
    before = pd.Series(np.arange(1000.0))
    assert population_stability(before, before + 50) < 0.1
    assert population_stability(before, before + 500) > 0.25
    missing = before.where(before > 300)
    assert population_stability(before, missing) > 0.25


def test_nothing_before_or_after_has_no_index():
    assert population_stability(pd.Series([], dtype=float), pd.Series([1.0])) is None
