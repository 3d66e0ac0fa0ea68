"""Outlines hold every point they go round, however many there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments import hull
from crm_core.segments.outline import FEW


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


@pytest.mark.parametrize("shape", ["disc", "square", "line", "cross"])
def test_leaving_inner_points_out_changes_no_outline(shape):
    from scipy.spatial import ConvexHull

    random = np.random.default_rng(3)
    points = random.normal(size=(5 * FEW, 2))
    if shape == "square":
        points = random.uniform(size=(5 * FEW, 2))
    if shape == "line":
        points[:, 1] = 2 * points[:, 0]
    if shape == "cross":
        points[::2, 0] = 0.0
        points[1::2, 1] = 0.0
    found = hull(points)
    if shape == "line":
        assert found.tolist() == [
            points[points[:, 0].argmin()].tolist(),
            points.max(axis=0).tolist(),
        ]
    else:
        whole = points[ConvexHull(points).vertices]
        assert sorted(found.tolist()) == sorted(whole.tolist())
