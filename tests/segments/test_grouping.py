"""Customers fall into segments numbered by size, whatever order they come in."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.matrices import numeric_matrix
from crm_core.segments import KMeans, Model, Segmenter, grouped, kmeans


def test_clouds_are_recovered_exactly_and_numbered_by_size(blobs):
    matrix, truth = blobs
    grouping = grouped(matrix, KMeans(3))
    assert grouping.sizes == (60, 30, 10)
    assert np.array_equal(grouping.segments, truth)


def test_the_inertia_of_four_points_is_known(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 2.0, 10.0, 16.0]), KMeans(2))
    assert grouping.inertia == pytest.approx(1 + 1 + 9 + 9)
    assert grouping.centres.tolist() == [[1.0], [13.0]]
    assert grouping.segments.tolist() == [1, 1, 2, 2]


def test_equal_sizes_stand_in_order_of_their_centre(matrix_of):
    grouping = grouped(matrix_of(x=[50.0, 51.0, 0.0, 1.0, 90.0, 91.0]), KMeans(3))
    assert grouping.sizes == (2, 2, 2)
    assert grouping.centres.tolist() == [[0.5], [50.5], [90.5]]


def test_one_segment_holds_everybody(matrix_of):
    grouping = grouped(matrix_of(x=[1.0, 2.0, 6.0]), KMeans(1))
    assert (grouping.sizes, grouping.centres.tolist()) == ((3,), [[3.0]])


def test_as_many_segments_as_customers_leave_no_distance(matrix_of):
    grouping = grouped(matrix_of(x=[1.0, 2.0, 6.0]), KMeans(3))
    assert (grouping.sizes, grouping.inertia) == ((1, 1, 1), 0.0)


def test_centres_of_logged_and_scaled_features_come_back_in_original_units(matrix_of):
    spend = [0.0, 0.0, 99.0, 99.0, -9.0, -9.0]
    matrix = matrix_of(scale="standard", log=("spend",), spend=spend)
    grouping = grouped(matrix, KMeans(3))
    assert sorted(centre for [centre] in grouping.centres) == pytest.approx([-9.0, 0.0, 99.0])


def test_the_centre_of_a_logged_feature_is_below_the_average(matrix_of):
    grouping = grouped(matrix_of(log=("spend",), spend=[9.0, 99.0]), KMeans(1))
    [[centre]] = grouping.centres
    assert centre == pytest.approx(np.sqrt(10 * 100) - 1)


def test_members_are_listed_by_segment_with_their_features(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 2.0, 10.0, 16.0, 1.0]), KMeans(2))
    assert grouping.members(2, columns=["x"]).to_pylist() == [
        {"customer_id": "c000002", "segment": 2, "x": 10.0},
        {"customer_id": "c000003", "segment": 2, "x": 16.0},
    ]
    assert grouping.members().column("segment").to_pylist() == [1, 1, 2, 2, 1]
    assert list(grouping.page(1, page=2, size=2).index) == ["c000004"]


def test_a_feature_called_segment_does_not_hide_the_segment(matrix_of):
    grouping = grouped(matrix_of(segment=[7.0, 8.0]), KMeans(2))
    assert grouping.members(columns=["segment"]).column_names == [
        "customer_id",
        "segment",
        "segment_2",
    ]


def test_a_segment_that_is_not_there_is_refused(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 1.0]), KMeans(2))
    with pytest.raises(InvalidValue, match="a number from 1 to 2"):
        grouping.members(3)


def test_fewer_customers_than_segments_say_how_many_there_are(matrix_of):
    with pytest.raises(NotEnoughRows, match="4 segments needs at least 4 rows, and there are 2"):
        grouped(matrix_of(x=[0.0, 1.0]), KMeans(4))


def test_customers_who_are_alike_count_once(matrix_of):
    with pytest.raises(NotEnoughRows, match="Only 2 of 300 customers differ"):
        grouped(matrix_of(x=[0.0, 1.0, 1.0] * 100), KMeans(3))


@pytest.mark.parametrize(
    ("k", "seed", "words"), [(0, 0, "at least 1"), (2, -1, "seed"), (2, 2**31, "seed")]
)
def test_choices_out_of_bounds_are_refused(matrix_of, k, seed, words):
    with pytest.raises(InvalidValue, match=words):
        grouped(matrix_of(x=[0.0, 1.0]), KMeans(k, seed=seed))


def test_a_new_customer_goes_to_the_nearest_centre(blobs):
    segmenter: Segmenter = KMeans(3).fit(blobs[0].values)
    assert np.array_equal(segmenter.assign(blobs[0].values), segmenter.labels_)
    assert len(segmenter.assign(np.empty((0, 2)))) == 0


def test_many_rows_start_from_a_sample_and_end_over_all(blobs, monkeypatch):
    matrix, truth = blobs
    monkeypatch.setattr(kmeans, "START_ROWS", 40)
    grouping = grouped(matrix, KMeans(3))
    assert np.array_equal(grouping.segments, truth)
    assert sum(grouping.sizes) == 100


def test_a_sample_with_too_few_differing_rows_falls_back_to_all(matrix_of, monkeypatch):
    monkeypatch.setattr(kmeans, "START_ROWS", 5)
    grouping = grouped(matrix_of(x=[0.0] * 200 + [1.0, 2.0]), KMeans(3))
    assert grouping.sizes == (200, 1, 1)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=8, max_size=40, unique=True
    ),
    st.randoms(use_true_random=False),
)
def test_shuffled_rows_give_the_same_segments(rows, random):
    frame = pd.DataFrame(rows, columns=["x", "y"]).assign(
        customer_id=[f"c{number:03}" for number in range(len(rows))]
    )
    order = list(range(len(frame)))
    random.shuffle(order)
    first = grouped(numeric_matrix(frame, ["x", "y"]), KMeans(3))
    second = grouped(numeric_matrix(frame.iloc[order], ["x", "y"]), KMeans(3))
    assert np.array_equal(first.segments, second.segments)
    assert np.array_equal(first.centres, second.centres)
    assert first.inertia == second.inertia


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-100, 100), min_size=6, max_size=40, unique=True), st.integers(1, 6))
def test_sizes_fall_and_add_up(values, k):
    frame = pd.DataFrame({"customer_id": [str(v) for v in values], "x": values})
    grouping = grouped(numeric_matrix(frame, ["x"]), KMeans(k))
    assert list(grouping.sizes) == sorted(grouping.sizes, reverse=True)
    assert sum(grouping.sizes) == len(values)
    assert np.bincount(grouping.segments)[1:].tolist() == list(grouping.sizes)


def test_a_model_kept_before_precisions_were_named_assigns_in_the_finest():
    kept = {
        "algorithm": "kmeans",
        "features": ["age"],
        "scale": "none",
        "log": [],
        "missing": "median",
        "medians": {"age": 30.0},
        "scaling": {"centre": [0.0], "spread": [1.0]},
        "model": {"centres": [[20.0], [40.0]]},
        "numbers": [1, 2],
    }
    model = Model.restored(kept)
    assert model.precision == "float64"
    assert model.assign(pd.DataFrame({"age": [21.0, 39.0]})).tolist() == [1, 2]
