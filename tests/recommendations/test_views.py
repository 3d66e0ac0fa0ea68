"""What a segment, a picture and a message are made from."""

from datetime import date

import numpy as np
import pytest

from crm_core.errors import InvalidValue
from crm_core.recommendations import (
    Item,
    Limits,
    bought_together,
    due_calendar,
    next_best,
    rendered,
)
from crm_core.recommendations.everybody import lists_of

TEA = Item("T1", "Green tea", 0.4, "same words: tea", "food", 4.5, False)
POT = Item("P1", "Pot", 0.3, "popular", "home", None, True)


def test_the_next_best_of_a_segment_counts_its_customers_lists(learnt):
    people = ["ann", "bob", "gil", "dan", "eve"]
    found = next_best(learnt, people, model="popularity", n=2, limits=Limits(in_stock=False))
    assert (found.customers, found.with_lists, found.without_history, found.refusing) == (
        5, 3, 1, 1
    )  # fmt: skip
    first = found.products.iloc[0]
    assert (first["product_id"], first["customers"], first["share"]) == ("jam", 3, 1.0)
    assert found.products["customers"].sum() == 5  # Bob has no more to get than jam
    assert next_best(learnt, [], model="ease").products.empty


def test_a_segment_too_is_offered_again_what_is_used_up(learnt):
    people, limits = ["ann", "cat", "gil"], Limits(again=True)
    found = next_best(learnt, people, model="popularity", n=2, limits=limits)
    each = lists_of(learnt, people, model="popularity", n=2, limits=limits).columns()
    counts = {name: each["product_id"].tolist().count(name) for name in each["product_id"]}
    assert counts["tea"] == 3
    assert dict(zip(found.products["product_id"], found.products["customers"], strict=True)) == (
        counts
    )


def test_pairs_are_joined_once_by_their_baskets(learnt):
    picture = bought_together(learnt, seed=0)
    assert len(picture.pairs) == 0  # no pair lies in three baskets
    assert list(picture.products) == ["product_id", "name", "category", "customers", "x", "y"]


def test_the_network_joins_what_lies_together_more_often_than_chance():
    from crm_core.recommendations import Catalogue, Interactions, Learnt

    goods = Catalogue.of(["a", "b", "c", "d"])
    pairs = [("a", "b")] * 4 + [("c", "d")] * 3
    entries = [
        (f"c{number}", product, date(2024, 1, 1 + number))
        for number, pair in enumerate(pairs)
        for product in pair
    ]
    known = Interactions.of([f"c{n}" for n in range(7)], goods, entries, as_of=date(2024, 2, 1))
    picture = bought_together(Learnt(known, seed=0), seed=0)
    ends = picture.products["product_id"].to_numpy()[picture.pairs[["first", "second"]]]
    assert ends.tolist() == [["a", "b"], ["c", "d"]]
    assert picture.pairs["baskets"].tolist() == [4, 3]
    assert picture.pairs["lift"].tolist() == pytest.approx([7 / 4, 7 / 3])
    assert np.abs(picture.products[["x", "y"]].to_numpy()).max() <= 1


def test_the_calendar_holds_what_comes_round(learnt):
    found = due_calendar(learnt, days=30, least_chance=0.0)
    assert found["day"].is_monotonic_increasing
    assert found[["customer_id", "product_id"]].to_numpy().tolist()[0] == ["cat", "tea"] or len(
        found
    )
    assert found["day"].between(date(2024, 7, 1), date(2024, 7, 30)).all()
    assert due_calendar(learnt, days=30, least_chance=1.0).empty


def test_a_message_is_filled_with_the_products_of_a_list():
    text = (
        "{{ customer.name }}, {{product_1.name}} is {{ product_1.price }}; or {{ product_2.name }}"
    )
    filled = rendered(text, [TEA, POT], values={"customer.name": "Ann"}, currency="£")
    assert filled == "Ann, Green tea is £4.50; or Pot"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ product_1.nme }}", "did you mean product_1.name"),
        ("{{ product_3.name }}", "use product_1 to product_2"),
        ("{{ product_0.name }}", "product_1 and so on"),
        ("{{ product_2.price }}", "no price is known of Pot"),
        ("{{ product_1.name }", "close every placeholder"),
        ("{{ product_1.__class__ }}", "product_1 and so on"),
    ],
)
def test_a_placeholder_that_means_nothing_is_said(text, says):
    with pytest.raises(InvalidValue, match=says):
        rendered(text, [TEA, POT])
