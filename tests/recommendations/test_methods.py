"""Methods give the numbers of their papers on data small enough to check."""

from datetime import date, timedelta

import numpy as np
import pytest

from crm_core.recommendations import Catalogue, Interactions, top_lists
from crm_core.recommendations.blend import Blend
from crm_core.recommendations.content import Content
from crm_core.recommendations.due import DueAgain, cycles
from crm_core.recommendations.ease import EASE
from crm_core.recommendations.item_cf import ItemToItem
from crm_core.recommendations.popularity import Popularity
from crm_core.recommendations.user_cf import UserToUser

AS_OF = date(2024, 6, 30)


@pytest.fixture(scope="module")
def many() -> Interactions:
    """Two hundred customers, thirty products, half a year."""
    random = np.random.default_rng(2)
    people, goods = [f"c{n}" for n in range(200)], [f"p{n:02}" for n in range(30)]
    entries = [
        (
            people[who],
            goods[int(what) % 30],
            AS_OF - timedelta(days=int(random.integers(0, 180))),
        )
        for who in range(200)
        for what in random.normal(who % 30, 4, 6)
    ]
    return Interactions.of(
        people, Catalogue.of(goods), entries, as_of=AS_OF, worth=random.uniform(1, 20, len(entries))
    )


def test_a_purchase_counts_by_number_money_and_recency():
    goods = Catalogue.of(["a", "b", "c", "d"])
    entries = [
        ("x", "a", AS_OF),
        ("x", "b", AS_OF),
        ("x", "b", AS_OF),
        ("x", "c", AS_OF - timedelta(days=180)),
        ("x", "d", AS_OF),
    ]
    worth = [10, 10, 10, 10, 80]
    found = Interactions.of(["x"], goods, entries, as_of=AS_OF, worth=worth)
    once = 1 + np.log(2)
    wanted = np.log1p([once, 2 * once, once / 2, 1 + np.log(9)])
    assert found.strength.toarray()[0] == pytest.approx(wanted)


def test_a_look_counts_less_than_a_purchase_and_owns_nothing():
    bought = Interactions.of(["x"], Catalogue.of(["a"]), [("x", "a", AS_OF)], as_of=AS_OF)
    looked = Interactions(
        **{**bought.__dict__, "kind": np.array([2], dtype=np.int8), "basket": np.array([-1])}
    )
    assert 0 < looked.strength[0, 0] < bought.strength[0, 0]
    assert (bought.owned.nnz, looked.owned.nnz) == (1, 0)


def test_item_to_item_is_the_cosine_of_strengths(many):
    model = ItemToItem(neighbours=29).fit(many)
    taken = many.strength.toarray().astype(float)
    unit = taken / np.linalg.norm(taken, axis=0)
    alike = unit.T @ unit - np.eye(30)
    assert model.likeness_.toarray() == pytest.approx(alike, abs=1e-6)
    assert model.scores(np.arange(5)) == pytest.approx((taken @ alike)[:5], rel=1e-4)


def test_ease_is_its_closed_form(many):
    model = EASE(penalty=2.0).fit(many)
    taken = many.strength.toarray().astype(float)
    gram = taken.T @ taken
    inverse = np.linalg.inv(gram + 2.0 * np.mean(np.diag(gram)) * np.eye(30))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    assert model.weights_ == pytest.approx(weights, abs=1e-5)


def test_ease_past_its_size_learns_the_best_known_products_and_says_so(many):
    model = EASE(most_products=10).fit(many)
    assert model.notes_ == ("Of 30 products, the 10 that most customers took up.",)
    scored = np.isfinite(model.scores(np.array([0]))[0])
    assert scored.sum() == 10
    assert many.owners[scored].min() >= many.owners[~scored].max()
    assert model.reasons(0, np.flatnonzero(scored)[:2])


