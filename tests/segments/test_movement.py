"""Flows between segments, from frames small enough to count."""

import pandas as pd
import pytest

from crm_core.segments.movement import NOT_YET, Flow, changes, flows, movers, passages


@pytest.fixture
def moved() -> pd.DataFrame:
    ids = ["ann", "bob", "cat", "dan", "eve"]
    before = pd.DataFrame(
        {"customer_id": ids, "segment": [1, 1, 2, 0, 2], "orders": [1, 2, 3, 4, 5]}
    )
    after = pd.DataFrame(
        {"customer_id": ids, "segment": [1, 2, 2, 1, 1], "orders": [1, 5, 3, 9, 5]}
    )
    people = pd.DataFrame(
        {
            "customer_id": ids,
            "early": [True, True, True, True, False],
            "late": [True, True, True, True, True],
        }
    )
    revenue = pd.DataFrame({"customer_id": ["bob", "ann", "eve"], "revenue": [20.5, 1.25, 99.0]})
    return passages(before, after, people, revenue)


def test_every_customer_of_the_later_date_is_in_one_flow(moved):
    assert flows(moved) == [
        Flow(0, 1, 1, 0.0),
        Flow(1, 1, 1, 1.25),
        Flow(1, 2, 1, 20.5),
        Flow(2, 2, 1, 0.0),
        Flow(None, 1, 1, 0.0),
    ]


def test_arrivals_have_no_past(moved):
    eve = moved.set_index("customer_id").loc["eve"]
    assert (eve["before"], eve["revenue"], eve["after orders"]) == (NOT_YET, 0.0, 5)
    assert pd.isna(eve["before orders"])
    assert movers(moved, None, 1)["customer_id"].tolist() == ["eve"]


def test_who_is_no_customer_yet_at_the_later_date_is_in_no_flow():
    ids = ["ann", "bob"]
    frame = pd.DataFrame({"customer_id": ids, "segment": [1, 1]})
    people = pd.DataFrame({"customer_id": ids, "early": [False, False], "late": [True, False]})
    found = passages(frame, frame, people, pd.DataFrame({"customer_id": [], "revenue": []}))
    assert found["customer_id"].tolist() == ["ann"]


def test_what_changed_is_told_by_medians_over_those_with_a_value(moved):
    found = changes(movers(moved, 1, 2)).loc["orders"]
    assert (found["before"], found["after"], found["change"], found["customers"]) == (2, 5, 3, 1)
    arrived = changes(movers(moved, None, 1)).loc["orders"]
    assert arrived["customers"] == 0
    assert pd.isna(arrived["change"])


def test_nobody_gives_no_flow(moved):
    assert flows(moved.iloc[:0]) == []
    assert movers(moved, 2, 1).empty
