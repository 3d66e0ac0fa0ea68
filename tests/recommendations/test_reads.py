"""What recommenders learn from: purchases and looks up to a day, of those who do not refuse."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from crm_core.recommendations.reads import read_catalogue, read_interactions, usual_source


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def shop(store, fill):
    """Ann bought a mug and a pen and saw a pot, Bob refuses, Cat is new, Dan is in the bin."""
    orders = [("1", "ann", "2024-01-10", False), ("2", "ann", "2024-02-10", False)]
    orders += [("3", "bob", "2024-01-11", False), ("C4", "ann", "2024-01-12", True)]
    orders += [("5", "dan", "2024-01-10", False), ("6", None, "2024-01-10", False)]
    lines = [("1", "MUG", 2), ("1", "POST", 1), ("1", "PEN", 1), ("2", "PEN", 3)]
    lines += [("3", "MUG", 1), ("C4", "MUG", -1), ("5", "MUG", 1), ("6", "MUG", 1)]
    when = {order_id: day for order_id, _, day, _ in orders}
    fill(
        customers=[
            {"customer_id": name, "country": country}
            for name, country in (("ann", None), ("bob", "UK"), ("cat", "FR"), ("dan", "UK"))
        ],
        products=[
            {
                "product_id": name,
                "name": "Mug" if name == "MUG" else None,
                "tags": "blue,china" if name == "MUG" else None,
                "category": "home" if name == "MUG" else None,
                "price": Decimal("1.5") if name == "PEN" else None,
                "is_replenishable": name == "PEN",
                "is_offered": name != "POT",
            }
            for name in ("MUG", "PEN", "POT")
        ],
        orders=[
            {
                "order_id": order_id,
                "customer_id": who,
                "ordered_at": at(f"{day}T23:30"),
                "is_return": is_return,
                "country": "EIRE",
            }
            for order_id, who, day, is_return in orders
        ],
        order_lines=[
            {
                "order_line_id": f"{order_id}-{product}",
                "order_id": order_id,
                "product_id": product,
                "quantity": quantity,
                "unit_price": Decimal("2.50"),
                "ordered_at": at(f"{when[order_id]}T23:30"),
            }
            for order_id, product, quantity in lines
        ],
        events=[
            {
                "event_id": f"e{number}",
                "customer_id": "ann",
                "occurred_at": at(day),
                "kind": kind,
                "product_id": product,
            }
            for number, (day, kind, product) in enumerate(
                [("2024-01-09", "view", "POT"), ("2024-01-08", "visit", None)]
            )
        ],
        ratings=[
            {
                "rating_id": f"r{number}",
                "customer_id": who,
                "product_id": "MUG",
                "rating": rating,
                "rated_at": None if day is None else at(day),
            }
            for number, (who, rating, day) in enumerate(
                [("ann", 3.0, "2024-01-12"), ("bob", 1.0, "2024-01-12"), ("cat", 4.0, None)]
            )
        ],
        consents=[
            {
                "consent_id": "a1",
                "customer_id": "bob",
                "purpose": "personalisation",
                "is_granted": False,
                "decided_at": at("2024-06-01"),
            }
        ],
    )
    with store.transaction(actor="test", reason="Fill the bin") as tx:
        tx.insert("products", "select 'POST' as product_id, 'charge' as kind")
        tx.delete("customers", "select 'dan' as customer_id")
    return store


def entries(found):
    ids = found.catalogue.ids
    return [
        (str(found.customers[c]), str(ids[p]), int(k), float(w))
        for c, p, k, w in zip(found.customer, found.product, found.kind, found.worth, strict=True)
    ]


def test_purchases_and_looks_of_those_who_do_not_refuse(shop):
    with shop.cursor() as con:
        found = read_interactions(con, as_of=date(2024, 2, 10))
    assert found.customers.tolist() == ["ann", "cat"]
    assert entries(found) == [
        ("ann", "MUG", 0, 5.0),
        ("ann", "PEN", 0, 2.5),
        ("ann", "PEN", 0, 7.5),
        ("ann", "POT", 2, 0.0),
    ]
    assert found.groups["country"].tolist() == ["EIRE", "FR"]
    assert found.owned.toarray().tolist() == [[1, 2, 0], [0, 0, 0]]
    assert found.has_history.tolist() == [True, False]


def test_nothing_after_the_day_changes_what_is_learnt(shop):
    with shop.cursor() as con:
        found = read_interactions(con, as_of=date(2024, 1, 31))
    assert [entry[:2] for entry in entries(found)] == [
        ("ann", "MUG"),
        ("ann", "PEN"),
        ("ann", "POT"),
    ]


def test_ratings_are_read_apart_and_undated_ones_count(shop):
    with shop.cursor() as con:
        assert usual_source(con) == "orders"
        found = read_interactions(con, as_of=date(2024, 1, 31), source="ratings")
        before = read_interactions(con, as_of=date(2024, 1, 1), source="ratings")
    assert entries(found) == [("ann", "MUG", 1, 3.0), ("cat", "MUG", 1, 4.0)]
    assert entries(before) == [("cat", "MUG", 1, 4.0)]


def test_a_product_is_what_is_written_about_it(shop):
    with shop.cursor() as con:
        found = read_catalogue(con)
    assert found.ids.tolist() == ["MUG", "PEN", "POT"]
    assert found.names.tolist() == ["Mug", "PEN", "POT"]
    assert found.texts.tolist() == ["Mug home blue china", "", ""]
    assert found.is_offered.tolist() == [True, True, False]
    assert found.is_replenishable.tolist() == [False, True, False]
    assert found.price.tolist()[:2] == [2.5, 1.5]
