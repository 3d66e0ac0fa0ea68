"""The map shows every segment, faces one way, and its outlines hold all members."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments import Axis, KMeans, grouped, hull, projected
from crm_core.segments.projection import principal_directions, sample


def test_the_first_direction_follows_the_largest_spread():
    values = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, -1.0], [0.0, 1.0]])
    directions, shares = principal_directions(values)
    assert directions.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert shares.tolist() == pytest.approx([0.9, 0.1])


def test_directions_face_the_same_way_when_the_data_are_turned_round():
    values = np.random.default_rng(2).normal(size=(50, 3)) * [5, 2, 1]
    forward, backward = principal_directions(values)[0], principal_directions(-values)[0]
    assert forward == pytest.approx(backward)
    assert all(column[np.abs(column).argmax()] > 0 for column in forward.T)


def test_constant_features_explain_nothing():
    _, shares = principal_directions(np.ones((4, 2)))
    assert shares.tolist() == [0.0, 0.0]


def test_an_axis_is_led_by_features_of_at_least_half_the_strongest_weight():
    axis = Axis({"a": 0.2, "b": -0.8, "c": 0.45, "d": 0.0}, 0.6)
    assert axis.leaders() == [("b", -0.8), ("c", 0.45)]


def test_the_outline_of_a_square_is_its_corners():
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0.5], [0.2, 0.9]], dtype=float)
    assert sorted(hull(square).tolist()) == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_the_outline_of_a_line_is_its_ends_and_of_one_point_itself():
    line = np.array([[1.0, 1.0], [3.0, 3.0], [2.0, 2.0]])
    assert hull(line).tolist() == [[1, 1], [3, 3]]
    assert hull(line[:1]).tolist() == [[1, 1]]
    assert hull(np.array([[1.0, 1.0]] * 5)).tolist() == [[1, 1]]


POINTS = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=3, max_size=30)


@given(POINTS)
def test_an_outline_holds_every_point(rows):
    points = np.array(rows, dtype=float)
    corners = hull(points)
    if len(corners) < 3:
        return
    for corner, following in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edge, away = following - corner, points - corner
        assert (edge[0] * away[:, 1] - edge[1] * away[:, 0] >= -1e-9).all()


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


def test_a_segment_of_one_survives_any_sample():
    segments = np.array([1] * 999 + [2])
    assert 999 in sample(segments, 10, np.random.default_rng(0))
