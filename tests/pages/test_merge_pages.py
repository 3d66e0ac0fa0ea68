"""Undo by choice, earlier values, and what a merged customer's page says."""

import pytest

from crm_core.workflows.merging import merge_customers
from crm_core.workflows.records import add_row, set_values

HISTORY = "pages/prepare/history.py"


@pytest.fixture
def ada(empty_store):
    add_row(empty_store, "customers", {"customer_id": "a", "name": "Ada"}, actor="ann")
    set_values(empty_store, "customers", "a", {"city": "Hull"}, actor="ann")
    set_values(empty_store, "customers", "a", {"city": "York"}, actor="ben")
    return empty_store


def city(store) -> str | None:
    with store.cursor() as con:
        return con.execute("select city from customers where customer_id = 'a'").fetchall()[0][0]


def tick(app, key: str, row: int) -> None:
    app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}


def test_a_conflict_of_an_undo_goes_back_once_it_is_ticked(ada, visit):
    app = visit(HISTORY)
    app.button(key="history_2_undo").click().run()
    assert city(ada) == "York"
    tick(app, "history_conflicts_to_choose", 0)
    app.run()
    app.button(key="history_take").click().run()
    assert city(ada) is None
    assert not app.exception


def test_an_earlier_value_is_restored_from_the_history_of_the_row(ada, visit):
    app = visit(HISTORY, history_table="customers", history_row="a")
    tick(app, "changes_of_customers_a_3", 0)
    app.run()
    app.button(key="row_restore").click().run()
    assert city(ada) == "Hull"
    assert "Restored: 1 value." in [message.value for message in app.success]


def test_a_merged_customer_points_to_whom_they_are_part_of(ada, visit):
    add_row(ada, "customers", {"customer_id": "b", "name": "Ada K"}, actor="ann")
    merge_customers(ada, "a", ["b"], actor="ann")
    app = visit("pages/customers/customer.py", customer="b")
    assert any("merged into another" in warning.value for warning in app.warning)
    assert [b.label for b in app.button if "merged" in (b.key or "")] == ["Open a"]
    kept = visit("pages/customers/customer.py", customer="a")
    assert kept.button(key="customer_give_b").label == "Unmerge"
