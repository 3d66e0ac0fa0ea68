"""Features that cannot tell customers apart are refused in words, long tails are seen."""

import math

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import InvalidValue
from crm_core.segments import check_suitable, distance_shares, skews, yardstick


def frame_of(**columns):
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({"customer_id": [f"c{n:04}" for n in range(rows)], **columns})


def test_a_feature_that_never_varies_is_refused():
    frame = frame_of(age=[1.0, 2.0], flat=[5.0, math.nan])
    with pytest.raises(InvalidValue, match=r"'flat' is no value for features: .* same value, 5,"):
        check_suitable(frame, ["age", "flat"])


def test_a_number_of_ones_own_is_refused_as_an_id_is():
    frame = frame_of(number=np.arange(100.0)[::-1], age=[20.0 + n % 7 for n in range(100)])
    with pytest.raises(InvalidValue, match=r"'number' .* as an id has"):
        check_suitable(frame, ["age", "number"])


def test_different_amounts_are_no_ids():
    spend = np.round(np.random.default_rng(0).lognormal(4, 1, 200), 2)
    check_suitable(frame_of(spend=spend), ["spend"])
    check_suitable(frame_of(spend=np.arange(200.0) ** 2), ["spend"])
    check_suitable(frame_of(few=[1.0, 2.0, 3.0]), ["few"])


def test_a_copy_of_another_feature_is_refused():
    values = [1.0, 5.0, math.nan, 2.0]
    with pytest.raises(InvalidValue, match=r"'b' .* the same as a for every customer"):
        check_suitable(frame_of(a=values, b=values), ["a", "b"])


def test_one_customer_and_text_are_left_to_what_comes_after():
    check_suitable(frame_of(a=[1.0]), ["a"])
    check_suitable(frame_of(city=["Oslo", "Oslo"]), ["city"])


def test_a_long_tail_is_seen_with_its_histogram_before_and_after():
    random = np.random.default_rng(5)
    frame = frame_of(spend=random.lognormal(3, 1, 400), age=random.normal(40, 9, 400))
    [found] = skews(yardstick(frame, ["spend", "age"]).rulers, ["spend", "age"])
    assert found.feature == "spend"
    assert found.before > 1.5 > abs(found.after)
    assert found.counts.sum() == found.logged_counts.sum() == 400
    assert found.edges[-1] == frame["spend"].max()


def test_a_tail_that_the_logarithm_does_not_draw_in_is_no_suggestion():
    binary = np.array([0.0] * 95 + [1.0] * 5)
    frame = frame_of(rare=-binary)
    assert skews(yardstick(frame, ["rare"]).rulers, ["rare"]) == []


def test_shares_of_the_distance_are_shares_of_variance(matrix_of):
    matrix = matrix_of(small=[0.0, 2.0], large=[0.0, 6.0])
    assert distance_shares(matrix) == {"large": pytest.approx(0.9), "small": pytest.approx(0.1)}
    assert distance_shares(matrix_of(flat=[1.0, 1.0])) == {}
