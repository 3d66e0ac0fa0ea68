"""A part of the data has a version of its own, which only writes of that part change."""

from __future__ import annotations

import pytest

from crm_core.schema import CREATED_IN, RECORDS, ROW_VERSION
from crm_core.store import open_store

ADA = "select 'c1' as customer_id, 'Ada' as name, 'Leeds' as city, 'France' as country"


@pytest.fixture
def with_ada(store):
    with store.transaction(actor="ann", reason="Add Ada") as tx:
        tx.insert("customers", ADA)
    return store


def write(store, source):
    with store.transaction(actor="ben", reason="Edit") as tx:
        tx.update("customers", source)


def edit_then_fail(tx):
    tx.update("customers", "select 'c1' as customer_id, 'York' as city")
    raise KeyError


def test_a_write_changes_the_version_of_its_table_and_columns_alone(with_ada):
    write(with_ada, "select 'c1' as customer_id, 'York' as city")
    assert with_ada.version_of("customers") == 2
    assert with_ada.version_of("customers.city") == 2
    assert with_ada.version_of("customers.country") == 1
    assert with_ada.version_of("orders") == 0
    assert with_ada.version_of("orders", "customers.city") == 2


def test_rows_that_come_and_go_change_every_column(with_ada):
    assert with_ada.version_of("customers.city") == with_ada.version_of("customers.age") == 1
    with_ada.undo(1, actor="ann")
    assert with_ada.version_of("customers.city") == 2
    with_ada.undo(2, actor="ann")
    assert with_ada.version_of("customers.age") == 3


def test_the_bin_is_a_column_like_others(with_ada):
    with with_ada.transaction(actor="ann", reason="Delete") as tx:
        tx.delete("customers", "select 'c1' as customer_id")
    assert with_ada.version_of("customers.deleted_at") == 2
    assert with_ada.version_of("customers.country") == 1
    with_ada.undo(2, actor="ann")
    assert with_ada.version_of("customers.deleted_at") == 3
    assert with_ada.version_of("customers.country") == 1


def test_what_is_rolled_back_or_the_same_already_changes_no_version(with_ada):
    write(with_ada, ADA)
    with pytest.raises(KeyError), with_ada.transaction(actor="ann", reason="Fail") as tx:
        edit_then_fail(tx)
    assert with_ada.version_of("customers.city") == 1


def test_an_opened_database_begins_at_its_last_change_set(tmp_path):
    with open_store(tmp_path / "crm.duckdb", create=True) as store:
        for number in (1, 2):
            with store.transaction(actor="ann", reason="Add") as tx:
                tx.insert("customers", f"select 'c{number}' as customer_id")
    with open_store(tmp_path / "crm.duckdb") as store:
        assert store.version_of("orders") == store.version_of("customers.city") == 2


@pytest.mark.parametrize("part", ["clients", "customers.town", "clients.city"])
def test_a_part_that_is_not_there_is_refused(store, part):
    with pytest.raises(KeyError):
        store.version_of(part)


@pytest.mark.parametrize("table", RECORDS)
def test_each_table_has_a_version_that_a_write_of_another_leaves(store, table):
    key = RECORDS[table].key
    other = "settings"
    with store.transaction(actor="ann", reason="Set") as tx:
        tx.insert(other, "select 'currency' as setting, 'EUR' as value")
    assert (store.version_of(table), store.version_of(other)) == (0, 1)
    required = {
        column.name: "timestamp '2024-01-01'"
        if column.type == "timestamp"
        else f"'{(column.values or '1')[0]}'"
        for column in RECORDS[table].columns
        if column.required and column.name != key
    }
    values = "".join(f", {value} as {name}" for name, value in required.items())
    with store.transaction(actor="ann", reason="Add") as tx:
        tx.insert(table, f"select 'x' as {key}{values}")
    assert store.version_of(table) == 2
    assert store.version_of(f"{table}.{key}", f"{table}.{CREATED_IN}") == 2
    assert store.version_of(f"{table}.{ROW_VERSION}") == 2
    assert store.version_of(other) == 1
