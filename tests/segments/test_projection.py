"""The map shows every segment, faces one way, and its outlines hold all members."""

import numpy as np
import pytest

from crm_core.segments import Axis, KMeans, components, grouped, projected
from crm_core.segments.projection import principal_directions


def test_the_first_direction_follows_the_largest_spread():
    values = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, -1.0], [0.0, 1.0]])
    directions, shares = principal_directions(values)
    assert directions.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert shares.tolist() == pytest.approx([0.9, 0.1, 0.0])


def test_directions_face_the_same_way_when_the_data_are_turned_round():
    values = np.random.default_rng(2).normal(size=(50, 3)) * [5, 2, 1]
    forward, backward = principal_directions(values)[0], principal_directions(-values)[0]
    assert forward == pytest.approx(backward)
    assert all(column[np.abs(column).argmax()] > 0 for column in forward.T)


def test_constant_features_explain_nothing():
    _, shares = principal_directions(np.ones((4, 2)))
    assert shares.tolist() == [0.0, 0.0, 0.0]


def test_an_axis_is_led_by_features_of_at_least_half_the_strongest_weight():
    axis = Axis({"a": 0.2, "b": -0.8, "c": 0.45, "d": 0.0}, 0.6)
    assert axis.leaders() == [("b", -0.8), ("c", 0.45)]


def test_a_map_draws_a_sample_in_which_no_segment_is_lost(blobs):
    grouping = grouped(blobs[0], KMeans(3))
    drawn = projected(grouping, seed=0, most_points=20).points
    assert drawn["segment"].value_counts().to_dict() == {1: 12, 2: 6, 3: 2}
    again = projected(grouping, seed=0, most_points=20).points
    assert list(drawn["customer_id"]) == list(again["customer_id"])


def test_a_small_company_is_drawn_whole(blobs):
    grouping = grouped(blobs[0], KMeans(3))
    found = projected(grouping, seed=0)
    assert len(found.points) == 100
    assert found.across.variance + found.up.variance == pytest.approx(1.0)
    for number in (1, 2, 3):
        inside = found.points[found.points["segment"] == number]
        assert inside["x"].max() <= found.hulls[number][:, 0].max() + 1e-9


def test_one_feature_has_no_second_direction_and_no_outlines(matrix_of):
    found = projected(grouped(matrix_of(x=[0.0, 1.0, 9.0, 10.0]), KMeans(2)), seed=0)
    assert (found.across.loadings, found.across.variance) == ({"x": 1.0}, 1.0)
    assert (found.up.variance, found.up.leaders(), found.hulls) == (0.0, [], {})
    assert found.is_flat


def test_a_third_direction_is_told_apart_from_the_first_two(matrix_of):
    random = np.random.default_rng(1)
    spread = random.normal(size=(200, 3)) * [9, 3, 1]
    found = components(matrix_of(a=spread[:, 0], b=spread[:, 1], c=spread[:, 2]))
    assert [axis.leaders()[0][0] for axis in found.axes] == ["a", "b", "c"]
    assert sum(axis.variance for axis in found.axes) == pytest.approx(1.0)


def test_places_do_not_depend_on_the_grouping(blobs):
    matrix, _ = blobs
    known = components(matrix)
    for k in (2, 3):
        drawn = projected(grouped(matrix, KMeans(k)), seed=0, known=known).points
        assert drawn["x"].to_numpy() == pytest.approx(known.places[0])


def test_centres_lie_in_the_middle_of_their_members(blobs):
    grouping = grouped(blobs[0], KMeans(3))
    found = projected(grouping, seed=0)
    for number, centre in enumerate(found.centres, start=1):
        members = found.points[found.points["segment"] == number]
        assert members[["x", "y"]].mean().to_numpy() == pytest.approx(centre[:2], abs=1e-4)
