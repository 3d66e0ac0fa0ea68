"""Methods side by side over the same customers: who is judged, by what, and what is said."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations import METHODS, Catalogue, Interactions
from crm_core.recommendations.withholding import withheld
from crm_core.workflows.learning import learnt
from crm_core.workflows.list_evaluations import ListQuestion, evaluate_lists, judged_lists
from crm_core.workflows.list_judging import court
from crm_core.workflows.rating_evaluations import evaluate_ratings

AS_OF = date(2024, 6, 30)
FIRST = date(2024, 1, 1)
SIZE = 30


@pytest.fixture(scope="module")
def two_tastes():
    """Customers of two tastes buy a product of their own every other week; one more never did."""
    random = np.random.default_rng(0)
    products = [f"p{number:02}" for number in range(2 * SIZE)]
    entries = [
        (f"c{who:02}", products[2 * int(what) + who % 2], FIRST + timedelta(days=7 * week))
        for who in range(SIZE)
        for week, what in enumerate(random.permutation(SIZE)[:12])
    ]
    customers = [f"c{number:02}" for number in range(SIZE + 1)]
    return Interactions.of(customers, Catalogue.of(products), entries, as_of=AS_OF)


@pytest.fixture(scope="module")
def by_time(two_tastes):
    return judged_lists(two_tastes, ListQuestion(models=["item_cf"]))


def test_who_knows_the_taste_beats_popularity_and_it_is_said(by_time):
    assert set(by_time.models) == {"popularity", "item_cf", "random"}
    assert by_time.popularity_beaten_by == ["item_cf"]
    verdict = by_time.verdicts["item_cf"]
    assert verdict.sentence.startswith("Item to item beats popularity: nDCG@10")
    assert by_time.verdicts["popularity"].verdict == "baseline"
    assert by_time.difference.startswith("Really above popularity: Item to item.")
    low, high = by_time.intervals["item_cf"]["ndcg"].low, by_time.intervals["popularity"]["ndcg"]
    assert low > high.high


def test_every_part_of_the_judgement_is_over_the_same_customers(by_time):
    assert (by_time.split, by_time.trained_until) == ("time", date(2024, 2, 26))
    assert by_time.customers == SIZE
    for groups in by_time.groups.values():
        assert [(each.group, each.customers) for each in groups] == [("many", SIZE)]
    at_ten = by_time.by_length["item_cf"][-1]
    assert at_ten["precision"] == pytest.approx(by_time.models["item_cf"]["precision"])
    assert by_time.replay["item_cf"].customers == SIZE
    assert by_time.replay["item_cf"].caveat.startswith("An optimistic figure")


def test_a_replay_is_of_later_orders_only(two_tastes):
    assert judged_lists(two_tastes, ListQuestion(models=["item_cf"], split="random")).replay == {}


def bought(*entries):
    return Interactions.of(
        ["ann", "bob", "new"], Catalogue.of(["cup", "pot", "tea"]), entries, as_of=AS_OF
    )


LATER = FIRST + timedelta(days=90)


def test_what_is_owned_is_no_answer_unless_owned_products_are_kept():
    histories = bought(
        ("ann", "tea", FIRST),
        ("bob", "tea", FIRST),
        ("ann", "tea", LATER),
        ("ann", "pot", LATER),
        ("bob", "tea", LATER),
        ("new", "cup", LATER),
    )
    held = withheld(histories, split="time", share=0.6, seed=0)
    removed, kept = (court(held, keeps_owned=keeps) for keeps in (False, True))
    assert (removed.rows.tolist(), removed.relevant.product.tolist()) == ([0], [1])
    assert (kept.rows.tolist(), kept.relevant.product.tolist()) == ([0, 1], [1, 2, 2])
    assert removed.groups == ["new"]
    # Both count as bought later, on the list or not.
    assert removed.bought.product.tolist() == [1, 2]
    found = judged_lists(histories, ListQuestion(models=["popularity"], test_share=0.6))
    assert (found.customers, found.without_history) == (1, 1)
    assert found.verdicts["random"].verdict == "too_few"


def test_a_method_that_offers_owned_products_stands_beside_popularity_that_does(
    two_tastes, monkeypatch
):
    again = replace(METHODS["item_cf"], name="again", label="Again", offers_owned=True)
    monkeypatch.setitem(METHODS, "again", again)
    found = judged_lists(two_tastes, ListQuestion(models=["item_cf", "again"]))
    # Nothing is bought twice here: offering what is owned can only waste places.
    assert found.models["again"]["ndcg"] < found.models["item_cf"]["ndcg"]
    assert found.customers == SIZE


def test_ratings_count_whatever_the_day_of_the_last_order(store, fill):
    rated = [
        {"customer_id": f"c{who}", "product_id": f"p{(who + what) % 5}", "rating": 1.0 + what}
        | {"rated_at": datetime(2024, 1, 1 + what) if what else None}
        for who in range(6)
        for what in range(4)
    ]
    fill(
        customers=[{"customer_id": f"c{who}"} for who in range(6)],
        products=[{"product_id": f"p{what}"} for what in range(5)],
        ratings=[{"rating_id": f"r{n}", "rated_at": None} | each for n, each in enumerate(rated)],
        orders=[{"order_id": "o1", "customer_id": "c1", "ordered_at": datetime(2020, 1, 1)}],
    )
    found = evaluate_lists(store, ListQuestion(models=["popularity"], source="ratings"))
    # Those without a day are known from the first day on; the last day's are withheld.
    assert (found.as_of, found.trained_until) == (date(2024, 1, 4), date(2024, 1, 3))
    assert (found.customers, found.products_withheld) == (6, 6)
    assert evaluate_ratings(store, models=["baseline"], folds=2).ratings == 24
    offered_from = learnt(store, source="ratings").interactions
    assert (len(offered_from), offered_from.as_of) == (24, date(2024, 1, 4))
    first_day = learnt(store, source="ratings", as_of=date(2024, 1, 2)).interactions
    assert (len(first_day), first_day.as_of) == (12, date(2024, 1, 2))


def test_what_cannot_be_asked_is_refused_with_what_can(store):
    with pytest.raises(InvalidValue, match="popularity"):
        evaluate_lists(store, ListQuestion(models=["popularty"]))
    with pytest.raises(InvalidValue, match="--limit"):
        evaluate_lists(store, ListQuestion(limit=0))
    with pytest.raises(InvalidValue, match="--from"):
        evaluate_lists(store, ListQuestion(source="events"))
    with pytest.raises(NotEnoughRows, match="Import orders or ratings first"):
        evaluate_lists(store, ListQuestion())
