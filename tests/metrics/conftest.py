"""A shop small enough to work out by hand: February 2010 against January."""

from datetime import datetime
from decimal import Decimal

import pytest


def orders_of(rows):
    return [
        {
            "order_id": order_id,
            "customer_id": customer_id,
            "ordered_at": datetime.fromisoformat(ordered_at),
            "is_return": is_return,
            "country": country,
        }
        for order_id, customer_id, ordered_at, is_return, country in rows
    ]


def lines_of(orders, rows):
    when = {order["order_id"]: order["ordered_at"] for order in orders}
    return [
        {
            "order_line_id": f"line{number}",
            "order_id": order_id,
            "product_id": product_id,
            "quantity": quantity,
            "unit_price": Decimal(price),
            "ordered_at": when[order_id],
        }
        for number, (order_id, product_id, quantity, price) in enumerate(rows, start=1)
    ]


def contacts_of(rows):
    return [
        {
            "communication_id": f"m{number}",
            "customer_id": "ann",
            "occurred_at": datetime.fromisoformat(occurred_at),
            "channel": "email",
            "direction": direction,
            "outcome": outcome,
        }
        for number, (occurred_at, direction, outcome) in enumerate(rows, start=1)
    ]


@pytest.fixture
def shop(store, fill):
    """Ann, Bob and (in the bin) Dan; order 9 is in the bin, order 5 has no customer."""
    orders = orders_of(
        [
            ("1", "ann", "2010-01-03T00:00", False, "UK"),
            ("2", "bob", "2010-01-04T09:00", False, None),
            ("3", "ann", "2010-02-01T00:00", False, "UK"),
            ("4", "ann", "2010-02-10T10:00", False, "France"),
            ("5", None, "2010-02-11T10:00", False, None),
            ("6", "dan", "2010-02-12T10:00", False, "UK"),
            ("7", "bob", "2010-02-28T23:59", False, None),
            ("C8", "bob", "2010-02-20T10:00", True, None),
            ("9", "bob", "2010-02-21T10:00", False, None),
            ("10", "ann", "2010-03-01T00:00", False, "UK"),
        ]
    )
    fill(
        customers=[
            {"customer_id": "ann", "name": "Ann", "country": "Spain"},
            {"customer_id": "bob", "name": "Bob", "country": "Spain"},
            {"customer_id": "dan", "name": "Dan", "country": None},
        ],
        products=[
            {"product_id": "MUG", "kind": "product", "category": "Kitchen", "name": "Mug"},
            {"product_id": "PEN", "kind": "product", "category": None, "name": "Pen"},
            {"product_id": "POST", "kind": "charge", "category": None, "name": "Postage"},
        ],
        orders=orders,
        order_lines=lines_of(
            orders,
            [
                ("1", "MUG", 3, "10"),
                ("2", "PEN", 1, "20"),
                ("3", "MUG", 2, "10"),
                ("3", "POST", 1, "4"),
                ("4", "PEN", 1, "0.10"),
                ("4", "PEN", 1, "0.20"),
                ("5", "MUG", 1, "7"),
                ("6", "MUG", 1, "100"),
                ("7", "PEN", 4, "5"),
                ("C8", "PEN", -1, "5"),
                ("9", "MUG", 1, "1000"),
                ("10", "MUG", 1, "1"),
                ("3", "MUG", 1, "500"),
            ],
        ),
        communications=contacts_of(
            [
                ("2010-01-05T10:00", "outbound", "delivered"),
                ("2010-02-01T00:00", "outbound", "responded"),
                ("2010-02-28T23:59", "outbound", "bought"),
                ("2010-02-03T10:00", "outbound", None),
                ("2010-02-03T11:00", "outbound", "opened"),
                ("2010-02-04T10:00", "inbound", "responded"),
                ("2010-03-01T00:00", "outbound", "bought"),
                ("2010-02-05T00:00", "outbound", "bought"),
            ]
        ),
    )
    with store.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("customers", "select 'dan' as customer_id")
        tx.delete("orders", "select '9' as order_id")
        tx.delete("order_lines", "select 'line13' as order_line_id")
        tx.delete("communications", "select 'm8' as communication_id")
    return store
