"""The history says who changed what, and when."""

from __future__ import annotations

from crm_core.records.history import (
    HistoryFilters,
    actors,
    change_set_count,
    change_sets,
    changed_fields,
    created_rows,
    matching_change_sets,
    row_history,
)


def test_change_sets_come_newest_first_with_their_extent(company):
    with company.cursor() as con:
        newest, oldest = change_sets(con, HistoryFilters())
        assert actors(con) == ["ann", "bob"]
    assert (newest.id, newest.actor, newest.reason, newest.rows) == (
        2,
        "bob",
        "Edit 2 customers",
        2,
    )
    assert newest.extent == "customers: 2 updated"
    assert oldest.extent.startswith("customers: 4 created; products: 4 created")


def test_filters_narrow_the_history(company):
    with company.cursor() as con:
        for filters, ids in (
            (HistoryFilters(text="edit"), [2]),
            (HistoryFilters(actors=("ann",)), [1]),
            (HistoryFilters(tables=("orders",)), [1]),
            (HistoryFilters(tables=("customers",)), [2, 1]),
        ):
            assert [c.id for c in change_sets(con, filters)] == ids
            assert change_set_count(con, filters) == len(ids)
            assert matching_change_sets(con, filters)["change_set_id"].to_pylist() == ids
        assert [c.id for c in change_sets(con, HistoryFilters(), page=2, size=1)] == [1]


def test_an_undone_change_set_names_what_undid_it(company):
    company.undo(2, actor="ann")
    with company.cursor() as con:
        undo, edit, _ = change_sets(con, HistoryFilters())
    assert (undo.id, undo.undoes, edit.undone_by) == (3, 2, 3)


def test_the_fields_of_a_change_set_show_before_and_after(company):
    with company.cursor() as con:
        rows = changed_fields(con, 2)
        assert created_rows(con, 1, "products") == ["P1", "P2", "P3", "POST"]
        assert created_rows(con, 2, "products") == []
    assert rows.fillna("").values.tolist() == [
        ["customers", "c3", "updated", "age", "20", "21"],
        ["customers", "c3", "updated", "city", "Leeds", "York"],
        ["customers", "c4", "updated", "city", "", "Paris"],
    ]


def test_the_history_of_a_row_ends_with_its_creation(company):
    with company.cursor() as con:
        rows = row_history(con, "customers", "c3")
        untouched = row_history(con, "customers", "c1")
        never = row_history(con, "customers", "nobody")
    assert list(rows["column_name"].fillna("")) == ["age", "city", ""]
    assert list(rows["kind"]) == ["updated", "updated", "created"]
    assert list(rows["actor"]) == ["bob", "bob", "ann"]
    assert list(untouched["kind"]) == ["created"]
    assert never.empty
