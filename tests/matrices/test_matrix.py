"""Frames become matrices of finite numbers, and find their way back."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.matrices import fitted, numeric_matrix, signed_exp, signed_log

FRAME = pd.DataFrame(
    {
        "customer_id": ["c", "a", "b", "d"],
        "orders": [4, 2, 6, 8],
        "spend": [3.0, 1.0, None, -5.0],
        "city": ["York", "Bath", None, "Hull"],
    }
)


def test_rows_stand_in_order_of_customer_id():
    matrix = numeric_matrix(FRAME, ["orders"], scale="none")
    assert list(matrix.frame["customer_id"]) == ["a", "b", "c", "d"]
    assert matrix.values.tolist() == [[2.0], [6.0], [4.0], [8.0]]
    assert list(FRAME["customer_id"]) == ["c", "a", "b", "d"]


def test_standard_scaling_has_mean_0_and_deviation_1():
    matrix = numeric_matrix(FRAME, ["orders"])
    assert matrix.transform.centre.tolist() == [5.0]
    assert matrix.transform.spread.tolist() == [math.sqrt(5)]
    assert matrix.values[:, 0] == pytest.approx(
        [-3 / math.sqrt(5), 1 / math.sqrt(5), -1 / math.sqrt(5), 3 / math.sqrt(5)]
    )


def test_robust_scaling_has_median_0_and_quartiles_1_apart():
    matrix = numeric_matrix(FRAME, ["orders"], scale="robust")
    assert (matrix.transform.centre[0], matrix.transform.spread[0]) == (5.0, 3.0)


def test_a_missing_value_takes_the_median_and_is_counted():
    matrix = numeric_matrix(FRAME, ["orders", "spend"], scale="none")
    assert matrix.values[1].tolist() == [6.0, 1.0]
    assert matrix.filled == {"orders": 0, "spend": 1}
    assert matrix.medians == {"orders": 5.0, "spend": 1.0}
    assert (matrix.rows, matrix.dropped) == (4, 0)
    assert math.isnan(matrix.frame["spend"][1])


def test_dropping_leaves_out_who_lacks_a_value_and_counts_them():
    matrix = numeric_matrix(FRAME, ["orders", "spend"], scale="none", missing="drop")
    assert list(matrix.frame["customer_id"]) == ["a", "c", "d"]
    assert (matrix.rows, matrix.dropped) == (3, 1)


def test_an_infinite_value_counts_as_missing():
    frame = FRAME.assign(orders=[1.0, 3.0, math.inf, 5.0])
    assert numeric_matrix(frame, ["orders"], scale="none").filled == {"orders": 1}


def test_negative_spend_stays_below_zero_in_the_logarithm():
    matrix = numeric_matrix(FRAME, ["spend"], scale="none", log=["spend"], missing="drop")
    assert matrix.values[:, 0] == pytest.approx([math.log(2), math.log(4), -math.log(6)])


def test_a_column_that_never_varies_becomes_zero():
    frame = FRAME.assign(orders=7)
    for scale in ("standard", "robust"):
        assert numeric_matrix(frame, ["orders"], scale=scale).values.tolist() == [[0.0]] * 4


def test_integers_with_gaps_are_numbers():
    frame = FRAME.assign(orders=pd.array([1, None, 3, 5], dtype="Int64"))
    assert numeric_matrix(frame, ["orders"], scale="none").filled == {"orders": 1}


@pytest.mark.parametrize(
    ("features", "options", "error", "words"),
    [
        (["ordres"], {}, UnknownColumn, "Did you mean 'orders'"),
        (["demo_truth"], {}, UnknownColumn, "No feature 'demo_truth'"),
        (["city"], {}, InvalidValue, "it holds no numbers"),
        (["orders", "orders"], {}, InvalidValue, "named twice"),
        ([], {}, InvalidValue, "choose at least one"),
        (["orders"], {"scale": "huge"}, InvalidValue, "one of standard, robust, none"),
        (["orders"], {"missing": "zero"}, InvalidValue, "one of median, drop"),
        (["orders"], {"log": ["spend"]}, UnknownColumn, "No feature 'spend'"),
    ],
)
def test_what_cannot_be_done_says_so(features, options, error, words):
    with pytest.raises(error, match=words):
        numeric_matrix(FRAME, features, **options)


def test_a_feature_that_nobody_has_is_refused():
    with pytest.raises(InvalidValue, match="no customer has a value"):
        numeric_matrix(FRAME.assign(gap=np.nan), ["orders", "gap"])


def test_no_customers_are_not_enough():
    with pytest.raises(NotEnoughRows):
        numeric_matrix(FRAME.head(0), ["orders"])


def test_dropping_everyone_says_what_to_do():
    frame = FRAME.assign(orders=[1, None, 2, None], spend=[None, 1, None, 2])
    with pytest.raises(NotEnoughRows, match="fill missing values"):
        numeric_matrix(frame, ["orders", "spend"], missing="drop")


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=20),
    st.sampled_from(["standard", "robust", "none"]),
)
def test_going_back_undoes_going_forward(rows, scale):
    values = np.array(rows)
    transform = fitted(values, ["a", "b"], scale=scale, log=["b"])
    back = transform.back(transform.forward(values))
    assert back == pytest.approx(values, rel=1e-6, abs=1e-3)


@given(NUMBERS)
def test_the_signed_logarithm_is_odd_and_undone_exactly(value):
    one = np.array([value])
    assert signed_log(-one) == -signed_log(one)
    assert signed_exp(signed_log(one)) == pytest.approx(one, rel=1e-9, abs=1e-9)


@given(st.permutations(range(4)))
def test_the_order_of_rows_never_matters(order):
    shuffled = numeric_matrix(FRAME.iloc[list(order)], ["orders", "spend"])
    assert np.array_equal(shuffled.values, numeric_matrix(FRAME, ["orders", "spend"]).values)
