"""The history says who changed what, and when."""

from __future__ import annotations

from crm_core.records.changes import changed_fields, created_rows, row_history
from crm_core.records.history import (
    HistoryFilters,
    actors,
    change_sets,
    matching_change_sets,
)
from crm_core.records.listing import count_of


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
            assert count_of(con, filters) == len(ids)
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


def test_a_row_that_was_removed_keeps_its_creation(company):
    with company.transaction(actor="cat", reason="Add a customer") as tx:
        tx.insert("customers", "select 'c9' as customer_id, 'Cid' as name")
    company.undo(3, actor="dan")
    with company.cursor() as con:
        rows = row_history(con, "customers", "c9")
        sets = change_sets(con, HistoryFilters(row=("customers", "c9")))
    assert list(dict.fromkeys(rows["kind"])) == ["removed", "created"]
    assert (rows["actor"].iloc[-1], rows["change_set_id"].iloc[-1]) == ("cat", 3)
    assert [change_set.id for change_set in sets] == [4, 3]


def test_a_row_made_again_after_it_was_removed_has_both_creations_in_order(company):
    for _ in range(2):
        with company.transaction(actor="cat", reason="Add a customer") as tx:
            tx.insert("customers", "select 'c9' as customer_id")
        made = tx.change_set_id
        if made == 3:
            company.undo(made, actor="dan")
    with company.cursor() as con:
        rows = row_history(con, "customers", "c9")
    assert list(dict.fromkeys(zip(rows["change_set_id"], rows["kind"], strict=True))) == [
        (5, "created"),
        (4, "removed"),
        (3, "created"),
    ]


def test_a_cut_list_of_fields_is_the_same_each_time(company):
    with company.cursor() as con:
        whole = changed_fields(con, 2)
        for limit in (1, 2, 3):
            cut = changed_fields(con, 2, limit=limit)
            assert cut.values.tolist() == whole.head(limit).values.tolist()
