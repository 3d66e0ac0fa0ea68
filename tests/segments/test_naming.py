"""Names say what stands out, are never alike, and are honest where nothing does."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments import KMeans, Profile, grouped, names, suggested
from crm_core.segments.naming import LONGEST


def profile_of(standing: dict[str, list[float]], **typical: list[float]) -> Profile:
    """A profile whose segments stand where `standing` says; medians of all are 50."""
    index = pd.RangeIndex(1, len(next(iter(standing.values()))) + 1, name="segment")
    stands = pd.DataFrame(standing, index=index)
    values = pd.DataFrame({name: typical.get(name, stands[name] * 100) for name in stands})
    values.index = index
    sizes = pd.DataFrame({"customers": 10, "revenue": typical.get("revenue", 0.0)}, index=index)
    return Profile(sizes, values, stands, pd.Series(50.0, index=stands.columns))


@pytest.mark.parametrize(
    ("recency", "monetary", "name"),
    [
        (0.9, 0.8, "Lapsed big spenders"),
        (0.1, 0.95, "Recent top spenders"),
        (0.9, 0.2, "Lapsed small spenders"),
        (0.5, 0.8, "Big spenders"),
        (0.9, 0.5, "Lapsed customers"),
        (0.5, 0.5, "Typical customers"),
    ],
)
def test_a_name_says_when_they_bought_and_what_for(recency, monetary, name):
    found = profile_of({"recency_days": [recency], "monetary": [monetary]})
    assert names(found) == [name]


def test_a_feature_without_words_of_its_own_is_named_by_its_label():
    assert names(profile_of({"email_responses": [0.9]})) == ["Customers with more e-mail responses"]
    assert names(profile_of({"shoe_size": [0.1]})) == ["Customers with lower shoe_size"]


def test_customers_who_never_bought_are_called_so():
    found = profile_of({"frequency": [0.02, 0.6]}, frequency=[0.0, 60.0])
    assert names(found)[0] == "Never bought"


def test_a_segment_most_of_whom_never_bought_but_some_did_is_not_called_so():
    found = profile_of({"frequency": [0.02, 0.6]}, frequency=[0.0, 60.0], revenue=[215.0, 9.0])
    assert names(found)[0] == "Hardly bought"


def test_segments_that_would_be_called_alike_are_told_apart_by_what_differs_most():
    found = profile_of({"monetary": [0.75, 0.8], "frequency": [0.55, 0.4]})
    assert names(found) == ["Big spenders, more orders", "Big spenders, fewer orders"]


def test_three_alike_are_ranked_and_those_that_differ_in_nothing_numbered():
    three = profile_of({"monetary": [0.7, 0.74, 0.71], "frequency": [0.5, 0.4, 0.6]})
    assert names(three) == [
        "Big spenders, middling orders",
        "Big spenders, fewest orders",
        "Big spenders, most orders",
    ]
    same = profile_of({"monetary": [0.7, 0.7]})
    assert names(same) == ["Big spenders", "Big spenders (2)"]


STANDINGS = st.lists(st.floats(0, 1), min_size=9, max_size=9)


@given(STANDINGS, STANDINGS, STANDINGS)
def test_no_two_names_are_alike_and_none_is_too_long(recency, monetary, sms):
    found = profile_of({"recency_days": recency, "monetary": monetary, "sms_responses": sms})
    given_names = names(found)
    assert len({name.lower() for name in given_names}) == 9
    assert all(0 < len(name) <= LONGEST + 4 for name in given_names)
    assert given_names == names(found)


def test_suggestions_rest_on_every_number_that_travels_along(matrix_of):
    matrix = matrix_of(
        recency_days=[5.0, 6.0, 7.0, 300.0, 301.0],
        frequency=[9.0, 9.0, 8.0, 1.0, 1.0],
        monetary=[900.0, 950.0, 800.0, 10.0, 11.0],
    )
    assert suggested(grouped(matrix, KMeans(2))) == [
        "Recent big spenders",
        "Lapsed small spenders",
    ]


def test_a_feature_nobody_has_a_value_for_names_nothing():
    found = profile_of({"monetary": [0.5], "gap_days": [np.nan]}, gap_days=[np.nan])
    assert names(found) == ["Typical customers"]
