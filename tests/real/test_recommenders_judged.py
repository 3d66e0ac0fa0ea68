"""Who beats popularity on real customers, and which real products are bought together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.store import open_store
from crm_core.workflows.basket_rules import basket_rules
from crm_core.workflows.imports import import_file
from crm_core.workflows.list_evaluations import ListQuestion, evaluate_lists
from crm_core.workflows.rating_evaluations import evaluate_ratings

pytestmark = pytest.mark.real

PLAYHOUSES = ("22745", "22746")  # a poppy's playhouse bedroom, and its livingroom


@pytest.fixture(scope="module")
def judged(invoices):
    return evaluate_lists(invoices, ListQuestion(models=["item_cf", "rules"]))


@pytest.fixture(scope="module")
def lines(real_data):
    """The lines of products in orders that are no returns, from the file itself."""
    read = pd.read_parquet(real_data / "online_retail_II_2009_2010.parquet")
    read["order"] = read["Invoice"].astype(str)
    read["product"] = read["StockCode"].astype(str).str.strip().str.upper()
    return read[~read["order"].str.startswith("C") & (read["Quantity"] > 0) & (read["Price"] >= 0)]


def test_somebody_beats_popularity_on_later_orders_with_its_interval(judged):
    assert judged.trained_until == date(2010, 10, 13)
    assert judged.customers > 1500
    assert {"item_cf", "rules"} <= set(judged.popularity_beaten_by)
    assert judged.intervals["item_cf"]["ndcg"].low > judged.intervals["popularity"]["ndcg"].high
    assert judged.verdicts["random"].verdict == "loses"
    assert "Popularity serves these customers better." in judged.verdicts["random"].sentence


def test_popularity_does_what_pandas_alone_says_it_does(judged, lines):
    known = lines[lines["Customer ID"].notna() & lines["product"].str.match(r"^\d{5}")]
    pairs = known[["Customer ID", "product"]].assign(
        is_later=pd.to_datetime(known["InvoiceDate"]).dt.date > judged.trained_until
    )
    before = pairs[~pairs["is_later"]].drop_duplicates()
    owned = before.groupby("Customer ID")["product"].agg(set)
    later = pairs[pairs["is_later"]].groupby("Customer ID")["product"].agg(set)
    popular = before["product"].value_counts(sort=True).index[:400].tolist()
    found = []
    for customer, taken in later.items():
        fresh = taken - owned.get(customer, set())
        if customer in owned.index and fresh:
            listed = [each for each in popular if each not in owned[customer]][:10]
            found.append(any(each in fresh for each in listed))
    assert len(found) == pytest.approx(judged.customers, abs=3)
    assert judged.models["popularity"]["hit_rate"] == pytest.approx(np.mean(found), abs=0.01)


def test_the_best_rules_join_the_rooms_of_one_playhouse(invoices, lines):
    found = basket_rules(invoices, min_support=0.01, min_confidence=0.3)
    best = found.best[0]
    assert {best.antecedent, best.consequent} == set(PLAYHOUSES)
    assert [each.lift for each in found.best] == sorted(
        (each.lift for each in found.best), reverse=True
    )
    holders = {each: set(lines.loc[lines["product"] == each, "order"]) for each in PLAYHOUSES}
    first, second = holders[best.antecedent], holders[best.consequent]
    both = len(first & second)
    assert both > 200
    assert best.confidence == pytest.approx(both / len(first))
    assert best.support == pytest.approx(both / found.baskets)
    assert best.lift == pytest.approx(both * found.baskets / (len(first) * len(second)))


@pytest.fixture(scope="module")
def restaurants(real_data, tmp_path_factory):
    """Restaurants with their cuisines, and who rated them."""
    folder = real_data / "restaurant"
    cuisines = pd.read_csv(folder / "cuisine.csv").groupby("placeID")["Rcuisine"].agg(", ".join)
    places = pd.read_csv(folder / "places.csv", encoding="latin-1")
    products = pd.DataFrame(
        {
            "product_id": places["placeID"],
            "name": places["name"],
            "category": places["placeID"].map(cuisines),
        }
    )
    file = tmp_path_factory.mktemp("restaurants") / "products.csv"
    products.to_csv(file, index=False)
    with open_store(":memory:") as store:
        import_file(store, "products", file, actor="tests")
        import_file(store, "ratings", folder / "rating_final.csv", actor="tests")
        yield store


def test_neighbours_find_the_restaurants_people_go_to_and_cuisine_alone_does_not(restaurants):
    found = evaluate_lists(restaurants, ListQuestion(models=["user_cf", "item_cf", "content"]))
    assert (found.split, found.source, found.customers) == ("random", "ratings", 138)
    assert found.popularity_beaten_by == ["user_cf", "item_cf"]
    assert found.verdicts["content"].verdict == "loses"
    assert 100 < found.served["content"] < found.served["user_cf"] == 138


def test_every_model_of_ratings_errs_less_than_guessing(restaurants):
    found = evaluate_ratings(restaurants)
    assert (found.ratings, found.customers, found.products) == (1161, 138, 130)
    guessed = found.models.pop("random")
    assert guessed.rmse == pytest.approx(1.0, abs=0.05)
    for name, model in found.models.items():
        assert model.rmse < guessed.rmse - 0.1, name
        assert model.mae < model.rmse
    # The deviation of the ratings themselves, .77, is what their mean alone would give.
    assert found.models["svdpp"].rmse < 0.7
