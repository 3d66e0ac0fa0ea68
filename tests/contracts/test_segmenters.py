"""What every way of grouping customers promises, checked on each of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from crm_core import segments
from crm_core.errors import InputError, InvalidValue, NotEnoughRows
from crm_core.matrices import numeric_matrix
from crm_core.segments import METHODS, Grouping, Model, Recipe, notes
from crm_core.segments.rfm import RFM, rfm_recipe

FEATURES = ("recency_days", "frequency", "monetary")
TAKES_K = [name for name, method in METHODS.items() if "k" in method.options]
DENSITY = ["dbscan", "hdbscan"]


def recipe_of(algorithm: str, **choices) -> Recipe:
    """The recipe of a method over the three features, with 3 groups where it asks how many."""
    k = 3 if algorithm in TAKES_K else None
    recipe = replace(
        Recipe(FEATURES, k, date(2024, 12, 31), missing="median", algorithm=algorithm), **choices
    )
    return rfm_recipe(recipe) if algorithm == RFM.name else recipe


def grouped(frame: pd.DataFrame, algorithm: str, **choices) -> Grouping:
    recipe = recipe_of(algorithm, **choices)
    matrix = numeric_matrix(frame, FEATURES, scale=recipe.scale, missing=recipe.missing)
    return segments.grouped(matrix, METHODS[algorithm].made(recipe))


def people(values: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=FEATURES)
    frame.insert(0, "customer_id", [f"c{number:05}" for number in range(len(frame))])
    return frame


@pytest.fixture(scope="module")
def planted() -> tuple[pd.DataFrame, np.ndarray]:
    """Three clouds of 90, 60 and 30 customers far from each other, and who is in which."""
    random = np.random.default_rng(5)
    truth = np.repeat([1, 2, 3], [90, 60, 30])
    random.shuffle(truth)
    middles = np.array([[30, 5, 100], [300, 5, 100], [160, 25, 900]])[truth - 1]
    return people(middles + random.normal(size=(180, 3)) * [8, 0.7, 30]), truth


@pytest.fixture(scope="module")
def groupings(planted) -> dict[str, Grouping]:
    return {name: grouped(planted[0], name) for name in METHODS}


@pytest.fixture(params=list(METHODS))
def algorithm(request) -> str:
    return request.param


def test_segments_are_numbered_from_1_by_size_and_count_everybody(groupings, algorithm):
    grouping = groupings[algorithm]
    sizes = np.bincount(grouping.segments, minlength=grouping.k + 1)
    assert tuple(sizes[1:]) == grouping.sizes
    assert sizes[0] == grouping.noise
    assert list(grouping.sizes) == sorted(grouping.sizes, reverse=True)
    assert 0 not in grouping.sizes
    assert len(grouping.scaled_centres) == grouping.k
    assert 0 < grouping.fitted_on <= grouping.matrix.rows


def test_the_order_of_rows_never_matters(planted, groupings, algorithm):
    shuffled = planted[0].sample(frac=1, random_state=1)
    again = grouped(shuffled, algorithm)
    assert np.array_equal(again.segments, groupings[algorithm].segments)
    assert np.array_equal(again.scaled_centres, groupings[algorithm].scaled_centres)


def test_the_same_seed_gives_the_same_groups(planted, groupings, algorithm):
    again = grouped(planted[0], algorithm)
    assert np.array_equal(again.segments, groupings[algorithm].segments)
    assert again.inertia == groupings[algorithm].inertia


def test_another_seed_finds_the_same_plain_groups(planted, groupings, algorithm):
    again = grouped(planted[0], algorithm, seed=7)
    assert adjusted_rand_score(again.segments, groupings[algorithm].segments) > 0.9


def test_what_is_given_stays_as_it_was(planted, algorithm):
    frame = planted[0].copy()
    grouped(frame, algorithm)
    pd.testing.assert_frame_equal(frame, planted[0])


def test_those_it_learned_from_are_assigned_as_they_were_grouped(planted, groupings, algorithm):
    grouping = groupings[algorithm]
    assert np.array_equal(grouping.model.assign(planted[0]), grouping.segments)
    segmenter = grouping.model.segmenter
    assert np.array_equal(segmenter.assign(grouping.matrix.values), segmenter.labels_)


def test_assigning_depends_on_no_other_row(planted, groupings, algorithm):
    grouping = groupings[algorithm]
    alone = [grouping.model.assign(planted[0].iloc[[row]])[0] for row in range(20)]
    assert alone == grouping.segments[:20].tolist()
    assert len(grouping.model.assign(planted[0].head(0))) == 0


def test_a_model_comes_back_from_plain_json(planted, groupings, algorithm):
    kept = json.dumps(groupings[algorithm].model.parameters(), allow_nan=False)
    restored = Model.restored(json.loads(kept))
    strangers = people(np.random.default_rng(2).uniform([0, 1, 0], [400, 30, 1000], (300, 3)))
    both = pd.concat([planted[0], strangers], ignore_index=True)
    assert np.array_equal(restored.assign(both), groupings[algorithm].model.assign(both))
    assert json.dumps(restored.parameters()) == kept


def test_a_missing_value_takes_the_median(planted, algorithm):
    frame = planted[0].copy()
    frame.loc[[3, 4], "monetary"] = np.nan
    grouping = grouped(frame, algorithm)
    drops = algorithm == RFM.name  # RFM has nothing to score there
    assert grouping.matrix.rows == (178 if drops else 180)
    scored = grouping.model.assign(frame)
    assert (scored[[3, 4]] == 0).all() == drops
    assert np.array_equal(scored[scored > 0], grouping.segments[grouping.segments > 0])


def test_a_missing_value_drops_the_customer_where_told_so(planted, algorithm):
    frame = planted[0].copy()
    frame.loc[[3, 4], "monetary"] = np.nan
    grouping = grouped(frame, algorithm, missing="drop")
    assert (grouping.matrix.rows, grouping.matrix.dropped) == (178, 2)
    assert grouping.model.assign(frame)[[3, 4]].tolist() == [0, 0]


def test_one_customer_is_one_group_or_noise(planted, algorithm):
    choices = {"k": 1} if algorithm in TAKES_K else {}
    grouping = grouped(planted[0].head(1), algorithm, **choices)
    assert (grouping.k, grouping.noise) in [(1, 0), (0, 1)]
    assert (grouping.noise == 1) == (algorithm in DENSITY)
    assert np.array_equal(grouping.model.assign(planted[0].head(1)), grouping.segments)


def test_customers_who_are_all_alike_are_one_group(algorithm):
    choices = {"k": 1} if algorithm in TAKES_K else {}
    grouping = grouped(people(np.full((40, 3), 7.0)), algorithm, **choices)
    assert (grouping.sizes, grouping.noise) == ((40,), 0)
    assert grouping.centres.tolist() == [[7.0, 7.0, 7.0]]


@pytest.mark.parametrize("algorithm", TAKES_K)
def test_more_groups_than_customers_are_refused(planted, algorithm):
    with pytest.raises(NotEnoughRows, match="181 segments needs at least 181 rows"):
        grouped(planted[0], algorithm, k=181)


@pytest.mark.parametrize("algorithm", TAKES_K)
def test_more_groups_than_customers_who_differ_are_refused(algorithm):
    with pytest.raises(NotEnoughRows, match="Only 2 of 40 customers differ"):
        grouped(people(np.repeat([[1.0, 1, 1], [2, 2, 2]], 20, axis=0)), algorithm)


@pytest.mark.parametrize("algorithm", TAKES_K)
def test_as_many_groups_as_asked_for(groupings, algorithm):
    assert groupings[algorithm].k == 3


@pytest.mark.parametrize("algorithm", [*TAKES_K, *DENSITY])
def test_planted_groups_are_found(planted, groupings, algorithm):
    grouping, truth = groupings[algorithm], planted[1]
    found = grouping.segments > 0
    assert grouping.k == 3
    assert found.mean() > 0.9
    assert adjusted_rand_score(grouping.segments[found], truth[found]) > 0.95


@pytest.mark.parametrize("algorithm", [name for name in METHODS if not METHODS[name].centred])
def test_groups_without_a_centre_show_the_mean_of_their_members(planted, groupings, algorithm):
    grouping = groupings[algorithm]
    values = planted[0][list(FEATURES)].to_numpy()
    means = [values[grouping.segments == n + 1].mean(axis=0) for n in range(grouping.k)]
    assert grouping.centres == pytest.approx(np.array(means))


@pytest.mark.parametrize("algorithm", [name for name in METHODS if name != RFM.name])
@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_bounds_is_refused(planted, algorithm, seed):
    with pytest.raises(InvalidValue, match="seed"):
        grouped(planted[0], algorithm, seed=seed)


@pytest.mark.parametrize("algorithm", [name for name in METHODS if name != RFM.name])
def test_far_away_and_tiny_numbers_do_no_harm(planted, algorithm):
    frame = planted[0].copy()
    frame["monetary"] = 1e9 + frame["monetary"] * 1e6
    frame["frequency"] *= 1e-9
    again = grouped(frame, algorithm)
    assert adjusted_rand_score(again.segments, planted[1]) > (
        -1 if algorithm == "oneclass" else 0.85
    )


def test_what_it_has_to_say_is_said_in_sentences(groupings, algorithm):
    for sentence in notes(groupings[algorithm]):
        assert not sentence[0].islower()
        assert sentence.endswith(".")


def test_nobody_is_an_error_a_person_can_mend(planted, algorithm):
    with pytest.raises(InputError):
        grouped(planted[0].head(0), algorithm)
