"""What sets segments apart, by hand."""

import math
import sys

import numpy as np
import pytest

from crm_core.segments import KMeans, components, grouped, profile, region_of


@pytest.fixture
def found(matrix_of):
    matrix = matrix_of(
        x=[0.0, 0.0, 0.0, 100.0, 100.0, 100.0, 100.0, 100.0],
        monetary=[10.0, 20.0, 30.0, 1.0, 2.0, 3.0, 4.0, 30.0],
    )
    return profile(grouped(matrix, KMeans(2)), ["x", "monetary"])


def test_sizes_and_shares_of_revenue_add_up(found):
    assert found.sizes["customers"].to_dict() == {1: 5, 2: 3}
    assert found.sizes["share"].to_dict() == {1: 0.625, 2: 0.375}
    assert found.sizes["revenue"].to_dict() == {1: 40.0, 2: 60.0}
    assert found.sizes["revenue_share"].to_dict() == {1: 0.4, 2: 0.6}


def test_typical_values_are_medians(found):
    assert found.typical["monetary"].to_dict() == {1: 3.0, 2: 20.0}
    assert found.whole.to_dict() == {"x": 100.0, "monetary": 7.0}


def test_standing_is_the_share_of_all_below_with_equals_counted_half(found):
    assert found.standing["monetary"].to_dict() == {1: 2.5 / 8, 2: 5.5 / 8}
    assert found.standing["x"].to_dict() == {1: (3 + 2.5) / 8, 2: 1.5 / 8}


def test_a_segment_is_marked_by_what_differs_most_from_everyone(found):
    assert found.marks(2) == ["x", "monetary"]
    assert found.marks(1) == ["monetary"]


def test_the_table_ends_with_everybody(found):
    table = found.table()
    assert list(table.index) == ["1", "2", "All"]
    assert table.loc["All"].to_dict() == {
        "customers": 8,
        "share": 1.0,
        "revenue": 100.0,
        "revenue_share": 1.0,
        "typical x": 100.0,
        "typical monetary": 7.0,
    }


def test_nothing_spent_has_no_shares(matrix_of):
    grouping = grouped(matrix_of(x=[0.0, 1.0], monetary=[0.0, -3.0]), KMeans(2))
    assert profile(grouping, ["x"]).sizes["revenue_share"].isna().all()


def test_what_was_filled_in_does_not_count_as_typical(matrix_of):
    matrix = matrix_of(x=[0.0, 1.0, 50.0, 51.0], gap=[math.nan, math.nan, 4.0, 6.0])
    found = profile(grouped(matrix, KMeans(2)), ["gap"])
    known = found.typical["gap"].dropna()
    assert known.to_list() == [5.0]
    assert len(found.typical) == 2


def test_a_sample_of_a_large_segment_gives_nearly_its_median(matrix_of, monkeypatch):
    random = np.random.default_rng(0)
    x = np.concatenate([random.normal(0, 1, 4000), random.normal(50, 1, 2000)])
    grouping = grouped(matrix_of(x=x), KMeans(2))
    exact = profile(grouping, ["x"])
    module = sys.modules[profile.__module__]
    monkeypatch.setattr(module, "TYPICAL_ROWS", 1000)
    monkeypatch.setattr(module, "RULER_ROWS", 1500)
    near = profile(grouping, ["x"])
    assert near.typical["x"].to_list() == pytest.approx(exact.typical["x"].to_list(), abs=0.12)
    assert near.standing["x"].to_list() == pytest.approx(exact.standing["x"].to_list(), abs=0.04)
    assert near.sizes.equals(exact.sizes)
    assert near.whole.equals(exact.whole)
    assert not near.typical.equals(exact.typical)


def test_noise_is_no_row_of_the_profile_and_counts_in_no_share(matrix_of):
    matrix = matrix_of(x=[0.0, 1.0, 9.0], y=[0.0, 3.0, 1.0], monetary=[5.0, 7.0, 90.0])
    known = components(matrix)
    places = known.places[:2].T
    box = [
        (places[0][0] + dx, places[0][1] + dy) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    found = profile(region_of(matrix, known, box), ["x"])
    assert found.sizes.loc[1].to_dict() == {
        "customers": 1,
        "share": 1.0,
        "revenue": 5.0,
        "revenue_share": 1.0,
    }
