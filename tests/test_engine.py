"""Expressions know names and types, and run on whatever cursor they are given."""

from datetime import date

import pytest

from crm_core import engine
from crm_core.schema import SYSTEM_COLUMNS, TRACKED, Column


@pytest.mark.parametrize("name", TRACKED)
def test_every_table_of_the_schema_can_be_read_with_its_types(store, name):
    with store.cursor() as con:
        table = engine.arrow(con, engine.every(name))
    # In any order: a column that a later migration added stands behind the system's own.
    assert sorted(table.column_names) == sorted([*TRACKED[name].names, *SYSTEM_COLUMNS])


def test_live_and_binned_rows_are_all_the_rows(store, fill):
    fill(customers=[{"customer_id": name} for name in ("ann", "bob", "cat")])
    with store.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("customers", "select 'bob' as customer_id")
    with store.cursor() as con:
        live = engine.frame(con, engine.live("customers").select("customer_id"))
        binned = engine.frame(con, engine.binned("customers").select("customer_id"))
    assert sorted(live["customer_id"]) == ["ann", "cat"]
    assert binned["customer_id"].tolist() == ["bob"]


def test_custom_columns_are_read_whatever_signs_their_names_hold(store):
    odd = 'Größe "in" cm; drop table customers'
    with store.transaction(actor="test", reason="Custom") as tx:
        tx.add_column("customers", odd, "number")
        tx.insert("customers", "select 'ann' as customer_id")
    with store.cursor() as con:
        table = engine.live("customers", (Column(odd, "number"),))
        assert engine.frame(con, table.select("customer_id", odd)).columns.tolist()[1] == odd


def test_values_are_literals_whatever_signs_they_hold(store, fill):
    fill(customers=[{"customer_id": "o'brien; --"}])
    customers = engine.live("customers")
    with store.cursor() as con:
        found = engine.number(con, customers.filter(customers.customer_id == "o'brien; --").count())
    assert found == 1


def test_a_day_ends_where_the_next_begins_and_the_last_day_there_is_ends_too(store):
    with store.cursor() as con:
        ends = [engine.number(con, engine.day_end(day)) for day in (date(2010, 2, 28), date.max)]
    assert ends[0].isoformat() == "2010-03-01T00:00:00"
    assert ends[1].isoformat() == "9999-12-31T23:59:59.999999"


def test_a_long_result_comes_in_batches(store):
    with store.transaction(actor="test", reason="Many") as tx:
        tx.insert("customers", "select 'c' || i as customer_id from range(5) t(i)")
    with store.cursor() as con:
        reader = engine.batches(con, engine.live("customers").select("customer_id"))
        assert sum(batch.num_rows for batch in reader) == 5


def test_the_truth_about_demo_customers_is_no_table_of_ours():
    with pytest.raises(KeyError):
        engine.every("demo_truth")
