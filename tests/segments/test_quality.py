"""The measures of a grouping equal those of the textbook and of scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from crm_core.segments import KMeans, grouped, silhouette, silhouette_of
from crm_core.segments.advice import spreads


def test_the_silhouette_of_four_points_is_known():
    values, segments = np.array([[0.0], [1.0], [10.0], [12.0]]), np.array([1, 1, 2, 2])
    widths = [(11 - 1) / 11, (10 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5]
    assert silhouette(values, segments, seed=0) == (pytest.approx(np.mean(widths)), 4)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_every_measure_equals_scikit_learns(matrix_of, k):
    points = np.random.default_rng(k).normal(size=(1_200, 3))
    grouping = grouped(matrix_of(**dict(zip("xyz", points.T, strict=True))), KMeans(k))
    width, rows = silhouette_of(grouping, seed=0)
    between, resemblance = spreads(points, grouping.segments - 1, k)
    _, nearest = metrics.pairwise_distances_argmin_min(points, grouping.scaled_centres)
    assert rows == len(points)
    segments = grouping.segments
    assert width == pytest.approx(metrics.silhouette_score(points, segments), abs=1e-9)
    assert grouping.inertia == pytest.approx((nearest**2).sum())
    assert between == pytest.approx(metrics.calinski_harabasz_score(points, segments))
    assert resemblance == pytest.approx(metrics.davies_bouldin_score(points, segments))


def test_a_customer_alone_in_a_segment_counts_zero():
    values, segments = np.array([[0.0], [1.0], [10.0]]), np.array([1, 1, 2])
    expected = metrics.silhouette_score(values, segments)
    assert silhouette(values, segments, seed=0)[0] == pytest.approx(expected)


def test_a_sample_is_seeded_and_says_how_many_rows_it_has():
    values = np.random.default_rng(1).normal(size=(500, 2))
    segments = KMeans(3).fit(values).labels_
    first, rows = silhouette(values, segments, seed=4, most_rows=200)
    assert rows == 200
    assert silhouette(values, segments, seed=4, most_rows=200) == (first, 200)
    assert silhouette(values, segments, seed=5, most_rows=200)[0] != first
    assert first == pytest.approx(silhouette(values, segments, seed=0)[0], abs=0.1)


@pytest.mark.parametrize("k", [1, 3])
def test_the_silhouette_is_undefined_for_one_segment_and_for_one_each(matrix_of, k):
    grouping = grouped(matrix_of(x=[1.0, 2.0, 6.0]), KMeans(k))
    assert silhouette_of(grouping, seed=0) == (None, 3)


def test_calinski_harabasz_and_davies_bouldin_of_four_points_are_known():
    points, segments = np.array([[0.0], [2.0], [10.0], [16.0]]), np.array([0, 0, 1, 1])
    between, within = 2 * 6**2 * 2, 20
    ratio, resemblance = spreads(points, segments, 2)
    assert ratio == pytest.approx((between / 1) / (within / 2))
    assert resemblance == pytest.approx((1 + 3) / 12)


def test_points_that_all_lie_together_have_no_width():
    values, segments = np.zeros((4, 1)), np.array([1, 1, 2, 2])
    assert silhouette(values, segments, seed=0) == (0.0, 4)
