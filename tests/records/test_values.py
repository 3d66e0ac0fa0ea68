"""Typed text becomes the value its column holds, or a sentence that says why not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.records.values import checked, value_of, values_of
from crm_core.schema import CUSTOMERS, Column

AGE = Column("age", "integer", low=0, high=130)
INCOME = Column("income", "money", low=0)
CHANNEL = Column("channel", values=("email", "sms"))


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        (AGE, "42", 42),
        (AGE, "42.0", 42),
        (AGE, 42.0, 42),
        (INCOME, "£1,234.50", Decimal("1234.5")),
        (INCOME, "1234,5", Decimal("1234.5")),
        (INCOME, "12,345", Decimal("12345")),
        (INCOME, 20000.1, Decimal("20000.1")),
        (Column("score", "number"), "-3.5", -3.5),
        (Column("since", "date"), "2024-02-29", date(2024, 2, 29)),
        (Column("since", "date"), "2024-02-29T10:00:00", date(2024, 2, 29)),
        (Column("at", "timestamp"), "2024-02-29 08:15", datetime(2024, 2, 29, 8, 15)),
        (Column("at", "timestamp"), "2024-02-29", datetime(2024, 2, 29)),
        (Column("since", "date"), "1900-01-01", date(1900, 1, 1)),
        (Column("since", "date"), datetime(2199, 12, 31, 23, 59), date(2199, 12, 31)),
        (Column("at", "timestamp"), "2199-12-31 23:59", datetime(2199, 12, 31, 23, 59)),
        (Column("vip", "boolean"), "Yes", True),
        (Column("vip", "boolean"), False, False),
        (CHANNEL, " SMS ", "sms"),
        (Column("name"), "  Ada ", "Ada"),
        (Column("name"), "   ", None),
        (AGE, "", None),
        (AGE, float("nan"), None),
    ],
)
def test_typed_text_becomes_the_value_it_means(column, typed, value):
    assert value_of(column, typed) == value
    assert type(value_of(column, typed)) is type(value)


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        (AGE, "forty", "'forty' is no value for age: a whole number such as 42."),
        (AGE, "4.5", "'4.5' is no value for age: a whole number such as 42."),
        (AGE, "131", "'131' is no value for age: the most is 130."),
        (AGE, "99999999999", "'99999999999' is no value for age: a whole number such as 42."),
        (INCOME, "-1", "'-1.0000' is no value for income: the least is 0."),
        (INCOME, "inf", "'inf' is no value for income: an amount such as 1234.50."),
        (CHANNEL, "fax", "'fax' is no value for channel: choose one of email, sms."),
        (Column("since", "date"), "31/31/2024", "no value for since: a date as YYYY-MM-DD."),
        (Column("since", "date"), "2023-02-29", "no value for since: a date as YYYY-MM-DD."),
        (Column("since", "date"), "1899-12-31", "a day from 1900-01-01 to 2199-12-31"),
        (Column("since", "date"), date(2200, 1, 1), "a day from 1900-01-01 to 2199-12-31"),
        (Column("at", "timestamp"), "9999-12-31", "a day from 1900-01-01 to 2199-12-31"),
        (Column("at", "timestamp"), "0001-01-01 08:00", "a day from 1900-01-01 to 2199-12-31"),
        (Column("score", "number"), "1e400", "'1e400' is no value for score: a number such as"),
        (Column("score", "number"), "-inf", "'-inf' is no value for score: a number such as 3.5."),
        (Column("score", "number"), "nan", "'nan' is no value for score: a number such as 3.5."),
        (Column("at", "timestamp"), "2024-01-01T00:00Z", "the workspace's own time zone"),
        (Column("vip", "boolean"), "perhaps", "write true or false"),
        (Column("name", required=True), " ", "'' is no value for name: it must not be empty."),
    ],
)
def test_what_a_column_cannot_hold_is_a_sentence(column, typed, sentence):
    with pytest.raises(InvalidValue) as caught:
        value_of(column, typed)
    assert sentence in str(caught.value)


def test_a_year_first_date_may_have_slashes():
    assert value_of(Column("since", "date"), "2024/02/29") == date(2024, 2, 29)


def test_an_e_mail_keeps_its_local_part_and_loses_capitals_in_its_domain():
    assert value_of(Column("email"), " Ann.Lee@Example.COM ") == "Ann.Lee@example.com"


@pytest.mark.parametrize("typed", ["ann", "ann@", "@example.com", "a b@example.com", "ann@host"])
def test_what_is_no_e_mail_address_is_refused(typed):
    with pytest.raises(InvalidValue, match="is no value for email"):
        value_of(Column("email"), typed)


@pytest.mark.parametrize(
    ("typed", "country", "value"),
    [
        ("+44 (0)1632 960123", None, "+441632960123"),
        ("01632 960123", "United Kingdom", "+441632960123"),
        ("01632 960123", None, "01632 960123"),
        ("138 0013 8000", "中国", "+8613800138000"),
        ("030 123456", "Deutschland", "+4930123456"),
        ("ext. 4711", None, "ext. 4711"),
    ],
)
def test_a_phone_is_normalised_where_its_country_is_known(typed, country, value):
    assert value_of(Column("phone"), typed, country=country) == value


def test_a_phone_without_digits_is_refused():
    with pytest.raises(InvalidValue, match="a phone number such as"):
        value_of(Column("phone"), "call me")


def test_the_country_typed_beside_a_phone_counts_first():
    typed = {"phone": "030 123456", "country": "Germany"}
    assert values_of(CUSTOMERS.columns, typed, country="China")["phone"] == "+4930123456"


def test_an_unknown_column_names_its_neighbour():
    with pytest.raises(UnknownColumn, match="Did you mean 'city'"):
        values_of(CUSTOMERS.columns, {"citty": "Leeds"})


def test_one_bad_value_leaves_the_others():
    values, problems = checked(CUSTOMERS.columns, {"city": "Leeds", "age": "x", "income": "3"})
    assert values == {"city": "Leeds", "income": Decimal(3)}
    assert [problem.column for problem in problems] == ["age"]


@given(some.decimals(min_value=0, max_value=10**9, places=4))
def test_money_printed_with_group_commas_comes_back(amount):
    assert value_of(INCOME, f"{amount:,}") == amount


@given(some.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_time_printed_in_iso_comes_back(moment):
    assert value_of(Column("at", "timestamp"), moment.isoformat(" ")) == moment
