"""Unsaved edits follow the row's id, whatever the grid does with positions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm_core.records.edits import Pending, differences, edits_to_save
from crm_core.records.frames import overlaid
from crm_core.records.rows import rows_of
from crm_core.schema import CUSTOMERS

NAMES = ("name", "email", "city", "age", "income", "since", "phone", "country")


def stored(store, *ids: str) -> pd.DataFrame:
    with store.cursor() as con:
        return rows_of(con, "customers", ids)


@given(order=some.permutations(["a", "b", "c", "d"]), place=some.integers(0, 3))
def test_an_edit_belongs_to_the_id_that_stood_there(order, place):
    pending = Pending()
    pending.take({place: {"city": "Oslo"}}, order, [1, 1, 1, 1], ["city"])
    pending.take({0: {"city": "Bergen"}}, ["z"], [4], ["city"])
    assert pending.typed == {order[place]: {"city": "Oslo"}, "z": {"city": "Bergen"}}
    assert pending.seen["z"] == 4


def test_a_position_beyond_the_shown_rows_is_nobodys():
    pending = Pending()
    pending.take({7: {"city": "Oslo"}}, ["a"], [1], ["city"])
    assert pending.typed == {}


def test_the_version_first_seen_is_kept():
    pending = Pending()
    pending.take({0: {"city": "Oslo"}}, ["a"], [1], ["city"])
    pending.take({0: {"city": "Bergen"}}, ["a"], [5], ["city"])
    assert pending.seen == {"a": 1}


def test_differences_are_what_saving_would_change(company):
    pending = Pending()
    typed = {"city": "York", "age": 37, "income": 10.5, "since": "2024-02-29", "email": "x"}
    pending.take({0: typed, 1: {"age": None}}, ["c1", "c2"], [1, 1], NAMES)
    found = differences(pending, stored(company, "c1", "c2"), CUSTOMERS.columns)
    assert [(d.id, d.column.name, d.before, d.after) for d in found] == [
        ("c1", "city", "Leeds", "York"),
        ("c1", "age", 36, 37),
        ("c1", "income", None, Decimal("10.5")),
        ("c1", "since", None, date(2024, 2, 29)),
        ("c1", "email", "ada@example.com", None),
    ]
    assert [d.problem is None for d in found] == [True, True, True, True, False]
    assert "'x' is no value for email" in found[-1].problem


def test_a_value_typed_back_is_no_difference(company):
    pending = Pending()
    pending.take({0: {"age": 36, "city": " Leeds "}}, ["c1"], [1], NAMES)
    assert differences(pending, stored(company, "c1"), CUSTOMERS.columns) == []


def test_a_phone_is_read_in_the_form_of_the_rows_country(company):
    pending = Pending()
    pending.take({0: {"phone": "01632 960 999"}}, ["c3"], [2], NAMES)
    (found,) = differences(pending, stored(company, "c3"), CUSTOMERS.columns)
    assert found.after == "+441632960999"


def test_each_row_is_saved_once_with_the_version_it_was_seen_in(company):
    pending = Pending()
    pending.take({0: {"city": "York", "age": 37}}, ["c1"], [1], NAMES)
    found = differences(pending, stored(company, "c1"), CUSTOMERS.columns)
    assert edits_to_save(pending, found, "customer_id") == [
        {"customer_id": "c1", "row_version": 1, "city": "York", "age": 37}
    ]


def test_typed_values_are_shown_over_stored_ones(company):
    rows = stored(company, "c1", "c3")
    edits = {"c3": {"age": 9, "since": "2020-01-02", "name": None}, "gone": {"age": 1}}
    shown = overlaid(rows, CUSTOMERS.columns, edits)
    assert list(shown["age"]) == [36, 9]
    assert shown.loc["c3", "since"] == pd.Timestamp("2020-01-02")
    assert shown.loc["c3", "name"] is None
    assert list(rows["age"]) == [36, 21]


@pytest.mark.parametrize("dtype", ["age", "income", "since"])
def test_an_empty_page_keeps_the_types_of_its_columns(company, dtype):
    assert stored(company)[dtype].dtype == stored(company, "c1")[dtype].dtype
