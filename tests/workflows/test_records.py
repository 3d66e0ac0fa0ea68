"""Rows are added, edited, deleted and restored with checked values, one change-set each."""

import pytest

from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.store import Conflict, Store
from crm_core.workflows.records import (
    add_row,
    delete_rows,
    restore_rows,
    save_edits,
    set_values,
)

CALL = {
    "customer_id": "c1",
    "occurred_at": "2024-05-06 10:30",
    "channel": "phone",
    "direction": "outbound",
}


@pytest.fixture
def company(store: Store) -> Store:
    for number in (1, 2):
        add_row(store, "customers", {"customer_id": f"c{number}", "name": f"n{number}"}, actor="a")
    return store


def one(store: Store, sql: str) -> tuple:
    with store.cursor() as con:
        return con.execute(sql).fetchone()


def test_typed_text_becomes_the_columns_own_values(company):
    added = add_row(
        company,
        "customers",
        {"name": "Ada", "age": "36", "income": "£52,000.50", "since": "2020-02-29"},
        actor="ann",
    )
    assert (added.id, added.rows, added.conflicts) == ("cust-1", 1, [])
    assert one(
        company,
        "select age, income::double, since::varchar from customers where customer_id = 'cust-1'",
    ) == (36, 52000.5, "2020-02-29")


def test_a_row_without_an_id_gets_the_next_free_one(company):
    add_row(company, "customers", {"customer_id": "cust-5"}, actor="ann")
    assert add_row(company, "customers", {"name": "Ben"}, actor="ann").id == "cust-6"


@pytest.mark.parametrize(
    ("table", "values", "error", "says"),
    [
        ("planets", {"name": "Mars"}, UnknownColumn, "No table 'planets'. Found: customers"),
        ("customers", {"nmae": "Ada"}, UnknownColumn, "Did you mean 'name'"),
        ("customers", {"age": "old"}, InvalidValue, "'old' is no value for age"),
        ("customers", {"customer_id": "c1"}, InvalidValue, "another customer bears it"),
        ("communications", CALL | {"channel": "pigeon"}, InvalidValue, "choose one of phone"),
        ("communications", CALL | {"customer_id": "c9"}, UnknownId, "No row 'c9' in customers"),
        ("communications", {"customer_id": "c1"}, InvalidValue, "no value for occurred_at"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(company, table, values, error, says):
    before = company.data_version
    with pytest.raises(error) as raised:
        add_row(company, table, values, actor="ann")
    assert says in str(raised.value)
    assert company.data_version == before


def test_a_new_product_is_a_product_until_said_otherwise(store):
    add_row(store, "products", {"name": "Mug"}, actor="ann")
    assert one(store, "select kind from products") == ("product",)


def test_an_empty_value_clears_a_column(company):
    set_values(company, "customers", "c1", {"name": ""}, actor="ann")
    assert one(company, "select name from customers where customer_id = 'c1'") == (None,)


def add_line(store: Store):
    add_row(store, "products", {"product_id": "P"}, actor="a")
    add_row(store, "orders", {"order_id": "o", "ordered_at": "2024-01-01"}, actor="a")
    add_row(
        store,
        "order_lines",
        {
            "order_line_id": "x",
            "order_id": "o",
            "product_id": "P",
            "quantity": "2",
            "unit_price": "1.5",
            "ordered_at": "2024-01-01",
        },
        actor="a",
    )


def test_the_id_of_a_row_cannot_be_changed(company):
    add_line(company)
    with pytest.raises(InvalidValue, match="identifies the row"):
        set_values(company, "order_lines", "x", {"order_id": "y"}, actor="ann")


def test_a_stale_edit_keeps_what_others_wrote(company):
    set_values(company, "customers", "c1", {"name": "Ada", "city": "Rome"}, actor="a")
    saved = set_values(
        company, "customers", "c1", {"name": "Bea", "age": "40"}, actor="b", row_version=1
    )
    assert saved.conflicts == [Conflict("customers", "c1", "name", "Ada", "Bea")]
    assert one(company, "select name, city, age from customers where customer_id = 'c1'") == (
        "Ada",
        "Rome",
        40,
    )


def test_a_page_of_edits_is_one_change_set(company):
    before = company.data_version
    saved = save_edits(
        company,
        "customers",
        [
            {"customer_id": "c1", "row_version": 1, "age": "30"},
            {"customer_id": "c2", "city": "Bonn"},
        ],
        [{"name": "New"}],
        ["c2"],
        actor="ann",
        reason="Edit the directory",
    )
    assert (saved.change_set_id, saved.rows) == (before + 1, 4)
    assert company.undo(saved.change_set_id, actor="ann").conflicts == []
    assert one(
        company, "select count(*), count(age), count(city), count(deleted_at) from customers"
    ) == (2, 0, 0, 0)


def test_one_bad_edit_keeps_the_whole_page_unsaved(company):
    edits = [{"customer_id": "c1", "age": "30"}, {"customer_id": "c2", "age": "x"}]
    with pytest.raises(InvalidValue, match="'x' is no value for age"):
        save_edits(company, "customers", edits, [], [], actor="ann", reason="Edit")
    assert one(company, "select count(age) from customers") == (0,)


def test_saving_nothing_leaves_no_change_set(company):
    saved = set_values(company, "customers", "c1", {"name": "n1"}, actor="ann")
    assert (saved.change_set_id, saved.rows) == (None, 0)


def test_deleted_rows_go_to_the_bin_and_come_back(company):
    assert delete_rows(company, "customers", ["c1", "c2"], actor="ann").rows == 2
    assert one(company, "select count(*) from customers where deleted_at is null") == (0,)
    assert delete_rows(company, "customers", ["c1"], actor="ann").change_set_id is None
    assert restore_rows(company, "customers", ["c1", "c2"], actor="ann").rows == 2
    assert one(company, "select count(*) from customers where deleted_at is null") == (2,)


def test_deleting_an_unknown_row_deletes_none(company):
    with pytest.raises(UnknownId, match="c9"):
        delete_rows(company, "customers", ["c1", "c9"], actor="ann")
    assert one(company, "select count(*) from customers where deleted_at is null") == (2,)


def test_an_order_that_is_dated_anew_takes_its_lines_along(company):
    add_line(company)
    saved = set_values(company, "orders", "o", {"ordered_at": "2024-06-01 12:00"}, actor="a")
    assert saved.rows == 2
    assert str(one(company, "select ordered_at from order_lines")[0]) == "2024-06-01 12:00:00"
    company.undo(saved.change_set_id, actor="a")
    assert str(one(company, "select ordered_at from order_lines")[0]) == "2024-01-01 00:00:00"


def test_a_phone_number_is_read_in_the_form_of_the_customers_country(company):
    set_values(company, "customers", "c1", {"country": "United Kingdom"}, actor="a")
    set_values(company, "customers", "c1", {"phone": "01632 960123"}, actor="a")
    assert one(company, "select phone from customers where customer_id = 'c1'") == (
        "+441632960123",
    )
