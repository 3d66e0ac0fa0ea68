"""Numbers and categories side by side: filled, scaled, one column per value, nothing leaking in."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from crm_core.errors import NotEnoughRows, UnknownColumn
from crm_core.matrices import coded, mixed_transform

FRAME = pd.DataFrame(
    {
        "spend": [1.0, 3.0, np.nan, 5.0, np.inf, 3.0],
        "orders": [2, 2, 4, 4, 6, 6],
        "city": ["York", "Bath", None, "York", "Hull", "York"],
        "member": [True, False, True, True, False, True],
        "joined": pd.to_datetime(["1970-01-02"] * 3 + ["1970-01-04"] * 3),
    }
)


def test_each_column_of_the_matrix_names_its_feature_and_value():
    transform = mixed_transform(coded(FRAME, list(FRAME)))
    assert transform.names == [
        ("spend", ""),
        ("orders", ""),
        ("joined", ""),
        ("spend", "(missing)"),
        ("city", "Bath"),
        ("city", "Hull"),
        ("city", "York"),
        ("city", "(missing)"),
        ("member", "False"),
        ("member", "True"),
    ]


def test_a_missing_or_infinite_number_takes_the_median_and_is_marked():
    columns = coded(FRAME, ["spend"])
    transform = mixed_transform(columns)
    values = transform.forward(columns)
    assert transform.numbers[0].median == 3.0
    assert values[:, 1].tolist() == [0, 0, 1, 0, 1, 0]
    assert values[2, 0] == values[4, 0] == values[1, 0]
    assert values[:, 0].mean() == pytest.approx(0)
    assert values[:, 0].std() == pytest.approx(1)


def test_scikit_learns_own_steps_give_the_same_matrix():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "a": random.normal(size=200),
            "b": np.where(random.random(200) < 0.2, np.nan, random.normal(5, 3, 200)),
            "kind": random.choice(["x", "y", "z"], 200),
        }
    )
    columns = coded(frame, ["a", "b", "kind"])
    oracle = ColumnTransformer(
        [
            (
                "numbers",
                make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
                ["a", "b"],
            ),
            ("missing", SimpleImputer(add_indicator=True), ["b"]),
            ("kinds", OneHotEncoder(sparse_output=False), ["kind"]),
        ]
    ).fit_transform(frame)
    found = mixed_transform(columns).forward(columns)
    assert found == pytest.approx(np.delete(oracle, 2, axis=1))


def test_days_count_as_numbers():
    columns = coded(FRAME, ["joined"])
    assert columns.numbers["joined"].tolist() == [1, 1, 1, 3, 3, 3]


def test_rare_values_are_one_group_and_a_new_value_joins_it():
    cities = ["York"] * 200 + ["Bath"] * 200 + ["Hull", "Ely"]
    columns = coded(pd.DataFrame({"city": cities}), ["city"])
    transform = mixed_transform(columns)
    assert transform.names == [("city", "Bath"), ("city", "York"), ("city", "(other)")]
    new = coded(pd.DataFrame({"city": ["Hull", "Truro", "York", None]}), ["city"])
    assert transform.forward(new).tolist() == [[0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 0, 1]]


def test_a_new_value_where_there_is_no_such_group_is_none_of_the_known():
    transform = mixed_transform(coded(FRAME[["member"]], ["member"]))
    new = coded(pd.DataFrame({"member": ["maybe"]}), ["member"])
    assert transform.forward(new).tolist() == [[0, 0]]


def test_at_most_fifty_values_have_a_column():
    columns = coded(pd.DataFrame({"code": [f"k{n % 60:02d}" for n in range(600)]}), ["code"])
    names = [value for _, value in mixed_transform(columns).names]
    assert len(names) == 51
    assert (names[0], names[-1]) == ("k00", "(other)")


def test_what_is_learnt_comes_from_the_training_rows_alone():
    columns = coded(FRAME, list(FRAME))
    learning = np.array([0, 1, 3])
    changed = FRAME.assign(spend=FRAME["spend"].where(FRAME.index.isin(learning), 1e9))
    assert mixed_transform(columns.taken(learning)) == mixed_transform(
        coded(changed, list(FRAME)).taken(learning)
    )


def test_rows_are_taken_by_flags_or_places():
    columns = coded(FRAME, ["orders", "city"])
    by_flag = columns.taken(FRAME["orders"].to_numpy() == 4)
    by_place = columns.taken(np.array([2, 3]))
    assert by_flag.rows == by_place.rows == 2
    assert by_flag.numbers["orders"].tolist() == by_place.numbers["orders"].tolist() == [4, 4]
    assert by_flag.codes["city"].tolist() == [-1, 2]


def test_a_flat_or_empty_column_becomes_zero():
    frame = pd.DataFrame({"flat": [0.1] * 3, "none": [np.nan] * 3})
    columns = coded(frame, ["flat", "none"])
    assert mixed_transform(columns).forward(columns).tolist() == [[0, 0]] * 3


def test_what_cannot_be_done_says_so():
    with pytest.raises(UnknownColumn, match="Did you mean 'orders'"):
        coded(FRAME, ["ordres"])
    with pytest.raises(NotEnoughRows):
        mixed_transform(coded(FRAME.head(0), ["orders"]))
