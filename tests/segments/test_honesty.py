"""Who is marked because a value was filled in: exactly those whose segment can change with it."""

import math

import numpy as np
import pandas as pd

from crm_core.matrices import numeric_matrix
from crm_core.segments import KMeans, doubt, grouped


def grouping_of(x, y, missing="median"):
    ids = [f"c{number:03}" for number in range(len(x))]
    frame = pd.DataFrame({"customer_id": ids, "x": x, "y": y})
    return grouped(numeric_matrix(frame, ["x", "y"], scale="none", missing=missing), KMeans(2))


def test_a_customer_whose_group_the_missing_value_decides_is_marked():
    x = [0.0] * 6 + [100.0] * 6 + [math.nan]
    found = doubt(grouping_of(x, [0.0] * 13), seed=0)
    assert found.marked.tolist() == [False] * 12 + [True]
    assert (found.filled, found.count) == (1, 1)


def test_a_customer_whose_other_values_decide_is_not_marked():
    x = [0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, math.nan]
    y = [0.0] * 4 + [1000.0] * 4
    found = doubt(grouping_of(x, y), seed=0)
    assert (found.filled, found.count) == (1, 0)


def test_a_segment_that_only_the_median_gives_is_in_doubt():
    """Nobody has the median: drawn values always lead elsewhere, and always to the same group."""
    x = [0.0, 0.0, 100.0, 100.0, math.nan]
    y = [0.0, 0.0, 0.0, 0.0, 60.0]
    grouping = grouping_of(x, y)
    assert grouping.matrix.medians["x"] == 50.0
    assert doubt(grouping, seed=0).count == 1


def test_nothing_filled_in_leaves_no_doubt():
    found = doubt(grouping_of([0.0, 1.0, 9.0], [0.0, 1.0, 9.0]), seed=0)
    assert (found.filled, found.count, len(found.marked)) == (0, 0, 3)
    dropping = grouping_of([0.0, 1.0, 9.0, math.nan], [0.0, 1.0, 9.0, 9.0], missing="drop")
    assert doubt(dropping, seed=0).count == 0


def test_marks_are_the_seeds_alone():
    random = np.random.default_rng(0)
    x = np.where(random.uniform(size=200) < 0.3, np.nan, random.normal(size=200))
    grouping = grouping_of(x, random.normal(size=200))
    first, second = (doubt(grouping, seed=3).marked for _ in range(2))
    assert np.array_equal(first, second)
    assert 0 < first.sum() < np.isnan(x).sum()
