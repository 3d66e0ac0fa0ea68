"""Agreement of groupings, and what is taken for noise of the same shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from crm_core.segments.noise import Noise, one_peaked, without_ties
from crm_core.segments.stability import adjusted_rand, agreements, fitted

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=40)


def test_the_agreement_of_four_customers_is_known():
    # 1 pair together in both, 2 and 1 in each, of 6: (1 - 2/6) / (1.5 - 2/6)
    found = adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2]))
    assert found == pytest.approx((1 - 1 / 3) / (1.5 - 1 / 3))


@given(LABELS)
def test_agreement_is_that_of_scikit_learn(labels):
    one, other = np.array(labels).T
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_groups_far_apart_are_always_found_again(blobs):
    matrix, truth = blobs
    found = agreements(matrix.values, truth - 1, 3, 5, np.random.default_rng(0))
    assert [*found] == [1.0] * 5


def test_few_rows_that_differ_are_a_group_each():
    values = np.array([[0.0], [0.0], [0.0], [5.0]])
    assert len(fitted(values, 3, np.random.default_rng(0), 2).cluster_centers_) == 2


def test_two_heaps_are_levelled_into_one_peak():
    column = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 12.0])
    places, shares = one_peaked(column)
    density = np.diff(shares) / np.diff(places)
    peak = int(density.argmax())
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))
    assert (np.diff(density[: peak + 1]) >= -1e-12).all()
    assert (np.diff(density[peak:]) <= 1e-12).all()


def test_one_peak_is_left_as_it_is():
    # middles of the shares: 0, 2.5/8, 5.5/8, 1: the density rises, then falls, as it is
    places, shares = one_peaked(np.array([0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0]))
    assert places.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert shares.tolist() == pytest.approx([0.0, 2.5 / 8, 5.5 / 8, 1.0])


def test_a_column_of_two_values_stays_two_values():
    places, shares = one_peaked(np.array([0.0, 0.0, 0.0, 1.0]))
    assert (places.tolist(), shares.tolist()) == ([0.0, 1.0], [0.75, 1.0])
    drawn = Noise(np.array([[0.0], [0.0], [0.0], [1.0]])).draw(4_000, np.random.default_rng(0))
    assert {*drawn.ravel()} == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.25, abs=0.03)


def test_noise_keeps_skew_tail_and_correlation():
    random = np.random.default_rng(1)
    normal = random.normal(size=(4_000, 2)) @ np.array([[1.0, 0.8], [0.0, 0.6]])
    values = np.column_stack([np.exp(normal[:, 0]), normal[:, 1]])
    drawn = Noise(values).draw(4_000, random)
    wanted = np.quantile(values, [0.1, 0.5, 0.9, 0.99], axis=0)
    assert np.quantile(drawn, [0.1, 0.5, 0.9, 0.99], axis=0) == pytest.approx(
        wanted, abs=0.15, rel=0.15
    )
    ranks = [np.argsort(np.argsort(each, axis=0), axis=0).T for each in (values, drawn)]
    assert np.corrcoef(ranks[1])[0, 1] == pytest.approx(np.corrcoef(ranks[0])[0, 1], abs=0.05)
    assert (drawn.min(axis=0) >= values.min(axis=0)).all()
    assert (drawn.max(axis=0) <= values.max(axis=0)).all()


def test_counts_are_spread_halfway_to_their_neighbours():
    values = np.column_stack([np.repeat([1.0, 2.0, 5.0], 400), np.repeat([0.0, 1.0], 600)])
    before = values.copy()
    spread = without_ties(values, np.random.default_rng(0))
    reach = np.abs(spread[:, 0] - values[:, 0]).reshape(3, 400).max(axis=1)
    assert reach == pytest.approx([0.5, 0.5, 1.5], abs=0.02)
    assert (spread[:, 1] == values[:, 1]).all()
    assert (values == before).all()


def test_values_that_all_differ_stay_where_they_are():
    values = np.array([[1.0], [2.5], [7.0]])
    assert (without_ties(values, np.random.default_rng(0)) == values).all()
