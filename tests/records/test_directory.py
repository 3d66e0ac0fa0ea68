"""The directory shows what its filters say, sorted and paged."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.errors import UnknownColumn
from crm_core.records.directory import (
    Filters,
    cities,
    segmentations,
)
from crm_core.records.filters import Sorting
from crm_core.records.listing import all_of, choices_of, count_of, page_of
from crm_core.records.search import find_customers

BY_ID = Sorting("customer_id")


def ids(store, filters: Filters, sorting: Sorting = BY_ID, page: int = 1, size: int = 10):
    with store.cursor() as con:
        return list(page_of(con, filters, sorting, page=page, size=size).index)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["c1", "c2", "c3", "c4"]),
        (Filters(text="ADA"), ["c1", "c4"]),
        (Filters(text="stone york"), ["c3"]),
        (Filters(text="stone leeds"), []),
        (Filters(text="李"), ["c2"]),
        (Filters(text="ada@example"), ["c1"]),
        (Filters(text="01632 960 123"), ["c1"]),
        (Filters(text="960123"), ["c1"]),
        (Filters(text="100%"), []),
        (Filters(countries=("China", "United Kingdom")), ["c1", "c2", "c3"]),
        (Filters(cities=("York",)), ["c3"]),
        (Filters(has_email=False), ["c3"]),
        (Filters(has_phone=True), ["c1", "c2"]),
        (Filters(channels=("phone",)), ["c2", "c3"]),
        (Filters(bought_since=date(2024, 1, 12)), ["c2"]),
        (Filters(quiet_since=date(2024, 1, 12)), ["c1", "c3", "c4"]),
        (Filters(binned=True), []),
    ],
)
def test_a_filter_leaves_the_customers_it_names(company, filters, expected):
    assert ids(company, filters) == expected
    with company.cursor() as con:
        assert count_of(con, filters) == len(expected)
        assert all_of(con, filters, BY_ID)["customer_id"].to_pylist() == expected


@pytest.mark.parametrize("typed", ["2023-0001", "2023-00", "3663", "01632 960-999"])
def test_an_id_a_company_and_a_phone_that_look_alike_are_all_found(store, fill, typed):
    fill(
        customers=[
            {"customer_id": "2023-0001", "company": "3663 Ltd", "phone": "+441632960999"},
            {"customer_id": "c9", "company": "Other", "phone": "+441632960111"},
        ]
    )
    assert ids(store, Filters(text=typed)) == ["2023-0001"]
    with store.cursor() as con:
        assert find_customers(con, typed)[1] == 1


def test_a_binned_customer_is_only_in_the_bin(company):
    with company.transaction(actor="ann", reason="Delete a customer") as tx:
        tx.delete("customers", "select 'c2' as customer_id")
    assert ids(company, Filters()) == ["c1", "c3", "c4"]
    assert ids(company, Filters(binned=True)) == ["c2"]


def test_pages_follow_each_other_and_end(company):
    pages = [ids(company, Filters(), page=page, size=3) for page in (1, 2, 3)]
    assert pages == [["c1", "c2", "c3"], ["c4"], []]


def test_empty_values_come_last_both_ways(company):
    assert ids(company, Filters(), Sorting("age")) == ["c3", "c1", "c4", "c2"]
    assert ids(company, Filters(), Sorting("age", descending=True)) == ["c4", "c1", "c3", "c2"]


def test_an_unknown_column_to_sort_by_is_refused(company):
    with company.cursor() as con, pytest.raises(UnknownColumn, match="No column 'agee'"):
        page_of(con, Filters(), Sorting("agee"), page=1, size=10)


def test_a_page_holds_its_row_versions_and_custom_columns(company):
    with company.transaction(actor="ann", reason="Add a column") as tx:
        tx.add_column("customers", "emp.var.rate", "number")
        tx.update("customers", "select 'c1' as customer_id, 1.5 as \"emp.var.rate\"")
    with company.cursor() as con:
        rows = page_of(con, Filters(), Sorting("emp.var.rate"), page=1, size=10)
    assert list(rows.index) == ["c1", "c2", "c3", "c4"]
    assert list(rows["row_version"]) == [2, 1, 2, 2]
    assert rows.loc["c1", "emp.var.rate"] == 1.5


def test_places_come_by_how_many_live_there(company):
    with company.cursor() as con:
        assert choices_of(con, "customers", "country") == ["United Kingdom", "China"]
        assert cities(con, ("United Kingdom",)) == ["Leeds", "York"]
        assert set(cities(con)) == {"Leeds", "York", "Paris", "上海"}


def test_a_saved_segment_is_a_filter(company):
    with company.transaction(actor="ann", reason="Save a segmentation") as tx:
        tx.insert(
            "segmentations",
            "select 's1' as segmentation_id, 'Value' as name, 'k-means' as method, "
            "date '2024-01-31' as as_of, 0 as seed, '{}' as parameters, "
            "timestamp '2024-01-31' as saved_at, 1 as version",
        )
        tx.insert(
            "segment_members",
            "select 's1' as segmentation_id, customer_id, case customer_id when 'c2' then 2 "
            "else 1 end as segment from customers where customer_id <> 'c4'",
        )
        tx.insert(
            "segments",
            "select 's1-2' as segment_id, 's1' as segmentation_id, 2 as segment, "
            "'Asleep' as name, 2 as colour",
        )
    with company.cursor() as con:
        assert segmentations(con) == [("s1", "Value", {1: "segment 1", 2: "Asleep"})]
    assert ids(company, Filters(segmentation="s1")) == ["c1", "c2", "c3"]
    assert ids(company, Filters(segmentation="s1", segment=2)) == ["c2"]
    assert ids(company, Filters(segmentation="s1", segment=1, text="ada")) == ["c1"]
    with company.transaction(actor="ann", reason="Delete a segmentation") as tx:
        tx.delete("segmentations", "select 's1' as segmentation_id")
    assert ids(company, Filters(segmentation="s1")) == []


@pytest.mark.parametrize(
    ("typed", "first", "total"),
    [
        ("ada", "c1", 2),
        ("c4", "c4", 1),
        ("李娜", "c2", 1),
        ("1632960123", "c1", 1),
        ("  ", None, 0),
    ],
)
def test_search_gives_the_best_match_first(company, typed, first, total):
    with company.cursor() as con:
        matches, found = find_customers(con, typed, limit=1)
    assert found == total
    assert [match.customer_id for match in matches] == ([first] if first else [])
