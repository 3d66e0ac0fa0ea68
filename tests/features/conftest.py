"""A company small enough to work out by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

AS_OF = date(2010, 2, 28)


def at(text):
    return datetime.fromisoformat(text)


def line(order_id, product_id, quantity, price, ordered_at):
    return {
        "order_line_id": f"{order_id}-{product_id}-{quantity}",
        "order_id": order_id,
        "product_id": product_id,
        "quantity": quantity,
        "unit_price": Decimal(price),
        "ordered_at": at(ordered_at),
    }


def order(order_id, customer_id, ordered_at, is_return=False):
    return {
        "order_id": order_id,
        "customer_id": customer_id,
        "ordered_at": at(ordered_at),
        "is_return": is_return,
    }


def contact(number, customer_id, occurred_at, channel, direction, outcome=None):
    return {
        "communication_id": f"m{number}",
        "customer_id": customer_id,
        "occurred_at": at(occurred_at),
        "channel": channel,
        "direction": direction,
        "outcome": outcome,
    }


@pytest.fixture
def company(store, fill):
    """Ann bought twice and sent one mug back, Bob bought once, Cat never; Dan is in the bin."""
    fill(
        customers=[
            {"customer_id": "cat", "age": None, "income": None, "city": None},
            {"customer_id": "bob", "age": 50, "income": Decimal("20000.50"), "city": "Leeds"},
            {"customer_id": "ann", "age": 30, "income": None, "city": "北京"},
            {"customer_id": "dan", "age": 40, "income": None, "city": None},
        ],
        products=[
            {"product_id": "MUG", "kind": "product"},
            {"product_id": "PEN", "kind": "product"},
            {"product_id": "POST", "kind": "charge"},
        ],
        orders=[
            order("1", "ann", "2010-01-10T09:00"),
            order("2", "ann", "2010-01-30T23:30"),
            order("C3", "ann", "2010-02-05T10:00", is_return=True),
            order("4", "bob", "2010-02-10T12:00"),
            order("5", None, "2010-02-11T12:00"),
            order("6", "dan", "2010-02-12T12:00"),
            order("7", "bob", "2010-02-13T12:00"),
            order("8", "bob", "2010-03-01T00:00"),
        ],
        order_lines=[
            line("1", "MUG", 2, "10.00", "2010-01-10T09:00"),
            line("1", "PEN", 1, "5.50", "2010-01-10T09:00"),
            line("1", "PEN", 99, "5.50", "2010-01-10T09:00"),
            line("1", "POST", 1, "3.00", "2010-01-10T09:00"),
            line("2", "MUG", 1, "10.00", "2010-01-30T23:30"),
            line("C3", "MUG", -1, "10.00", "2010-02-05T10:00"),
            line("4", "PEN", 4, "5.00", "2010-02-10T12:00"),
            line("5", "MUG", 1, "7.00", "2010-02-11T12:00"),
            line("6", "MUG", 1, "100.00", "2010-02-12T12:00"),
            line("7", "MUG", 1000, "1.00", "2010-02-13T12:00"),
            line("8", "MUG", 1, "1.00", "2010-03-01T00:00"),
        ],
        communications=[
            contact(1, "ann", "2010-01-01T10:00", "email", "outbound", "responded"),
            contact(2, "ann", "2010-02-28T23:59", "email", "outbound", "bought"),
            contact(3, "ann", "2010-02-01T10:00", "phone", "outbound", "no_answer"),
            contact(4, "ann", "2010-02-02T10:00", "phone", "inbound", "responded"),
            contact(5, "cat", "2010-02-03T10:00", "web", "outbound"),
            contact(6, "cat", "2010-02-04T10:00", "web", "outbound", "bought"),
            contact(7, "cat", "2010-03-01T00:00", "web", "outbound", "bought"),
        ],
    )
    with store.transaction(actor="test", reason="Fill the bin") as tx:
        tx.delete("customers", "select 'dan' as customer_id")
        tx.delete("orders", "select '7' as order_id")
        tx.delete("order_lines", "select '1-PEN-99' as order_line_id")
        tx.delete("communications", "select 'm6' as communication_id")
    return store
