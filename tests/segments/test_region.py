"""A region holds exactly those who lie inside its line, on any day."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import InvalidValue
from crm_core.segments import METHODS, Model, components, method_of, region_of
from crm_core.segments.region import inside

SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
NUMBERS = st.floats(-9, 9, allow_nan=False)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30), NUMBERS, NUMBERS)
def test_inside_a_box_is_what_comparing_says(rows, wide, high):
    places = np.array(rows)
    left, right = sorted((wide, wide + 3.1))
    low, top = sorted((high, high + 2.3))
    found = inside(places, [(left, low), (right, low), (right, top), (left, top)])
    x, y = places[:, 0], places[:, 1]
    strictly = (x > left) & (x < right) & (y > low) & (y < top)
    touching = (x >= left) & (x <= right) & (y >= low) & (y <= top)
    assert (found >= strictly).all()
    assert (found <= touching).all()


def test_what_a_line_goes_round_twice_is_outside():
    star = [(0.0, 3.0), (2.0, -3.0), (-3.0, 1.0), (3.0, 1.0), (-2.0, -3.0)]
    middle, arm = inside(np.array([[0.0, 0.0], [0.0, 2.0]]), star).tolist()
    assert (middle, arm) == (False, True)


@given(st.permutations(range(4)))
def test_where_a_line_begins_does_not_matter(turn):
    places = np.random.default_rng(2).uniform(-2, 2, size=(200, 2))
    start = turn[0]
    around = SQUARE[start:] + SQUARE[:start]
    expected = (np.abs(places) < 1).all(axis=1)
    assert np.array_equal(inside(places, around), expected)
    assert np.array_equal(inside(places, around[::-1]), expected)


@pytest.fixture
def cloud(matrix_of):
    points = np.random.default_rng(8).normal(size=(400, 3)) * [5, 3, 1]
    return matrix_of("standard", a=points[:, 0], b=points[:, 1], c=points[:, 2])


def test_everybody_inside_is_the_one_segment_and_the_rest_in_none(cloud):
    known = components(cloud)
    found = region_of(cloud, known, SQUARE)
    expected = (np.abs(known.places[:2]) < 1).all(axis=0)
    assert np.array_equal(found.segments == 1, expected)
    assert found.sizes == (expected.sum(),)
    assert found.noise == 400 - expected.sum()
    assert found.inertia is None


def test_a_kept_region_puts_the_same_customers_inside(cloud):
    found = region_of(cloud, components(cloud), SQUARE)
    kept = json.loads(json.dumps(found.model.parameters()))
    again = Model.restored(kept)
    assert np.array_equal(again.assign(cloud.frame), found.segments)
    assert kept["algorithm"] == "region"


@pytest.mark.parametrize("corners", [SQUARE[:2], [(0.0, 0.0), (1.0, float("nan")), (1.0, 1.0)]])
def test_a_line_that_is_none_is_refused(cloud, corners):
    with pytest.raises(InvalidValue, match="region"):
        region_of(cloud, components(cloud), corners)


def test_a_region_that_holds_nobody_is_refused(cloud):
    far = [(x + 500, y) for x, y in SQUARE]
    with pytest.raises(InvalidValue, match="no customer lies in it"):
        region_of(cloud, components(cloud), far)


def test_a_region_is_read_back_by_name_but_offered_to_nobody():
    assert method_of("region").label == "Region of the map"
    assert "region" not in METHODS
