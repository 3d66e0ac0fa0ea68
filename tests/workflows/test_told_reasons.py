"""Reasons in words: each value as a person writes it, the strongest first, in thousandths."""

import numpy as np
import pandas as pd
import pytest

from crm_core.matrices import coded
from crm_core.predictions.picked import picked_of
from crm_core.predictions.reasons import Reasons
from crm_core.workflows.told_reasons import TOLD, Told, as_text

FEATURES = ("spend", "since", "plan", "calls")


def told(shares, base, kind="binary"):
    frame = pd.DataFrame(
        {
            "spend": [1234567.0, 0.12345678, np.nan],
            "since": pd.to_datetime(["2010-02-28", None, "1969-12-31"]),
            "plan": ["yearly", None, "monthly"],
            "calls": [3, 0, 2],
        }
    )
    columns = coded(frame, FEATURES)
    shares = np.array(shares)
    found = Reasons(np.array(base), shares, base + shares.sum(axis=1), "weights")
    return Told(FEATURES, kind, columns).told(columns, picked_of(found, TOLD)).to_pylist()


def test_each_row_names_its_own_three_and_the_rest_together():
    shares = [[0.2, -0.1, 0.05, 0.01], [0.0, 0.3, -0.4, 0.1], [0.1, 0.1, 0.1, -0.0004]]
    assert told(shares, [0.31, 0.5, 0.25]) == [
        (
            "start 0.310; spend 1234567 +0.200; since 2010-02-28 -0.100; plan yearly +0.050; "
            "all others +0.010"
        ),
        (
            "start 0.500; plan (missing) -0.400; since (missing) +0.300; calls 0 +0.100; "
            "all others +0.000"
        ),
        (
            "start 0.250; spend (missing) +0.100; since 1969-12-31 +0.100; plan monthly +0.100; "
            "all others +0.000"
        ),
    ]


def test_numbers_are_told_in_four_digits_and_their_own_units():
    shares = [[1234.56, -0.5, 0.0, 0.0], [0.0] * 4, [0.0] * 4]
    [first, *_] = told(shares, [-20.128, 0.0, 0.0], kind="number")
    assert first == (
        "start -20.13; spend 1234567 +1235; since 2010-02-28 -0.5; plan yearly +0; all others +0"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (20.0, "20"),
        (-0.5, "-0.5"),
        (1e9, "1000000000"),
        (1 / 3, "0.333333"),
    ],
)
def test_a_number_is_as_short_as_it_can_be(value, text):
    assert as_text(np.array([value]), 6).to_pylist() == [text]
