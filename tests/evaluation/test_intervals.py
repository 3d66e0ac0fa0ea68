"""Bootstrap intervals: they cover, they repeat, and two models meet on the same rows."""

import numpy as np
import pytest

from crm_core.errors import InvalidValue
from crm_core.evaluation import BinaryJudge, NumberJudge, difference, draws, figures_of


def test_the_interval_of_a_mean_is_the_one_that_theory_gives():
    error = np.random.default_rng(0).normal(0, 1, 2000)
    figure = figures_of(NumberJudge(error, np.zeros(2000)), seed=0, resamples=2000)["mae"]
    margin = 1.96 * np.abs(error).std() / np.sqrt(2000)
    assert figure.low == pytest.approx(figure.mean - margin, abs=0.1 * margin)
    assert figure.high == pytest.approx(figure.mean + margin, abs=0.1 * margin)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random, held = np.random.default_rng(1), 0
    for seed in range(60):
        actual = random.random(150) < 0.4
        score = random.normal(actual * 1.0, 1.0)
        area = figures_of(BinaryJudge(actual, score), seed=seed, resamples=200)["roc_auc"]
        held += area.low <= 0.7602 <= area.high
    assert held >= 51


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    random = np.random.default_rng(2)
    judge = BinaryJudge(random.random(100) < 0.5, random.random(100))
    assert figures_of(judge, seed=3) == figures_of(judge, seed=3)
    assert figures_of(judge, seed=3)["roc_auc"].low != figures_of(judge, seed=4)["roc_auc"].low


def test_a_model_differs_from_itself_by_nothing():
    random = np.random.default_rng(2)
    judge = BinaryJudge(random.random(100) < 0.5, random.random(100))
    for figure in difference(judge, judge, seed=0, resamples=50).values():
        assert (figure.mean, figure.low, figure.high) == (0.0, 0.0, 0.0)


def test_a_difference_is_drawn_on_the_same_rows_for_both():
    random = np.random.default_rng(2)
    actual = random.normal(0, 10, 300)
    error = random.normal(0, 5, 300)
    near = NumberJudge(actual, actual + error)
    shifted = NumberJudge(actual, actual + error + 0.1 * np.sign(error))
    paired = difference(shifted, near, seed=0)["mae"]
    assert (paired.mean, paired.low, paired.high) == pytest.approx((0.1, 0.1, 0.1))
    alone = figures_of(near, seed=0)["mae"]
    assert alone.high - alone.low > 0.5
    apart = draws(shifted, seed=0)[:, 1] - draws(near, seed=0)[:, 1]
    assert paired.low == pytest.approx(np.percentile(apart, 2.5))


def test_models_on_other_rows_are_not_compared():
    judge = NumberJudge(np.zeros(3), np.zeros(3))
    with pytest.raises(InvalidValue, match="the same rows"):
        difference(judge, NumberJudge(np.zeros(4), np.zeros(4)), seed=0)


def test_a_figure_that_only_some_draws_define_has_the_bounds_of_those():
    actual = np.array([True, False, False])
    figure = figures_of(BinaryJudge(actual, np.array([0.9, 0.1, 0.2])), seed=0)["roc_auc"]
    assert (figure.mean, figure.low, figure.high) == (1.0, 1.0, 1.0)
