"""The language of rules: what it takes, and how it refuses the rest."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.errors import InvalidRule
from crm_core.segments.rule_fields import fields
from crm_core.segments.rule_members import compiled_rule
from crm_core.segments.rule_reading import DEEPEST, decoded, parsed
from crm_core.segments.rule_words import in_words
from crm_core.segments.rules import as_json, fields_used

AGED = {"feature": "age", "op": ">=", "value": 30}
BOUGHT = {
    "history": "orders",
    "where": [{"column": "category", "op": "=", "value": "Tea"}],
    "within_days": 90,
    "count": {"op": ">=", "value": 2},
}


@pytest.fixture
def known(store):
    with store.cursor() as con:
        return fields(con)


def refusal(known, content) -> str:
    with pytest.raises(InvalidRule) as refused:
        parsed(content, known)
    return str(refused.value)


def test_a_rule_is_written_as_it_was_read(known):
    rule = {"all": [AGED, {"any": [BOUGHT, {"not": AGED}]}]}
    assert as_json(parsed(rule, known)) == rule


def test_what_is_left_out_is_written_out(known):
    assert as_json(parsed({"history": "events"}, known)) == {
        "history": "events",
        "where": [],
        "count": {"op": ">=", "value": 1},
    }


def test_features_attributes_and_every_table_of_a_history_are_known(known):
    assert {"recency_days", "phone_responses", "age", "email", "owner", "notes", "since"} <= set(
        known.customers
    )
    assert {"is_return", "quantity", "unit_price", "category"} <= set(known.histories["orders"])
    assert {"channel", "outcome", "text"} <= set(known.histories["communications"])
    assert known.histories["events"]["kind"].values == (
        "visit",
        "view",
        "search",
        "cart",
        "wishlist",
    )


def test_what_generated_a_demo_customer_is_no_field(known):
    for name in ("type", "monthly_orders", "dropped_out_on", "response_rate"):
        assert name not in known.customers


def test_the_bin_and_versions_are_no_fields(known):
    for columns in (known.customers, *known.histories.values()):
        assert not {"deleted_at", "created_in", "row_version"} & set(columns)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            {"all": [AGED, {"feature": "age", "op": "like", "value": 3}]},
            (
                "all[1].op: 'age' is a number and cannot be compared so, was \"like\". "
                "Try one of =, !=, <, <=, >, >=, in, not_in, is_null."
            ),
        ),
        (
            {"any": [{"not": {"feature": "recncy_days", "op": "=", "value": 3}}]},
            (
                'any[0].not.feature: no such feature or attribute, was "recncy_days". '
                "Try 'recency_days'."
            ),
        ),
        (
            {"feature": "age", "op": "=", "value": "30"},
            (
                "value: 'age' is compared with a number, such as 30, was \"30\". "
                "Try a number, such as 30."
            ),
        ),
        (
            {"feature": "since", "op": "<", "value": "01/02/2024"},
            (
                'value: \'since\' is compared with a day as "YYYY-MM-DD", such as "2010-12-09", '
                'was "01/02/2024". Try a day as "YYYY-MM-DD", such as "2010-12-09".'
            ),
        ),
        (
            {"feature": "name", "op": "<", "value": "M"},
            (
                "op: 'name' is a text and cannot be compared so, was \"<\". "
                "Try one of =, !=, in, not_in, contains, is_null."
            ),
        ),
        (
            {"feature": "age", "op": "in", "value": [30, True]},
            (
                "value[1]: 'age' is compared with a number, such as 30, was true. "
                "Try a number, such as 30."
            ),
        ),
        (
            {"history": "visits"},
            'history: no such history, was "visits". Try one of orders, communications, events.',
        ),
        (
            {
                "history": "communications",
                "where": [{"column": "channel", "op": "=", "value": "fax"}],
            },
            (
                "where[0].value: 'channel' is never that, was \"fax\". "
                "Try one of phone, email, chat, sms, social, meeting, web."
            ),
        ),
        (
            {"history": "orders", "within_days": 0},
            (
                "within_days: this is no number of days, was 0. "
                "Try a whole number from 1 to 36,500, or leave it out."
            ),
        ),
        (
            {"history": "orders", "count": {"op": "in", "value": 2}},
            'count.op: a count cannot be compared so, was "in". Try one of =, !=, <, <=, >, >=.',
        ),
        (
            {"history": "orders", "count": {"op": ">=", "value": -1}},
            "count.value: this is no count, was -1. Try a whole number from 0.",
        ),
        (
            {"all": AGED},
            (
                'all: this is no list, was {"feature": "age", "op": ">=", "value": 30}. '
                "Try a list in [ ]."
            ),
        ),
        ({"all": [], "any": []}, None),
        ([], None),
        ({}, None),
        ({"feature": "age", "op": ">=", "value": 30, "or": []}, None),
        ({"feature": "age", "op": "="}, None),
        ({"feature": ["age"], "op": "=", "value": 1}, None),
        ({"feature": "age", "op": ["="], "value": 1}, None),
        ({"feature": "age", "op": "=", "value": float("nan")}, None),
        ({"feature": "age", "op": "=", "value": 10**400}, None),
        ({"feature": "city", "op": "=", "value": "\ud800"}, None),
        ({"feature": "age", "op": "is_null", "value": "yes"}, None),
        ({"feature": "city", "op": "contains", "value": 3}, None),
        ({"history": "orders", "count": 2}, None),
        ({"history": "orders", "where": AGED}, None),
        ({"history": "orders", "where": [BOUGHT]}, None),
        ({"history": "orders", "within_days": True}, None),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(known, content, sentence):
    said = refusal(known, content)
    assert sentence is None or said == sentence
    assert " was " in said
    assert "Try " in said


def test_no_json_is_refused_with_its_place():
    with pytest.raises(InvalidRule, match="line 1, column 9: this is no JSON"):
        decoded('{"all": nothing}')


def test_deep_nesting_is_taken_up_to_a_limit(known):
    rule = AGED
    for _ in range(DEEPEST - 1):
        rule = {"not": rule}
    parsed(rule, known)
    assert "nested too deeply" in refusal(known, {"not": rule})
    with pytest.raises(InvalidRule, match="nested too deeply"):
        parsed(decoded('{"not":' * 20_000 + "1" + "}" * 20_000), known)


def test_values_never_stand_in_the_sql(store):
    nasty = "x'; drop table customers; --"
    rule = {
        "all": [
            {"feature": "name", "op": "contains", "value": nasty},
            {
                "history": "orders",
                "where": [{"column": "category", "op": "in", "value": [nasty]}],
            },
        ]
    }
    with store.cursor() as con:
        asked = compiled_rule(con, rule, date(2024, 1, 1))
        assert "drop" not in asked.sql
        assert list(asked.parameters.values()).count(nasty) == 2
        assert con.execute(asked.sql, asked.parameters).fetchall() == []
        assert con.execute("select count(*) from customers").fetchall() == [(0,)]


def test_a_rule_about_attributes_reads_no_history(store):
    with store.cursor() as con:
        asked = compiled_rule(con, {"all": [AGED]}, date(2024, 1, 1))
    assert "orders" not in asked.sql
    assert "communications" not in asked.sql


def test_only_the_features_that_are_compared_are_worked_out(store):
    rule = {"feature": "frequency", "op": ">=", "value": 2}
    with store.cursor() as con:
        asked = compiled_rule(con, rule, date(2024, 1, 1))
    assert '"orders"' in asked.sql
    assert '"order_lines"' not in asked.sql
    assert '"communications"' not in asked.sql


def test_features_used_are_those_outside_of_histories(known):
    rule = parsed({"all": [AGED, BOUGHT, {"not": {"any": [AGED]}}]}, known)
    assert fields_used(rule) == ("age",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"all": []}, "everyone"),
        ({"any": []}, "nobody"),
        (BOUGHT, "at least 2 orders in the last 90 days where Category is 'Tea'"),
        (
            {"history": "communications", "within_days": 1, "count": {"op": "=", "value": 0}},
            "no communications in the last day",
        ),
        (
            {
                "all": [
                    {"feature": "monetary", "op": ">", "value": 1000.5},
                    {"feature": "monetary", "op": "<=", "value": 2000},
                    {"any": [AGED, {"not": {"feature": "city", "op": "is_null"}}]},
                ]
            },
            (
                "Spend is over 1,000.5 and at most 2,000 and "
                "(Age is at least 30 or not (City is not known))"
            ),
        ),
        (
            {"feature": "city", "op": "in", "value": ["Leeds", "York"]},
            "City is one of 'Leeds', 'York'",
        ),
        (
            {"feature": "since", "op": ">=", "value": "2024-01-31"},
            "Customer since is on or after '2024-01-31'",
        ),
    ],
)
def test_a_rule_reads_as_a_phrase(known, content, words):
    assert in_words(parsed(content, known), known) == words
