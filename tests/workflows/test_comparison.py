"""Two kept segmentations beside each other."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from crm_core import segments
from crm_core.errors import UnknownColumn
from crm_core.workflows.comparison import compare_segments, value_in, who_differs
from crm_core.workflows.keeping import keep
from crm_core.workflows.labelling import default_labels

FIRST = {"ann": 1, "bob": 1, "cat": 2, "dan": 2, "eve": 1}
SECOND = {"ann": 2, "bob": 2, "cat": 1, "dan": 2, "fay": 1}


@pytest.fixture
def two(store, fill):
    """Of the four in both, Dan is the one whose groups are no pair."""
    fill(
        customers=[{"customer_id": who} for who in sorted(FIRST.keys() | SECOND.keys())],
        products=[{"product_id": "tea", "kind": "product"}],
        orders=[{"order_id": "o", "customer_id": "dan", "ordered_at": date(2023, 5, 5)}],
        order_lines=[
            {
                "order_line_id": "l",
                "order_id": "o",
                "ordered_at": date(2023, 5, 5),
                "product_id": "tea",
                "quantity": 2,
                "unit_price": 5.0,
            }
        ],
    )
    for name, who in (("First", FIRST), ("Second", SECOND)):
        numbers = pa.array(list(who.values()), pa.int32())
        keep(
            store,
            pa.table({"customer_id": list(who), "segment": numbers}),
            name=name,
            method="kmeans",
            as_of=date(2024, 1, 1),
            seed=0,
            parameters={},
            labels=default_labels(2),
            actor="ann",
        )
    return store


def test_customers_in_both_are_compared(two):
    found = compare_segments(two, "first", "second")
    assert found.crosstab == [
        {"a": 1, "b": 2, "customers": 2},
        {"a": 2, "b": 1, "customers": 1},
        {"a": 2, "b": 2, "customers": 1},
    ]
    assert found.differing == 1
    assert found.adjusted_rand == pytest.approx(0.0)  # 1 pair in both, and 1 by chance
    assert 0 < found.mutual_information < 1


def test_who_differs_is_listed(two):
    with two.cursor() as con:
        a, b = segments.named(con, "First"), segments.named(con, "Second")
        assert who_differs(con, a, b, {1: 2, 2: 1}).to_pylist() == [
            {"customer_id": "dan", "a": 2, "b": 2}
        ]
        assert who_differs(con, a, b, {}).num_rows == 4


def test_a_segmentation_is_like_itself(two):
    found = compare_segments(two, "First", "First")
    assert (found.adjusted_rand, found.differing) == (1.0, 0)
    assert found.mutual_information == pytest.approx(1.0)


def test_customers_in_the_bin_are_left_out(two):
    with two.transaction(actor="ann", reason="Bin one") as tx:
        tx.delete("customers", "select 'dan' as customer_id")
    assert compare_segments(two, "First", "Second").differing == 0


def test_value_is_concentrated_in_whose_segment_bought(two):
    with two.cursor() as con:
        value = value_in(con, segments.named(con, "First"), until=date(2024, 1, 1))
    assert value.rows["revenue_share"].to_dict() == {1: 0.0, 2: 1.0}
    assert value.rows["customers"].to_dict() == {1: 3, 2: 2}
    assert value.concentration == pytest.approx(0.6)


def test_an_unknown_name_is_told(two):
    with pytest.raises(UnknownColumn, match="Found: First, Second"):
        compare_segments(two, "First", "Third")