def test_many_customers_are_compared_with_a_sample_and_it_says_so(many):
    everybody, some = (UserToUser(seed=0, most_compared=most).fit(many) for most in (200, 60))
    assert everybody.notes_ == ()
    assert some.notes_ == ("Everybody is compared with 60 of 200 customers, drawn at random.",)
    assert some.pool_directions_.shape[1] == 60
    taken = many.strength.toarray()
    unit = taken / np.linalg.norm(taken, axis=1, keepdims=True)
    alike = unit @ unit[1:2].T
    alike[1] = 0
    near = np.argsort(-alike[:, 0])[:50]
    wanted = alike[near, 0] @ taken[near]
    found = everybody.scores(np.array([1]))[0]
    assert found[np.isfinite(found)] == pytest.approx(wanted[np.isfinite(found)], rel=1e-4)


def test_popularity_counts_customers_lately_and_by_country(interactions):
    names = interactions.catalogue.ids
    everybody = Popularity().fit(interactions).scores(np.array([0]))[0]
    assert dict(zip(names, everybody, strict=True)) == {
        "jam": 1, "lamp": 1, "mug": 2, "new": -np.inf, "saw": 1, "tea": 4
    }  # fmt: skip
    recent = Popularity("recent", days=20).fit(interactions).scores(np.array([0]))[0]
    assert set(names[np.isfinite(recent)]) == {"saw", "tea"}
    french = Popularity("country", within="country").fit(interactions)
    listed, _ = top_lists(french, interactions, n=2, rows=np.array([3]))
    assert names[listed[0]].tolist() == ["tea", "jam"]
    assert french.reasons(3, listed[0])[0] == "taken by 1 customer of FR"


def test_words_speak_for_a_product_nobody_took_up_in_chinese_too():
    goods = Catalogue.of(["a", "b", "c"], texts=["红色茶杯", "蓝色茶杯", "木制长椅"])
    known = Interactions.of(["x"], goods, [("x", "a", AS_OF)], as_of=AS_OF)
    model = Content().fit(known)
    scores = model.scores(np.array([0]))[0]
    assert scores[1] > 0
    assert scores[2] == -np.inf
    assert model.reasons(0, np.array([1])) == ["same words: 色茶杯"]


def test_what_comes_round_is_due():
    goods = Catalogue.of(["tea", "pan"])
    days = [AS_OF - timedelta(days=ago) for ago in (120, 90, 60, 30)]
    entries = [("x", "tea", day) for day in days] + [("y", "tea", day) for day in days[:3]]
    entries += [("x", "pan", days[0])]
    known = Interactions.of(["x", "y"], goods, entries, as_of=AS_OF)
    model = DueAgain().fit(known)
    assert cycles(known).gap_days == pytest.approx([30, 30, 30], rel=1e-6)
    scores = model.scores(np.array([0, 1]))
    assert scores[0, 0] > scores[0, 1] > -np.inf
    assert scores[1, 1] == -np.inf
    assert 0 < scores[0, 0] < 1
    often, once = model.reasons(0, np.array([0, 1]))
    assert often.startswith("bought on 4 days, about every 30 days, last 30 days ago: ")
    assert often.endswith(f"{scores[0, 0]:.0%} within 30 days")
    assert once.startswith(
        "bought once; who returns does so after about 30 days, last 120 days ago"
    )


def test_a_blend_takes_the_weights_that_the_metric_likes(many):
    def share(lists, row, product):
        wanted = set(zip(row.tolist(), product.tolist(), strict=True))
        hits = [(row, p) in wanted for row, listed in enumerate(lists.tolist()) for p in listed]
        return sum(hits) / len(hits)

    members = lambda: [Popularity(), ItemToItem()]  # noqa: E731
    tuned = Blend(members, seed=0, metric=share).fit(many)
    assert tuned.is_tuned_
    assert tuned.weights_[1] > tuned.weights_[0]
    plain = Blend(members, seed=0).fit(many)
    assert plain.weights_.tolist() == [1, 1]
    assert plain.notes_[0].startswith("Weights (all equal")
