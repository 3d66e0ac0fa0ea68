"""The SQL of a rule selects whom the rule holds for in plain Python, on random rules and tables."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.features.catalogue import custom_columns
from crm_core.segments.rule_fields import fields
from crm_core.segments.rule_reading import parsed
from crm_core.segments.rules import as_json
from crm_core.segments.rules_sql import compiled

from .rule_oracle import matching

AS_OF = date(2024, 3, 10)
PEOPLE = ["ann", "bob", "cat", "dan"]
TEXTS = ["Tea", "tea pot", "50%_off", "x'; drop table customers; --", "", "$value_1"]
FEW = {"max_size": 4}

moments = st.datetimes(datetime(2024, 2, 28), datetime(2024, 3, 12)).map(
    lambda moment: moment.replace(microsecond=0)
)
days = st.dates(date(2024, 2, 28), date(2024, 3, 12)).map(date.isoformat)
texts = st.sampled_from(TEXTS)
numbers = st.one_of(st.integers(-2, 5), st.sampled_from([0.5, 2.5, 2**40, 10**30]))
binned = st.sampled_from([None, None, None, datetime(2024, 3, 1)])


def maybe(strategy):
    return st.one_of(st.none(), strategy)


def rows_of(**columns):
    return st.fixed_dictionaries(columns | {"deleted_at": binned})


TABLES = st.fixed_dictionaries(
    {
        "customers": st.lists(
            rows_of(
                customer_id=st.sampled_from(PEOPLE),
                city=maybe(texts),
                age=maybe(st.integers(0, 4)),
                since=maybe(st.dates(date(2024, 2, 28), date(2024, 3, 12))),
                vip=maybe(st.booleans()),
                seen_at=maybe(moments),
            ),
            max_size=4,
            unique_by=lambda row: row["customer_id"],
        ),
        "products": st.lists(
            rows_of(
                product_id=st.sampled_from(["P", "Q"]),
                category=maybe(texts),
                price=maybe(st.integers(0, 4)),
            ),
            max_size=2,
            unique_by=lambda row: row["product_id"],
        ),
        "orders": st.lists(
            rows_of(
                order_id=st.sampled_from("123456"),
                customer_id=maybe(st.sampled_from(PEOPLE)),
                ordered_at=moments,
                country=maybe(texts),
                is_return=st.booleans(),
            ),
            max_size=6,
            unique_by=lambda row: row["order_id"],
        ),
        "order_lines": st.lists(
            rows_of(
                order_id=st.sampled_from("123456"),
                product_id=st.sampled_from("PQR"),
                quantity=st.integers(-1, 3),
                ordered_at=moments,
            ),
            max_size=8,
        ),
        "communications": st.lists(
            rows_of(
                customer_id=st.sampled_from(PEOPLE),
                occurred_at=moments,
                channel=st.sampled_from(["phone", "email"]),
                outcome=maybe(st.sampled_from(["bought", "opened"])),
                owner=maybe(texts),
            ),
            max_size=5,
        ),
        "events": st.lists(
            rows_of(
                customer_id=st.sampled_from(PEOPLE),
                occurred_at=moments,
                kind=st.sampled_from(["visit", "cart"]),
                product_id=maybe(st.sampled_from("PQR")),
            ),
            max_size=5,
        ),
    }
)


def conditions(key, of_numbers, of_texts, of_days, of_flags, closed=()):
    """Conditions on fields by kind; `closed` are fields and what they can hold."""

    def about(names, ops, values):
        compared = st.fixed_dictionaries(
            {key: st.sampled_from(names), "op": st.sampled_from(ops), "value": maybe(values)}
        )
        listed = st.fixed_dictionaries(
            {
                key: st.sampled_from(names),
                "op": st.sampled_from(["in", "not_in"]),
                "value": st.lists(maybe(values), max_size=3),
            }
        )
        known = st.fixed_dictionaries(
            {
                key: st.sampled_from(names),
                "op": st.just("is_null"),
                "value": st.booleans(),
            }
        )
        return st.one_of(compared, compared, listed, known)

    sizes = ["=", "!=", "<", "<=", ">", ">="]
    kinds = [
        about(of_numbers, sizes, numbers),
        about(of_texts, ["=", "!=", "contains"], texts),
        about(of_days, sizes, days),
        *([about(of_flags, ["=", "!="], st.booleans())] if of_flags else []),
        *(about([name], ["=", "!="], st.sampled_from(values)) for name, values in closed),
    ]
    return st.one_of(kinds)


def nested(leaves, most):
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.fixed_dictionaries({"all": st.lists(parts, max_size=3)}),
            st.fixed_dictionaries({"any": st.lists(parts, max_size=3)}),
            st.fixed_dictionaries({"not": parts}),
        ),
        max_leaves=most,
    )


WHERE = {
    "orders": conditions(
        "column", ["quantity", "price"], ["country", "category"], ["ordered_at"], ["is_return"]
    ),
    "communications": conditions(
        "column",
        ["age"],
        ["owner", "text"],
        ["occurred_at"],
        [],
        [("channel", ["phone", "email"]), ("outcome", ["bought", "opened"])],
    ).filter(lambda each: each["column"] != "age"),
    "events": conditions(
        "feature",
        ["price"],
        ["category", "product_id"],
        ["occurred_at"],
        [],
        [("kind", ["visit", "cart"])],
    ),
}


def history(name):
    count = st.fixed_dictionaries(
        {
            "op": st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
            "value": st.integers(0, 3),
        }
    )
    return st.fixed_dictionaries(
        {
            "history": st.just(name),
            "where": st.lists(nested(WHERE[name], 3), max_size=3),
            "within_days": maybe(st.integers(1, 12)),
            "count": maybe(count),
        }
    )


RULES = nested(
    st.one_of(
        conditions(
            "feature",
            ["age", "frequency", "recency_days"],
            ["city"],
            ["since", "seen_at"],
            ["vip"],
        ),
        *(history(name) for name in WHERE),
    ),
    6,
)


@pytest.fixture(scope="module")
def con():
    """An empty database with the tables of the store and two custom columns."""
    opened = duckdb.connect()
    folder = resources.files("crm_core.store.migrations")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            opened.execute(file.read_text(encoding="utf-8"))
    opened.execute("alter table customers add column vip boolean")
    opened.execute("alter table customers add column seen_at timestamp")
    opened.execute(
        "insert into custom_columns values ('customers.vip', 'customers', 'boolean', 1, 0, 1, null)"
    )
    opened.execute(
        "insert into custom_columns values "
        "('customers.seen_at', 'customers', 'timestamp', 2, 0, 1, null)"
    )
    return opened


KEYS = {
    "order_lines": "order_line_id",
    "communications": "communication_id",
    "events": "event_id",
}


def fill(con, tables):
    for name, rows in tables.items():
        con.execute(f"delete from {name}")
        given = [row | {"created_in": 1, "row_version": 1} for row in rows]
        for number, row in enumerate(given):
            if name in KEYS:
                row[KEYS[name]] = str(number)
            if name == "order_lines":
                row["unit_price"] = 1
            if name == "communications":
                row |= {"direction": "outbound"}
            if name == "products":
                row |= {"kind": "product"}
        if given:
            columns = ", ".join(given[0])
            con.register("given_rows", pa.Table.from_pylist(given))
            con.execute(f"insert into {name} ({columns}) select {columns} from given_rows")
            con.unregister("given_rows")


@settings(
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(rule=RULES, tables=TABLES)
def test_the_sql_of_a_rule_selects_whom_it_holds_for_in_python(con, rule, tables):
    fill(con, tables)
    known, custom = fields(con), custom_columns(con)
    read = parsed(rule, known)
    expected = matching(rule, tables, AS_OF)
    asked = compiled(read, known, AS_OF, custom)
    found = [row[0] for row in con.execute(asked.sql, asked.parameters).fetchall()]
    assert sorted(found) == sorted(expected)
    taken_away = compiled(read, known, AS_OF, custom, inline=True)
    assert taken_away.parameters == {}
    assert {row[0] for row in con.execute(taken_away.sql).fetchall()} == expected
    assert parsed(as_json(read), known) == read
    negated = compiled(parsed({"not": rule}, known), known, AS_OF, custom)
    everyone = {r["customer_id"] for r in tables["customers"] if r["deleted_at"] is None}
    rest = {row[0] for row in con.execute(negated.sql, negated.parameters).fetchall()}
    assert rest == everyone - expected
