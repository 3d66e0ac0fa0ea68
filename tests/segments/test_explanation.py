"""Why here, and what would move a customer: by hand, and as laws over many customers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.matrices import numeric_matrix
from crm_core.segments import KMeans, grouped
from crm_core.segments.explanation import middles, standing
from crm_core.segments.moving import Change, Feature, smallest_change

FREE = Feature(0.0, 100.0, 1.0, falls=True, rises=True)


def model_of(points: list[tuple[float, ...]], k: int, **options):
    names = ["x", "y", "z"][: len(points[0])]
    frame = pd.DataFrame(points, columns=names, dtype="float64")
    frame.insert(0, "customer_id", [f"c{number:03}" for number in range(len(frame))])
    matrix = numeric_matrix(frame, names, **({"scale": "none"} | options))
    grouping = grouped(matrix, KMeans(k))
    return grouping.model, middles(grouping.model, grouping.centres.tolist()), frame


@pytest.fixture
def three():
    """Centres at (0, 0), (9, 0) and (0, 30), with 3, 2 and 1 customers."""
    return model_of([(0, 0), (0, 0), (0, 0), (9, 0), (9, 0), (0, 30)], 3)


def row(**values: float) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in values.items()})


def test_shares_and_margin_by_hand(three):
    model, middle, _ = three
    found = standing(model, row(x=3.0, y=4.0), middle)
    assert (found.segment, found.runner_up) == (1, 2)
    far, near = np.sqrt(6**2 + 4**2), 5.0
    assert found.margin == pytest.approx((far - near) / far)
    told = {one.feature: (one.share, one.runner_up_share) for one in found.contributions}
    assert told["x"] == pytest.approx((9 / 25, 36 / 52))
    assert told["y"] == pytest.approx((16 / 25, 16 / 52))
    assert [one.feature for one in found.contributions] == ["y", "x"]


def test_right_in_the_middle_there_is_no_distance_to_share(three):
    model, middle, _ = three
    found = standing(model, row(x=0.0, y=0.0), middle)
    assert found.margin == 1.0
    assert [one.share for one in found.contributions] == [None, None]
    assert [one.runner_up_share for one in found.contributions] == [1.0, 0.0]


def test_one_segment_has_no_runner_up():
    model, middle, frame = model_of([(0, 0), (1, 1)], 1)
    found = standing(model, frame.iloc[[0]], middle)
    assert (found.segment, found.runner_up, found.margin, found.contributions) == (
        1,
        None,
        None,
        (),
    )


def test_a_missing_value_that_drops_leaves_a_customer_in_no_segment():
    model, middle, _ = model_of([(0, 0), (9, 9)], 2, missing="drop")
    found = standing(model, row(x=np.nan, y=1.0), middle)
    assert (found.segment, found.runner_up) == (0, None)


def test_one_feature_moves_to_the_first_whole_value_over_the_border(three):
    model, middle, _ = three
    way = smallest_change(model, row(x=3.0, y=4.0), middle, 1, 2, {"x": FREE, "y": FREE})
    assert (way.changes, way.extent) == ((Change("x", 3.0, 5.0),), "possible")


def test_what_behaviour_cannot_change_is_the_last_resort(three):
    model, middle, _ = three
    fixed = Feature(0.0, 100.0, 1.0, falls=False, rises=False)
    way = smallest_change(model, row(x=3.0, y=4.0), middle, 1, 2, {"x": fixed, "y": FREE})
    assert (way.changes, way.extent) == ((Change("x", 3.0, 5.0),), "any")


def test_what_can_only_rise_does_not_fall_while_there_is_another_way():
    model, middle, _ = model_of([(0, 0), (0, 0), (10, 10), (10, 10)], 2)
    rises = Feature(0.0, 100.0, 1.0, falls=False, rises=True)
    point = row(x=8.0, y=9.0)
    own = int(model.assign(point)[0])
    way = smallest_change(model, point, middle, own, 3 - own, {"x": rises, "y": FREE})
    assert (way.changes, way.extent) == ((Change("y", 9.0, 1.0),), "possible")
    way = smallest_change(model, point, middle, own, 3 - own, {"x": rises, "y": rises})
    assert (way.changes, way.extent) == ((Change("x", 8.0, 0.0),), "behaviour")


def test_what_needs_another_feature_changes_only_with_it():
    model, middle, _ = model_of([(0, 0), (0, 0), (0, 0), (10, 10), (10, 10)], 2)
    few = Feature(0.0, 5.0, 1.0, falls=False, rises=True)
    given = (model, row(x=0.0, y=0.0), middle, 1, 2)
    alone = smallest_change(*given, {"x": FREE, "y": few})
    assert alone.changes == (Change("x", 0.0, 11.0),)
    both = smallest_change(*given, {"x": replace(FREE, needs="y"), "y": few})
    assert set(both.changes) == {Change("x", 0.0, 6.0), Change("y", 0.0, 5.0)}
    assert both.extent == "possible"


def test_nothing_leaves_the_observed_range(three):
    model, middle, _ = three
    narrow = Feature(0.0, 4.0, 1.0, falls=True, rises=True)
    assert (
        smallest_change(model, row(x=3.0, y=4.0), middle, 1, 2, {"x": narrow, "y": narrow}) is None
    )


def test_a_missing_value_counts_as_the_median_it_takes():
    model, middle, frame = model_of([(0, 0), (0, np.nan), (10, 9), (10, 10)], 2)
    point = frame.iloc[[1]]
    own = int(model.assign(point)[0])
    fixed = Feature(0.0, 10.0, 1.0, falls=False, rises=False)
    way = smallest_change(model, point, middle, own, 3 - own, {"x": FREE, "y": fixed})
    assert way.changes[0].feature == "x"
    only_y = smallest_change(model, point, middle, own, 3 - own, {"x": fixed, "y": FREE})
    assert [change.before for change in only_y.changes if change.feature == "y"] in ([None], [])


@given(
    st.integers(0, 2**32 - 1), st.integers(2, 6), st.sampled_from(["standard", "robust", "none"])
)
def test_the_change_gives_the_promised_segment_and_stays_realistic(seed, k, scale):
    random = np.random.default_rng(seed)
    points = np.round(random.gamma(1.5, 20, size=(60, 3)), 0)
    model, middle, frame = model_of([tuple(p) for p in points], k, scale=scale, log=("z",))
    features = {
        name: Feature(frame[name].min(), frame[name].max(), 1.0, falls=True, rises=name != "y")
        for name in ("x", "y", "z")
    }
    for number in range(0, 60, 12):
        point = frame.iloc[[number]]
        found = standing(model, point, middle)
        assert sum(one.runner_up_share for one in found.contributions) == pytest.approx(1)
        own = [one.share for one in found.contributions]
        assert None in own or sum(own) == pytest.approx(1)
        assert 0 <= found.margin <= 1
        way = smallest_change(model, point, middle, found.segment, found.runner_up, features)
        assert way is not None
        moved = point.copy()
        for change in way.changes:
            moved[change.feature] = change.after
            limits = features[change.feature]
            assert limits.low <= change.after <= limits.high
            assert change.after == round(change.after)
            assert change.after != change.before
            if way.extent == "possible":
                assert change.after < change.before or limits.rises
        assert model.assign(moved).tolist() == [found.runner_up]
