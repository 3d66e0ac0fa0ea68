"""Rules over ten customers, counted by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from crm_core.segments.rule_members import compiled_rule, matching, matching_count

AS_OF = date(2024, 3, 31)


def order(order_id, customer_id, day, *lines, is_return=False):
    """An order on a day of 2024, with lines as (product, quantity)."""
    at = datetime.fromisoformat(f"2024-{day}T23:59:59")
    head = {"order_id": order_id, "customer_id": customer_id, "ordered_at": at}
    return head | {"is_return": is_return}, [
        {
            "order_line_id": f"{order_id}-{number}",
            "order_id": order_id,
            "product_id": product,
            "quantity": quantity,
            "unit_price": Decimal("2.50"),
            "ordered_at": at,
        }
        for number, (product, quantity) in enumerate(lines)
    ]


def call(number, customer_id, day, channel="phone", direction="outbound"):
    return {
        "communication_id": f"m{number}",
        "customer_id": customer_id,
        "occurred_at": datetime.fromisoformat(f"2024-{day}T00:00:00"),
        "channel": channel,
        "direction": direction,
    }


ORDERS = [
    order("1", "ann", "01-01", ("TEA", 1), ("MUG", 1)),
    order("2", "ann", "03-31", ("TEA", 2)),
    order("3", "ann", "04-01", ("TEA", 9)),
    order("4", "bob", "01-02", ("TEA", 1), ("TEA", 5), ("CUP", 1)),
    order("5", "bob", "02-01", ("POST", 1)),
    order("6", "cat", "01-31", ("MUG", 3)),
    order("7", "cat", "02-02", ("TEA", 1)),
    order("R8", "cat", "02-03", ("TEA", -1), is_return=True),
    order("9", "dan", "03-30", ("TEA", 4)),
    order("10", "dan", "03-30", ("TEA", 4)),
    order("11", "ivy", "03-30", ("TEA", 4)),
    order("12", "ivy", "03-30", ("TEA", 4)),
    order("13", "eve", "03-30"),
]


# Lines with a time of their own: one long before Eve's order, one after the day.
STRAYS = [
    {
        "order_line_id": f"13-{product}",
        "order_id": "13",
        "product_id": product,
        "quantity": 1,
        "unit_price": Decimal("2.50"),
        "ordered_at": datetime.fromisoformat(at),
    }
    for product, at in (("POST", "2024-01-05T12:00"), ("CUP", "2024-04-02T12:00"))
]


@pytest.fixture
def company(store, fill):
    """Ten customers, of whom Ivy is in the bin; eight more facts are in the tables below."""
    people = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "joe"]
    ages = {"ann": 30, "bob": 40, "cat": 50, "dan": 30}
    cities = {"ann": "Leeds", "bob": "LEEDS", "cat": "50% off", "dan": "北京", "eve": ""}
    fill(
        customers=[
            {
                "customer_id": name,
                "age": ages.get(name),
                "city": cities.get(name),
                "income": Decimal("1000.10") if name == "fay" else None,
                "since": date(2024, 2, 29) if name == "gus" else None,
                "email": f"{name}@example.com" if name in ("hal", "joe") else None,
            }
            for name in people
        ],
        products=[
            {"product_id": "TEA", "category": "Drinks", "kind": "product"},
            {"product_id": "CUP", "category": "Crockery", "kind": "product"},
            {"product_id": "MUG", "category": "Crockery", "kind": "product"},
            {"product_id": "POST", "category": None, "kind": "charge"},
        ],
        orders=[head for head, _ in ORDERS],
        order_lines=[line for _, lines in ORDERS for line in lines] + STRAYS,
        communications=[
            call(1, "ann", "03-02"),
            call(2, "ann", "03-01"),
            call(3, "bob", "03-01"),
            call(4, "cat", "03-31", direction="inbound"),
            call(5, "dan", "03-31"),
            call(6, "eve", "03-15", channel="email"),
            call(7, "fay", "04-01"),
        ],
        events=[
            {
                "event_id": f"e{number}",
                "customer_id": who,
                "occurred_at": datetime(2024, 3, 20),
                "kind": kind,
                "product_id": product,
            }
            for number, (who, kind, product) in enumerate(
                [("ann", "cart", "TEA"), ("gus", "cart", None), ("hal", "visit", None)]
            )
        ],
    )
    with store.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("customers", "select 'ivy' as customer_id")
        tx.delete("communications", "select 'm5' as communication_id")
    return store


def names(store, rule, as_of=AS_OF):
    with store.cursor() as con:
        asked = compiled_rule(con, rule, as_of)
        members = matching(con, asked)
        assert members.num_rows == matching_count(con, asked)
        assert members.column_names == ["customer_id", "segment"]
        assert set(members["segment"].to_pylist()) <= {1}
    return " ".join(members["customer_id"].to_pylist())


EVERYONE = "ann bob cat dan eve fay gus hal joe"


def about(feature, op, *value):
    return {"feature": feature, "op": op} | ({"value": value[0]} if value else {})


def bought(where=(), days=None, op=">=", count=1):
    return {
        "history": "orders",
        "where": [{"column": column, "op": how, "value": value} for column, how, value in where],
        "within_days": days,
        "count": {"op": op, "value": count},
    }


TEA = ("category", "=", "Drinks")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": []}, EVERYONE),
        ({"any": []}, ""),
        ({"not": {"all": []}}, ""),
        ({"not": {"any": []}}, EVERYONE),
        (about("age", "=", 30), "ann dan"),
        (about("age", "!=", 30), "bob cat"),
        ({"not": about("age", "=", 30)}, "bob cat eve fay gus hal joe"),
        ({"not": about("age", "!=", 30)}, "ann dan eve fay gus hal joe"),
        (about("age", "in", [30, 50]), "ann cat dan"),
        (about("age", "not_in", [30, 50]), "bob"),
        (about("age", "in", []), ""),
        (about("age", "not_in", []), "ann bob cat dan"),
        (about("age", "not_in", [30, None]), ""),
        (about("age", "=", None), ""),
        (about("age", "is_null"), "eve fay gus hal joe"),
        (about("age", "is_null", False), "ann bob cat dan"),
        (about("city", "contains", "leeds"), "ann bob"),
        (about("city", "=", "Leeds"), "ann"),
        (about("city", "contains", "0%"), "cat"),
        (about("city", "contains", "%"), "cat"),
        (about("city", "contains", "京"), "dan"),
        (about("city", "contains", ""), "ann bob cat dan eve"),
        (about("income", "=", 1000.1), "fay"),
        (about("since", "=", "2024-02-29"), "gus"),
        (about("since", "<", "2024-02-29"), ""),
        (about("email", "contains", "@EXAMPLE"), "hal joe"),
        (about("customer_id", "in", ["ann", "ivy"]), "ann"),
        (about("frequency", "=", 2), "ann bob cat dan"),
        (about("recency_days", "<=", 1), "ann dan eve"),
        (about("monetary", ">=", 20), "dan"),
        ({"all": [about("frequency", ">=", 1), about("age", "=", 30)]}, "ann dan"),
        (bought(), "ann bob cat dan eve"),
        (bought([TEA]), "ann bob cat dan"),
        (bought([TEA], op=">=", count=2), "ann dan"),
        (bought([TEA], days=90), "ann bob cat dan"),
        (bought([TEA], days=89), "ann cat dan"),
        (bought([TEA], days=90, count=2), "dan"),
        (bought([TEA], days=91, count=2), "ann dan"),
        (bought([TEA], op="=", count=0), "eve fay gus hal joe"),
        (bought([TEA], op="<=", count=1), "bob cat eve fay gus hal joe"),
        (bought([TEA], op="=", count=1), "bob cat"),
        (bought([TEA], op="!=", count=1), "ann dan eve fay gus hal joe"),
        (bought(op=">=", count=0), EVERYONE),
        (bought(op="<", count=0), ""),
        (bought([TEA, ("quantity", ">=", 5)]), "bob"),
        (bought([("category", "=", "Crockery"), ("quantity", ">=", 2)]), "cat"),
        (bought([("is_return", "=", True)]), "cat"),
        (bought([TEA, ("is_return", "in", [True, False])], op=">=", count=2), "ann cat dan"),
        (bought([("ordered_at", "=", "2024-03-31")]), "ann"),
        (bought([("order_id", "=", "5"), ("quantity", "=", 1)]), "bob"),
    ],
)
def test_a_rule_holds_for_whom_it_should(company, rule, expected):
    assert names(company, rule) == expected


def test_bought_twice_and_not_called_of_late(company):
    rule = {
        "all": [
            bought([TEA], days=91, count=2),
            {
                "history": "communications",
                "where": [
                    {"column": "channel", "op": "=", "value": "phone"},
                    {"column": "direction", "op": "=", "value": "outbound"},
                ],
                "within_days": 30,
                "count": {"op": "=", "value": 0},
            },
        ]
    }
    assert names(company, rule) == "dan"
    rule["all"][1]["within_days"] = 29
    assert names(company, rule) == "ann dan"


def test_conditions_within_a_history_may_be_nested_and_called_features(company):
    tea_or_many = {
        "any": [
            {"feature": "category", "op": "=", "value": "Drinks"},
            {"feature": "ordered_at", "op": "<", "value": "2024-02-01"},
        ]
    }
    rule = {"history": "orders", "where": [{"not": tea_or_many}]}
    assert names(company, rule) == "bob eve"


def test_events_know_their_product(company):
    cart = {"column": "kind", "op": "=", "value": "cart"}
    drinks = {"column": "category", "op": "=", "value": "Drinks"}
    assert names(company, {"history": "events", "where": [cart]}) == "ann gus"
    assert names(company, {"history": "events", "where": [cart, drinks]}) == "ann"
    assert names(company, {"history": "events", "where": [cart, {"not": drinks}]}) == "gus"


def test_nothing_after_the_day_counts(company):
    assert names(company, bought([TEA], op=">=", count=3), date(2024, 4, 1)) == "ann"
    assert names(company, bought([TEA], op=">=", count=3)) == ""
    assert names(company, bought(), date(2023, 12, 31)) == ""


def test_a_line_counts_by_its_own_time_too(company):
    cup, post = [("product_id", "=", "CUP")], [("product_id", "=", "POST")]
    assert names(company, bought(cup)) == "bob"
    assert names(company, bought(cup), date(2024, 4, 2)) == "bob eve"
    assert names(company, bought(post)) == "bob eve"
    assert names(company, bought(post, days=80)) == "bob"


def test_a_custom_column_is_known_by_the_name_of_its_feature(company):
    with company.transaction(actor="test", reason="Add a column") as tx:
        tx.add_column("customers", 'Odd "name" $value_1 {x}', "boolean")
        tx.con.register(
            "given_rows",
            tx.con.sql(
                'select \'ann\' as customer_id, true as "Odd ""name"" $value_1 {x}"'
            ).to_arrow_table(),
        )
        tx.update("customers", "given_rows")
        tx.con.unregister("given_rows")
    name = 'Odd "name" $value_1 {x}'
    assert names(company, about(name, "=", True)) == "ann"
    assert names(company, {"not": about(name, "=", True)}) == EVERYONE.removeprefix("ann ")
    assert names(company, {"all": [about(name, "=", True), about("frequency", "=", 2)]}) == "ann"
