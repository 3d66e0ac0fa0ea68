"""A column as a target: two classes, several, or a number."""

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.predictions.targets import target_of


def column(values, name="churned"):
    return pd.Series(values, name=name)


def test_two_values_are_binary_and_the_positive_one_is_1():
    target = target_of(column(["Yes", "No", None, "Yes"]))
    assert (target.kind, target.positive, target.labels) == ("binary", "Yes", ("No", "Yes"))
    assert target.values.tolist() == [1, 0, 1]
    assert target.is_known.tolist() == [True, True, False, True]


def test_two_numbers_or_truth_values_are_binary_too():
    assert target_of(column([0.0, 1.0, np.nan])).labels == ("0", "1")
    assert target_of(column([True, False])).labels == ("false", "true")


def test_the_positive_one_can_be_named():
    assert target_of(column(["a", "b", "b"]), positive="b").labels == ("a", "b")


def test_more_numbers_are_a_number_and_more_texts_are_classes():
    number = target_of(column([3, 1, 2]))
    assert (number.kind, number.positive, number.values.tolist()) == (
        "number",
        None,
        [3.0, 1.0, 2.0],
    )
    classes = target_of(column(["c", "a", "b", "a"]))
    assert (classes.kind, classes.labels, classes.values.tolist()) == (
        "multiclass",
        ("a", "b", "c"),
        [2, 0, 1, 0],
    )


@pytest.mark.parametrize(
    ("values", "positive", "error", "words"),
    [
        (["a", "a", None], None, InvalidValue, "'churned' .* all customers are the same"),
        ([None, None], None, InvalidValue, "no customer has a value"),
        (["a", "b"], "c", UnknownColumn, "No value 'c'"),
        ([1, 2, 3], "1", InvalidValue, "has 3 values, not 2"),
        ([f"t{n}" for n in range(51)], None, InvalidValue, "51 different texts"),
    ],
)
def test_what_cannot_be_predicted_says_why(values, positive, error, words):
    with pytest.raises(error, match=words):
        target_of(column(values), positive=positive)
