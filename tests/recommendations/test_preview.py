"""A list says what was left out, why each product stands in it, and why another does not."""

from datetime import date

import pytest

from crm_core.errors import InvalidValue, UnknownId
from crm_core.recommendations import (
    METHODS,
    Interactions,
    Learnt,
    Limits,
    next_best,
    preview,
    why_not,
)
from crm_core.recommendations.everybody import lists_of

AS_OF = date(2024, 6, 30)


def ids(shown):
    return [item.product_id for item in shown.items]


def test_every_rule_is_a_step_that_counts(learnt):
    limits = Limits(lowest_price=4, highest_price=9, categories=("home",), excluded=("jam",))
    shown = preview(learnt, "ann", model="content", limits=limits)
    assert [(step.filter, step.removed, step.left) for step in shown.steps] == [
        ("owned", 2, 4),
        ("not_allowed", 1, 3),
        ("excluded", 1, 2),
        ("stock", 1, 1),
        ("price", 0, 1),
        ("category", 0, 1),
        ("no_evidence", 0, 1),
    ]
    assert ids(shown) == ["new"]
    assert shown.items[0].is_new
    assert shown.items[0].reason == "same words: tea, mug"
    assert shown.says == ["Only 1 of 10: there is nothing more that may be shown."]


def test_the_reason_comes_from_the_method_itself(learnt):
    by_items = preview(learnt, "cat", model="item_cf").items[0]
    assert (by_items.product_id, by_items.reason) == (
        "mug",
        "2 of 4 customers with Green tea have it too, lift 1.0",
    )
    by_count = preview(learnt, "cat", model="popularity").items[0]
    assert by_count.reason == "taken by 2 of 4 customers"
    by_people = preview(learnt, "cat", model="user_cf").items[0]
    assert by_people.reason == ("2 of the 3 most similar customers took it up, 1 product in common")


@pytest.mark.parametrize(
    ("product", "wanted"),
    [
        ("tea", "owned"),
        ("saw", "not_allowed"),
        ("lamp", "stock"),
        ("new", "no_evidence"),
    ],
)
def test_the_filter_that_removed_a_product_is_named(learnt, product, wanted):
    found = why_not(learnt, "ann", product, model="item_cf")
    assert (found.filter, found.rank, found.score, found.outranked_by) == (wanted, None, None, None)
    assert found.sentence.startswith("Not shown: ")


def test_a_product_that_may_be_shown_has_its_rank_and_what_outranks_it(learnt):
    shown = preview(learnt, "gil", model="item_cf", limits=Limits(in_stock=False))
    assert ids(shown) == ["mug", "lamp", "jam"]
    for place, item in enumerate(shown.items):
        found = why_not(
            learnt, "gil", item.product_id, model="item_cf", limits=Limits(in_stock=False)
        )
        assert (found.filter, found.rank, found.score) == (None, place + 1, item.score)
        before = [each["product_id"] for each in found.outranked_by or []]
        assert before == ids(shown)[:place]
    with pytest.raises(UnknownId, match="'pot'"):
        why_not(learnt, "gil", "pot", model="item_cf")


def test_a_customer_without_history_gets_a_labelled_fallback(learnt):
    for stranger in ("dan", "nobody we know"):
        shown = preview(learnt, stranger, model="item_cf")
        assert (shown.fallback, shown.cold_start) == ("popularity", True)
        assert ids(shown) == ["tea", "mug", "jam"]
        assert shown.says[0].startswith("No history")


def test_who_refuses_gets_the_list_that_everyone_gets(learnt):
    shown = preview(learnt, "eve", model="item_cf")
    assert (shown.fallback, shown.cold_start) == ("popularity", False)
    assert ids(shown) == ids(preview(learnt, "dan", model="popularity"))
    assert "Refuses personalisation" in shown.says[0]


def test_owned_products_come_again_only_where_they_are_used_up_and_asked_for(learnt):
    assert "tea" not in ids(preview(learnt, "ann", model="popularity"))
    again = preview(learnt, "ann", model="popularity", limits=Limits(again=True))
    assert "tea" in ids(again)
    assert "mug" not in ids(again)
    assert set(ids(preview(learnt, "cat", model="due"))) == {"jam", "tea"}


def test_diversity_brings_what_differs_to_the_front(learnt):
    plain = preview(learnt, "bob", model="content", n=2)
    assert ids(plain) == ["new"]
    for diversity in (0.0, 0.6):
        shown = preview(learnt, "dan", model="item_cf", n=3, limits=Limits(diversity=diversity))
        assert ids(shown) == (["tea", "mug", "jam"] if not diversity else ["tea", "jam", "mug"])


def test_what_variety_puts_aside_is_counted_and_said(learnt):
    limits = Limits(diversity=0.6)
    shown = preview(learnt, "dan", model="item_cf", n=2, limits=limits)
    assert ids(shown) == ["tea", "jam"]
    assert [(s.removed, s.left) for s in shown.steps if s.filter == "variety"] == [(1, 2)]
    aside = why_not(learnt, "dan", "mug", model="item_cf", n=2, limits=limits)
    assert (aside.filter, aside.rank) == (None, 2)
    assert aside.sentence.startswith("Not shown: put aside for variety")
    there = why_not(learnt, "dan", "jam", model="item_cf", n=2, limits=limits)
    assert there.sentence == "It is on the list: place 3 of 3 that may be shown."


def test_where_all_refuse_everybody_gets_the_same_empty_list(catalogue):
    refused = Learnt(
        Interactions.of([], catalogue, [], as_of=AS_OF), refusing=frozenset({"eve"}), seed=0
    )
    found = lists_of(refused, ["eve"], model="ease", n=3)
    assert (len(found.columns()["rank"]), found.fallbacks) == (0, 1)
    assert ids(preview(refused, "eve", model="ease")) == []


def test_limits_that_cannot_be_meant_are_refused(learnt):
    with pytest.raises(InvalidValue, match="diversity"):
        preview(learnt, "ann", model="ease", limits=Limits(diversity=1.5))
    with pytest.raises(InvalidValue, match="highest price"):
        preview(learnt, "ann", model="ease", limits=Limits(lowest_price=9, highest_price=1))
    for refuse in (
        lambda: preview(learnt, "ann", model="ease", n=0),
        lambda: why_not(learnt, "ann", "mug", model="ease", n=0),
        lambda: next_best(learnt, ["ann"], model="ease", n=0),
        lambda: lists_of(learnt, ["ann"], model="ease", n=0),
    ):
        with pytest.raises(InvalidValue, match="limit"):
            refuse()
    with pytest.raises(InvalidValue, match="item_cf"):
        preview(learnt, "ann", model="magic")


@pytest.mark.parametrize("model", METHODS)
@pytest.mark.parametrize("limits", [Limits(), Limits(again=True), Limits(diversity=0.5)])
def test_the_lists_of_everybody_are_those_of_each(learnt, model, limits):
    people = ["ann", "bob", "cat", "dan", "eve", "gil"]
    found = lists_of(learnt, people, model=model, n=3, limits=limits)
    columns = found.columns()
    for who in people:
        listed = columns["product_id"][columns["customer_id"] == who].tolist()
        assert listed == ids(preview(learnt, who, model=model, n=3, limits=limits))
