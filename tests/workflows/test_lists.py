"""A list of customers kept as a segment: it filters and compares, and is never scored."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from crm_core import segments
from crm_core.errors import FixedList, InvalidValue
from crm_core.workflows.comparison import compare_segments
from crm_core.workflows.explanations import explain_segment
from crm_core.workflows.lists import save_list
from crm_core.workflows.movement import movement
from crm_core.workflows.refitting import refit_segmentation
from crm_core.workflows.segmentations import segment
from crm_core.workflows.tree_rules import segment_rules

DAY = date(2024, 3, 31)


@pytest.fixture
def ages(store, fill):
    """Eight people, four of them about twenty and four about sixty."""
    years = {"a": 20, "b": 21, "c": 22, "d": 23, "e": 60, "f": 61, "g": 62, "h": 63}
    fill(customers=[{"customer_id": who, "age": age} for who, age in years.items()])
    segment(store, features=["age"], k=2, as_of=DAY, save="Ages", actor="ann")
    return store


def listed(store, *customer_ids, name="Picked"):
    with store.cursor() as con:
        like = segments.named(con, "Ages")
    ids = pa.chunked_array([list(customer_ids)], pa.string())
    return save_list(store, ids, name, as_of=DAY, like=like, description="By hand.", actor="ann")


def test_a_list_holds_those_who_were_picked_and_no_others(ages):
    done = listed(ages, "a", "h", "gone")
    with ages.cursor() as con:
        one = segments.named(con, "picked")
        assert segments.members(con, one.segmentation_id)["customer_id"].to_pylist() == ["a", "h"]
        [label] = segments.saved_segments(con, one.segmentation_id)
    assert (done.members, one.method, one.members) == (2, "list", 2)
    assert (label.name, label.description) == ("Picked", "By hand.")


def test_a_list_is_compared_with_what_was_fitted(ages):
    listed(ages, "a", "b", "e")
    found = compare_segments(ages, "Picked", "Ages")
    assert [cell["customers"] for cell in found.crosstab] == [2, 1]


def test_what_sets_a_list_apart_is_told_as_a_rule(ages):
    listed(ages, "e", "f", "g", "h")
    [rule] = segment_rules(ages, "Picked").segments
    assert (rule.precision, rule.recall) == (1.0, 1.0)


@pytest.mark.parametrize(
    "asked",
    [
        lambda store: movement(store, "Picked", start=DAY, end=DAY),
        lambda store: explain_segment(store, "a", "Picked"),
        lambda store: refit_segmentation(store, "Picked", as_of=DAY, actor="ann"),
    ],
)
def test_what_needs_a_model_is_refused_in_a_sentence(ages, asked):
    listed(ages, "a")
    with pytest.raises(FixedList, match=r"^'Picked' is a fixed list of customers: "):
        asked(ages)


def test_a_list_is_no_further_version_of_another(ages):
    with pytest.raises(InvalidValue, match="bears it already"):
        listed(ages, "a", name="ages")
