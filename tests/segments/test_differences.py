"""Standardised differences by hand, and intervals that hold the truth as often as they say."""

import numpy as np
import pytest

from crm_core.segments import KMeans, differences, grouped
from crm_core.segments.differences import MEMBERS


def test_differences_are_in_standard_deviations_of_all(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 2.0, 10.0, 16.0]), KMeans(2))
    found = differences(grouping, seed=0)
    spread = np.std([0.0, 2.0, 10.0, 16.0])
    assert found.columns == ("x",)
    assert found.middle.tolist() == [
        [pytest.approx((1 - 7) / spread)],
        [pytest.approx((13 - 7) / spread)],
    ]


def test_the_interval_of_two_members_ends_at_the_members(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 2.0, 10.0, 16.0]), KMeans(2))
    found, spread = differences(grouping, seed=0), np.std([0.0, 2.0, 10.0, 16.0])
    assert found.low[1][0] == pytest.approx((10 - 7) / spread)
    assert found.high[1][0] == pytest.approx((16 - 7) / spread)


def test_a_segment_of_one_has_no_interval_and_a_constant_no_difference(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 0.0, 50.0], flat=[3.0, 3.0, 3.0]), KMeans(2))
    found = differences(grouping, seed=0)
    assert np.isnan(found.low[1]).all()
    assert np.isnan(found.high[1]).all()
    assert found.middle[:, 1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("size", [40, 4 * MEMBERS])
def test_an_interval_is_as_wide_as_theory_has_it(matrix_of, size):
    """The standard error of a mean of n members is their spread over sqrt(n)."""
    random = np.random.default_rng(11)
    x = np.concatenate([random.normal(0, 1, size), random.normal(100, 1, size + 1)])
    grouping = grouped(matrix_of(x=x), KMeans(2))
    found = differences(grouping, seed=0)
    width = (found.high - found.low)[:, 0] * x.std()
    theory = 2 * 1.96 / np.sqrt(size)
    assert width == pytest.approx([theory, theory], rel=0.25)
    assert (found.low < found.middle).all()
    assert (found.middle < found.high).all()


def test_nine_in_ten_intervals_or_more_hold_the_true_mean(matrix_of):
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        x = np.concatenate([random.normal(0, 1, 60), random.normal(100, 1, 61)])
        found = differences(grouped(matrix_of(x=x), KMeans(2)), seed=seed)
        truth = (100 - x.mean()) / x.std()
        held += found.low[0][0] <= truth <= found.high[0][0]
    assert 53 <= held <= 60


def test_intervals_are_the_seeds_alone(blobs):
    grouping = grouped(blobs[0], KMeans(3))
    first, second = (differences(grouping, seed=4) for _ in range(2))
    assert np.array_equal(first.low, second.low)
