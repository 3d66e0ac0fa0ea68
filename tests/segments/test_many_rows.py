"""K-means and its passes over many rows: as good as all starts in full, and always the same."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans as Lloyd
from threadpoolctl import threadpool_limits

from crm_core.matrices import matrix, numeric_matrix
from crm_core.segments import KMeans, grouped, kmeans, nearest
from crm_core.segments.nearest import group_sums, squared_distances, squares
from crm_core.segments.starts import Draw, drawn, far_rows
from crm_core.segments.threads import one_thread


@pytest.fixture
def many(monkeypatch):
    """Rows of more than K-means takes whole are 2,000 here."""
    monkeypatch.setattr(kmeans, "START_ROWS", 2_000)


def scaled(values: np.ndarray) -> np.ndarray:
    return ((values - values.mean(axis=0)) / values.std(axis=0)).astype(np.float32)


MIDDLES = 6 * np.random.default_rng(9).normal(size=(5, 4))
SHAPES = {
    "clouds": lambda random: (
        MIDDLES[random.integers(0, 5, 12_000)] + random.normal(size=(12_000, 4))
    ),
    "log-normal": lambda random: random.lognormal(sigma=1.5, size=(12_000, 4)),
    "very heavy tails": lambda random: random.standard_t(1.2, size=(12_000, 4)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_sample_ends_as_low_as_ten_full_starts(many, shape, seed):
    rows = scaled(SHAPES[shape](np.random.default_rng(seed)))
    with one_thread():
        best = Lloyd(5, n_init=10, random_state=seed).fit(rows).inertia_
    assert KMeans(5, seed=seed).fit(rows).inertia_ <= 1.005 * best


def test_starts_lie_far_from_each_other():
    random = np.random.default_rng(4)
    middles = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]])
    rows = np.repeat(middles, [400, 90, 10], axis=0) + random.normal(size=(500, 2))
    part = Draw(rows.astype(np.float32), np.ones(500, dtype=np.float32))
    for seed in range(20):
        starts = far_rows(part, 3, np.random.default_rng(seed))
        assert sorted(map(tuple, (starts / 50).round().tolist())) == [(0, 0), (0, 1), (1, 0)]


def test_the_inertia_of_many_rows_is_that_of_their_distances(many):
    rows = scaled(np.random.default_rng(0).lognormal(size=(5_000, 3)))
    model = KMeans(4).fit(rows)
    away = rows.astype(np.float64) - model.centres_[model.labels_]
    assert model.inertia_ == pytest.approx(np.square(away).sum(), rel=1e-6)
    assert model.fitted_on_ == 5_000


def test_many_rows_end_the_same_whatever_the_number_of_threads(many):
    rows = scaled(np.random.default_rng(1).normal(size=(120_000, 5)))
    ends = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            ends.append(KMeans(6).fit(rows))
    assert np.array_equal(ends[0].labels_, ends[1].labels_)
    assert np.array_equal(ends[0].centres_, ends[1].centres_)
    assert ends[0].inertia_ == ends[1].inertia_


def test_a_centre_that_nobody_is_nearest_to_is_started_again(many, monkeypatch):
    rows = scaled(np.random.default_rng(1).normal(size=(5_000, 2)))
    far = np.array([[0.0, 0.0], [1.0, 1.0], [1e6, 1e6]])
    monkeypatch.setattr(kmeans, "sampled_centres", lambda *_: far)
    assert np.bincount(KMeans(3).fit(rows).labels_).min() > 0


def test_rows_on_a_grid_go_the_same_way_alone_and_together():
    """Many rows lie exactly between two centres."""
    random = np.random.default_rng(3)
    rows = random.integers(0, 5, size=(4_000, 3)).astype(np.float32)
    centres = rows[:6].astype(np.float64)
    together = nearest.nearest(rows, centres)
    assert np.array_equal(nearest.nearest(rows[1_777:], centres), together[1_777:])
    alone = [nearest.nearest(rows[[row]], centres)[0] for row in range(300)]
    assert alone == together[:300].tolist()


def test_sums_of_groups_leave_noise_out():
    rows = np.array([[1.0, 2], [3, 4], [5, 6], [7, 8]])
    found = group_sums(rows, np.array([1, -1, 0, 1]), 3)
    assert found.sizes.tolist() == [1, 2, 0]
    assert found.sums.tolist() == [[5, 6], [8, 10], [0, 0]]
    assert found.means(np.full((3, 2), 9.0)).tolist() == [[5, 6], [4, 5], [9, 9]]


def test_distances_from_sums_are_those_from_rows_even_far_from_zero():
    rows = 1e8 + np.random.default_rng(0).normal(size=(500, 2))
    labels = np.arange(500) % 2
    found = group_sums(rows, labels, 2)
    middle = rows.mean(axis=0)
    centres = found.means(found.sums)
    around = float(squares(rows, middle).sum())
    expected = np.square(rows - centres[labels]).sum()
    assert squared_distances(found, centres, middle, around) == pytest.approx(expected, rel=1e-6)


def test_a_draw_never_misses_a_row_that_is_far_from_all():
    rows = np.zeros((100_000, 2))
    rows[:, 0] = np.arange(100_000) % 2
    rows[77_777] = 1e4
    sample = drawn(rows, squares(rows, rows.mean(axis=0)), 1_000, np.random.default_rng(0))
    assert (sample.values[:, 1] == 1e4).any()
    assert sample.weights.sum() == pytest.approx(100_000, rel=0.05)


def test_many_scaled_rows_are_held_in_single_precision_and_assigned_in_it(monkeypatch):
    monkeypatch.setattr(matrix, "DOUBLE_ROWS", 1_000)
    random = np.random.default_rng(4)
    frame = pd.DataFrame(random.lognormal(size=(3_000, 2)), columns=["x", "y"])
    frame.insert(0, "customer_id", [f"c{number:05}" for number in range(3_000)])
    for scale, precision in (("standard", np.float32), ("none", np.float64)):
        rows = numeric_matrix(frame, ["x", "y"], scale=scale, log=["x"])
        assert rows.values.dtype == precision
        grouping = grouped(rows, KMeans(4))
        assert np.array_equal(grouping.model.assign(frame), grouping.segments)
        assert grouping.model.parameters()["precision"] == np.dtype(precision).name
