"""Each way of grouping against what it is known for; the contract suite holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sklearn import cluster, mixture
from sklearn.metrics import adjusted_rand_score

from crm_core.errors import InvalidValue, MissingChoice
from crm_core.segments import (
    METHODS,
    Recipe,
    check_choices,
    grouped,
    notes,
    sampled,
    silhouette_of,
)
from crm_core.segments.bisecting import BisectingKMeans
from crm_core.segments.dbscan import DBSCAN
from crm_core.segments.hdbscan import HDBSCAN
from crm_core.segments.hierarchy import Hierarchy
from crm_core.segments.kmeans import KMeans
from crm_core.segments.minibatch import MiniBatchKMeans
from crm_core.segments.mixture import GaussianMixture
from crm_core.segments.neighbours import bend, neighbour_distances
from crm_core.segments.outliers import OneClass
from crm_core.segments.proximity import Proximity
from crm_core.segments.sampled import Landmarks

MOONS = 200


@pytest.fixture(scope="module")
def moons() -> np.ndarray:
    """Two arcs around each other, and ten rows far from both."""
    random = np.random.default_rng(0)
    turn = random.uniform(0, np.pi, MOONS)
    one = np.column_stack([np.cos(turn), np.sin(turn)])
    arcs = np.vstack([one, [1, 0.5] - one]) + random.normal(scale=0.04, size=(2 * MOONS, 2))
    return np.vstack([arcs, 5 + random.uniform(0, 20, size=(10, 2))])


def test_dbscan_finds_what_scikit_learn_does(moons):
    theirs = cluster.DBSCAN(eps=0.2, min_samples=5).fit_predict(moons)
    ours = DBSCAN(eps=0.2, min_samples=5).fit(moons)
    assert np.array_equal(ours.labels_ == -1, theirs == -1)
    assert adjusted_rand_score(ours.labels_, theirs) == 1
    assert len(ours.centres_) == 2


def test_dbscan_finds_an_eps_at_the_bend_of_distances(moons):
    found = DBSCAN().fit(moons)
    assert (len(found.centres_), (found.labels_ == -1).sum()) == (2, 10)
    assert 0.05 < found.eps_ < 1
    assert [said.split()[0] for said in found.chosen_] == ["Min", "Eps"]


def test_the_bend_lies_farthest_below_the_chord():
    assert bend(np.array([9.0, 1, 1, 1, 1.5, 1, 1])) == 1.5
    assert bend(np.zeros(4)) == 1
    assert bend(np.array([0.0, 0, 0, 0, 2])) == 2


def test_a_row_is_its_own_first_neighbour():
    rows = np.array([[0.0], [1], [3]])
    assert neighbour_distances(rows, 1).tolist() == [0, 0, 0]
    assert neighbour_distances(rows, 2).tolist() == [1, 1, 2]
    assert neighbour_distances(rows, 9).tolist() == [3, 2, 3]


def test_hdbscan_finds_what_scikit_learn_does(moons):
    theirs = cluster.HDBSCAN(min_cluster_size=15, min_samples=5, copy=True).fit_predict(moons)
    ours = HDBSCAN(min_cluster_size=15, min_samples=5).fit(moons)
    assert np.array_equal(ours.labels_ == -1, theirs == -1)
    assert adjusted_rand_score(ours.labels_, theirs) == 1


def test_hdbscan_calls_a_stranger_noise(moons):
    found = HDBSCAN(min_cluster_size=15).fit(moons)
    assert found.assign(np.array([[-1.0, -3.0]])).tolist() == [-1]


def test_a_mixture_is_as_likely_as_scikit_learns_and_says_how_sure_it_is():
    random = np.random.default_rng(1)
    rows = np.vstack([random.normal(size=(300, 2)) * [3, 0.3], random.normal(size=(100, 2)) + 4])
    ours = GaussianMixture(2).fit(rows)
    theirs = mixture.GaussianMixture(2, n_init=5, reg_covar=1e-4, random_state=0).fit(rows)
    assert np.array_equal(ours.labels_, theirs.predict(rows))
    shares = ours.memberships(rows)
    assert shares == pytest.approx(theirs.predict_proba(rows), abs=1e-9)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(shares.argmax(axis=1), ours.labels_)


def test_bisecting_splits_the_widest_group_and_leaves_the_others_alone():
    rows = np.array([[0.0], [1], [100], [110], [1000], [1300]])
    coarse, fine = BisectingKMeans(3).fit(rows), BisectingKMeans(4).fit(rows)
    groups = [rows[coarse.labels_ == group, 0].tolist() for group in range(3)]
    assert sorted(groups) == [[0, 1, 100, 110], [1000], [1300]]
    assert coarse.inertia_ == pytest.approx(np.square(rows[:4] - rows[:4].mean()).sum())
    assert fine.inertia_ == pytest.approx(0.5 + 50)


def test_mini_batches_end_near_full_k_means():
    rows = np.random.default_rng(2).normal(size=(3_000, 3))
    assert MiniBatchKMeans(4).fit(rows).inertia_ <= 1.05 * KMeans(4).fit(rows).inertia_


def test_ward_and_average_join_as_their_names_say():
    rows = np.array([[0.0], [4], [9], [15], [22]])
    for linkage in ("ward", "average"):
        theirs = cluster.AgglomerativeClustering(3, linkage=linkage).fit_predict(rows)
        ours = Hierarchy(linkage, 3).fit(rows).labels_
        assert adjusted_rand_score(ours, theirs) == 1


def test_one_class_marks_about_one_in_twenty_and_those_far_away():
    random = np.random.default_rng(3)
    rows = np.vstack([random.normal(size=(990, 2)), random.normal(size=(10, 2)) + 12])
    found = OneClass().fit(rows)
    outside = found.labels_ == -1
    assert 0.03 < outside.mean() < 0.06
    assert outside[990:].all()


def test_equal_customers_on_the_boundary_are_inside():
    rows = np.repeat([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]], [500, 300, 200], axis=0)
    assert (OneClass().fit(rows).labels_ == 0).all()


def test_the_scale_of_a_column_is_of_no_matter_to_forest_proximity():
    random = np.random.default_rng(4)
    truth = random.integers(0, 3, 300)
    rows = np.array([[0, 0, 0], [5, 5, 0], [5, 0, 5]])[truth] + random.normal(size=(300, 3))
    plain, wide = Proximity(3).fit(rows), Proximity(3).fit(rows * [1, 1024, 1])
    assert np.array_equal(plain.labels_, wide.labels_)
    assert adjusted_rand_score(plain.labels_, truth) > 0.7


def test_landmarks_that_are_equal_are_kept_once():
    known = Landmarks.of(np.array([[2.0], [1], [2]]), np.array([5, 7, 5]))
    assert (known.points.tolist(), known.groups.tolist()) == ([[1], [2]], [7, 5])
    assert known.joined(np.array([[1.4], [9]]), 1.0).tolist() == [7, -1]


SAMPLERS = {
    "ward": lambda: Hierarchy("ward", 3),
    "average": lambda: Hierarchy("average", 3),
    "dbscan": DBSCAN,
    "hdbscan": HDBSCAN,
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sample_is_learned_from_and_the_others_are_put_in(matrix_of, monkeypatch, name):
    for module in ("hierarchy", "dbscan", "hdbscan"):
        monkeypatch.setattr(f"crm_core.segments.{module}.sampled", few)
    random = np.random.default_rng(6)
    truth = random.integers(0, 3, 2_000)
    points = np.array([[0, 0], [20, 0], [0, 20]])[truth] + random.normal(size=(2_000, 2))
    grouping = grouped(matrix_of(x=points[:, 0], y=points[:, 1]), SAMPLERS[name]())
    assert (grouping.k, grouping.fitted_on) == (3, 300)
    found = grouping.segments > 0
    assert found.mean() > 0.85
    assert adjusted_rand_score(grouping.segments[found], truth[found]) == 1
    assert "learned from a seeded sample of 300 of 2,000 customers" in notes(grouping)[0]
    assert silhouette_of(grouping, seed=0)[1] == found.sum()


def few(values: np.ndarray, seed: int) -> np.ndarray:
    return sampled.sampled(values, seed, 300)


def test_all_noise_is_said_in_words(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 10, 20, 30]), DBSCAN(eps=1, min_samples=2))
    assert (grouping.k, grouping.sizes, grouping.noise) == (0, (), 4)
    assert grouping.centres.shape == (0, 1)
    assert silhouette_of(grouping, seed=0) == (None, 0)
    [said] = notes(grouping)
    assert "puts every customer down as noise" in said


def recipe(algorithm: str, **choices) -> Recipe:
    return replace(Recipe(("x",), None, date(2024, 1, 1), algorithm=algorithm), **choices)


@pytest.mark.parametrize("algorithm", [n for n, m in METHODS.items() if "k" not in m.options])
def test_a_k_of_no_use_is_refused(algorithm):
    with pytest.raises(InvalidValue, match=r"'4' is no value for k: .* has no use for it"):
        check_choices(recipe(algorithm, k=4))


@pytest.mark.parametrize("algorithm", [n for n, m in METHODS.items() if "k" in m.options])
def test_a_k_that_is_missing_is_asked_for(algorithm):
    with pytest.raises(MissingChoice, match="needs --k, how many segments to make"):
        check_choices(recipe(algorithm))


@pytest.mark.parametrize(
    ("algorithm", "choice"),
    [
        ("kmeans", {"eps": 0.5}),
        ("ward", {"min_samples": 5}),
        ("dbscan", {"min_cluster_size": 5}),
        ("hdbscan", {"eps": 0.5}),
        ("oneclass", {"min_samples": 5}),
        ("gmm", {"cuts": "{}"}),
    ],
)
def test_any_other_choice_of_no_use_is_refused(algorithm, choice):
    k = 2 if "k" in METHODS[algorithm].options else None
    with pytest.raises(InvalidValue, match="has no use for it"):
        check_choices(recipe(algorithm, k=k, **choice))


@pytest.mark.parametrize(
    ("segmenter", "words"),
    [
        (DBSCAN(eps=0.0), "a distance above 0"),
        (DBSCAN(eps=float("nan")), "a distance above 0"),
        (DBSCAN(min_samples=0), "at least 1"),
        (HDBSCAN(min_cluster_size=1), "at least 2"),
        (HDBSCAN(min_samples=0), "at least 1"),
    ],
)
def test_a_choice_out_of_bounds_is_refused(segmenter, words):
    with pytest.raises(InvalidValue, match=words):
        segmenter.fit(np.zeros((5, 1)))
