"""Rules from the orders of a database: which lines count, the country, the file."""

from datetime import datetime
from decimal import Decimal

import pandas as pd
import pytest

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.workflows.basket_rules import basket_rules, rule_table

AT = datetime(2024, 1, 1)
TEN = ["bread milk butter"] * 3 + ["bread milk", "bread jam", "bread jam", "milk", "milk tea"]
TEN += ["tea", "tea"]


def line(order_id, product_id, number, quantity=1):
    return {
        "order_line_id": f"{order_id}-{number}",
        "order_id": order_id,
        "product_id": product_id,
        "quantity": quantity,
        "unit_price": Decimal(1),
        "ordered_at": AT,
    }


@pytest.fixture
def ten_baskets(store, fill):
    orders = [
        {"order_id": f"o{n}", "customer_id": None, "ordered_at": AT, "country": "France"}
        | {"is_return": False}
        for n in range(10)
    ]
    orders[9]["country"] = None
    orders[9]["customer_id"] = "ann"
    orders += [
        {"order_id": "back", "ordered_at": AT, "is_return": True, "country": "France"},
        {"order_id": "postage", "ordered_at": AT, "is_return": False, "country": "France"},
    ]
    lines = [
        line(f"o{n}", product, number)
        for n, basket in enumerate(TEN)
        for number, product in enumerate(basket.split())
    ]
    lines += [line("o0", "bread", 9), line("o0", "post", 8), line("o6", "tea", 9, quantity=-1)]
    lines += [line("back", "jam", 0), line("back", "tea", 1), line("postage", "post", 0)]
    products = {each["product_id"] for each in lines}
    fill(
        customers=[{"customer_id": "ann", "country": "Spain"}],
        products=[
            {"product_id": each, "kind": "charge" if each == "post" else "product"}
            for each in sorted(products)
        ],
        orders=orders,
        order_lines=lines,
    )
    return store


def test_only_what_was_bought_makes_a_basket(ten_baskets, tmp_path):
    file = tmp_path / "rules.csv"
    found = basket_rules(ten_baskets, min_support=0.2, min_confidence=0.75, out=file)
    assert (found.rules, found.baskets, found.products, found.longest) == (7, 10, 5, 3)
    written = pd.read_csv(file, encoding="utf-8-sig").set_index(["antecedent", "consequent"])
    assert list(written) == ["support", "confidence", "lift", "leverage", "conviction"]
    assert len(written) == 7
    rule = written.loc[("bread,milk", "butter")]
    assert rule.to_list() == pytest.approx([0.3, 0.75, 2.5, 0.18, 2.8])
    always = written.loc[("jam", "bread")]
    assert always["confidence"] == 1
    assert pd.isna(always["conviction"])
    assert {(best.antecedent, best.conviction) for best in found.best} >= {("jam", None)}


def test_a_country_is_that_of_the_order_else_of_its_customer(ten_baskets):
    abroad = basket_rules(ten_baskets, min_support=0.2, min_confidence=0.0, country="Spain")
    assert (abroad.rules, abroad.baskets, abroad.products) == (0, 1, 1)
    at_home = basket_rules(ten_baskets, min_support=0.2, min_confidence=0.0, country="France")
    assert at_home.baskets == 9
    with pytest.raises(UnknownColumn, match=r"No country 'Frence'.*Did you mean 'France'"):
        basket_rules(ten_baskets, min_support=0.2, min_confidence=0.0, country="Frence")


def test_who_refuses_personalisation_is_in_no_basket(ten_baskets, fill):
    refusal = {"consent_id": "k1", "customer_id": "ann", "purpose": "personalisation"}
    fill(consents=[refusal | {"is_granted": False, "decided_at": AT}])
    assert basket_rules(ten_baskets, min_support=0.2, min_confidence=0.0).baskets == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_support": 0},
        {"min_support": float("nan")},
        {"min_confidence": 1.5},
        {"max_length": 1},
        {"source": "ratings"},
    ],
)
def test_a_choice_out_of_bounds_is_refused_with_what_would_do(store, wrong):
    with pytest.raises(InvalidValue):
        basket_rules(store, **({"min_support": 0.1, "min_confidence": 0.1} | wrong))


def test_a_database_without_orders_has_no_rules(store):
    found = basket_rules(store, min_support=0.1, min_confidence=0.1)
    assert (found.rules, found.baskets, found.products, found.best) == (0, 0, 0, [])


def test_rules_for_people_name_products_and_count_orders(ten_baskets):
    with ten_baskets.transaction(actor="tests", reason="Name the milk") as tx:
        tx.update("products", "select 'milk' as product_id, 'Whole milk' as name", {})
    table, _ = rule_table(
        ten_baskets, min_support=0.3, min_confidence=0.5, max_length=2, with_names=True
    )
    rows = {row["antecedent"]: row for row in table.to_pylist() if row["consequent"] == "milk"}
    assert rows["butter"]["antecedent_names"] == "butter"
    assert rows["butter"]["consequent_names"] == "Whole milk"
    assert {row["orders"] for row in rows.values()} == {3, 4}
