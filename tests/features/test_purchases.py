"""When customers bought: days, not orders, and nothing that is no purchase."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from crm_core.features.purchases import (
    READS,
    read_histories,
    read_repeat_purchases,
)
from crm_core.workflows.records import delete_rows

AS_OF = date(2010, 2, 28)


def histories(store, as_of=AS_OF):
    with store.cursor() as con:
        return read_histories(con, as_of=as_of)


def test_a_small_company_is_worked_out_by_hand(company):
    """Bob's order 7 is in the bin and his order 8 lies after the day; Dan is in the bin."""
    table = histories(company)
    assert table.to_dict("list")["customer_id"] == ["ann", "bob"]
    ann, bob = table.to_dict("records")
    assert (ann["repeat_purchases"], ann["last_purchase_days"], ann["observed_days"]) == (1, 20, 49)
    assert ann["repeat_spend"] == 10.0
    assert (bob["repeat_purchases"], bob["last_purchase_days"], bob["observed_days"]) == (0, 0, 18)
    assert bob["repeat_spend"] != bob["repeat_spend"]


@pytest.fixture
def orders(fill):
    """Fill the tables with orders: `orders(("1", "ann", "2024-01-01", [("TEA", 1, "2.00")]))`."""
    fill(
        products=[
            {"product_id": "TEA", "kind": "product"},
            {"product_id": "POST", "kind": "charge"},
        ],
        customers=[{"customer_id": "ann"}],
    )

    def filled(*given, is_return=False):
        fill(
            orders=[
                {
                    "order_id": number,
                    "customer_id": who,
                    "ordered_at": datetime.fromisoformat(when),
                    "is_return": is_return,
                }
                for number, who, when, _ in given
            ],
            order_lines=[
                {
                    "order_line_id": f"{number}-{place}",
                    "order_id": number,
                    "product_id": product,
                    "quantity": quantity,
                    "unit_price": Decimal(price),
                    "ordered_at": datetime.fromisoformat(when),
                }
                for number, _, when, lines in given
                for place, (product, quantity, price) in enumerate(lines)
            ],
        )

    return filled


def test_orders_of_one_day_are_one_purchase_and_the_first_is_no_repeat(store, orders):
    orders(
        ("1", "ann", "2024-01-01T09:00", [("TEA", 1, "2.00")]),
        ("2", "ann", "2024-01-01T18:00", [("TEA", 1, "3.00")]),
        ("3", "ann", "2024-01-11T00:00", [("TEA", 2, "4.00")]),
        ("4", "ann", "2024-01-11T23:59", [("TEA", 1, "1.50")]),
        ("5", "ann", "2024-01-31T12:00", [("TEA", 1, "0.50")]),
    )
    [ann] = histories(store, date(2024, 2, 10)).to_dict("records")
    assert ann == {
        "customer_id": "ann",
        "repeat_purchases": 2,
        "last_purchase_days": 30,
        "observed_days": 40,
        "repeat_spend": 5.0,
    }


def test_charges_and_returns_are_no_purchases(store, orders):
    orders(
        ("1", "ann", "2024-01-01T09:00", [("TEA", 1, "2.00"), ("POST", 1, "9.00")]),
        ("2", "ann", "2024-01-05T09:00", [("POST", 1, "9.00")]),
        ("3", "ann", "2024-01-06T09:00", [("TEA", -1, "2.00")]),
        ("5", "ann", "2024-01-08T09:00", [("TEA", 1, "7.00"), ("TEA", -1, "2.00")]),
    )
    orders(("4", "ann", "2024-01-07T09:00", [("TEA", -1, "2.00")]), is_return=True)
    [ann] = histories(store, date(2024, 1, 9)).to_dict("records")
    assert (ann["repeat_purchases"], ann["repeat_spend"]) == (1, 7.0)


def test_nothing_after_the_day_reaches_a_history(store, orders):
    early = ("1", "ann", "2024-01-01T09:00", [("TEA", 1, "2.00")])
    orders(early)
    before = histories(store, date(2024, 1, 31))
    orders(("2", "ann", "2024-02-01T00:00", [("TEA", 5, "2.00")]))
    pd.testing.assert_frame_equal(histories(store, date(2024, 1, 31)), before)
    assert histories(store, date(2024, 2, 1))["repeat_purchases"].tolist() == [1]


def test_who_is_in_the_bin_has_no_history(store, orders):
    orders(("1", "ann", "2024-01-01T09:00", [("TEA", 1, "2.00")]))
    delete_rows(store, "customers", ["ann"], actor="tests")
    assert histories(store).empty


def test_an_empty_store_has_no_histories(store):
    assert histories(store).columns.tolist() == [
        "customer_id",
        "repeat_purchases",
        "last_purchase_days",
        "observed_days",
        "repeat_spend",
    ]
    with store.cursor() as con:
        assert read_repeat_purchases(con, known_by=AS_OF, as_of=AS_OF).empty


def test_repeat_purchases_are_counted_by_day_for_those_known_by_then(store, fill, orders):
    fill(customers=[{"customer_id": "bob"}, {"customer_id": "cat"}])
    tea = [("TEA", 1, "2.00")]
    orders(
        ("1", "ann", "2024-01-01T09:00", tea),
        ("2", "ann", "2024-01-03T09:00", tea),
        ("3", "bob", "2024-01-02T09:00", tea),
        ("4", "bob", "2024-01-03T09:00", tea),
        ("5", "bob", "2024-01-05T09:00", tea),
        ("6", "cat", "2024-01-04T09:00", tea),
        ("7", "cat", "2024-01-05T09:00", tea),
    )
    with store.cursor() as con:
        counted = read_repeat_purchases(con, known_by=date(2024, 1, 3), as_of=date(2024, 1, 5))
    days = [day.isoformat()[:10] for day in counted["day"]]
    assert dict(zip(days, counted["purchases"], strict=True)) == {"2024-01-03": 2, "2024-01-05": 1}


def test_a_write_of_anything_else_is_not_in_what_purchases_read(store):
    assert store.version_of(*READS) == store.data_version
    with store.transaction(actor="tests", reason="Another e-mail") as tx:
        tx.insert(
            "communications",
            "select 'm' as communication_id, 'ann' as customer_id, "
            "timestamp '2024-01-01' as occurred_at, 'web' as channel, "
            "'inbound' as direction",
        )
    assert store.version_of(*READS) < store.data_version
