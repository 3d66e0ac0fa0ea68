"""What every way of recommending promises, checked on each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from crm_core.recommendations import (
    BOUGHT,
    METHODS,
    NO_PRODUCT,
    NOTHING,
    RATED,
    Catalogue,
    Interactions,
    Recommender,
    top,
    top_lists,
)

AS_OF = date(2024, 6, 30)
SIZE = 20
KINDS = {"orders": BOUGHT, "ratings": RATED}
KNOWS_THE_CUSTOMER = [n for n in METHODS if n not in ("popularity", "recent", "due", "random")]
OTHERS = [name for name, method in METHODS.items() if not method.offers_owned]


def words_of(product: int) -> str:
    return "crimson velvet ribbon" if product % 2 else "walnut garden bench"


def checkerboard(size: int = SIZE) -> Interactions:
    """Customers own the products of their own colour, all but the one of their own number.

    So that one is the only right answer, as in the tests of the library `implicit`. A last customer
    did nothing.
    """
    customers = [f"c{number:03}" for number in range(size + 1)]
    products = [f"p{number:03}" for number in range(size)]
    catalogue = Catalogue.of(products, texts=[words_of(number) for number in range(size)])
    entries = [
        (customers[who], products[what], AS_OF - timedelta(days=20 + who % 7))
        for who in range(size)
        for what in range(size)
        if who % 2 == what % 2 and who != what
    ]
    return Interactions.of(customers, catalogue, entries, as_of=AS_OF)


@pytest.fixture(scope="module")
def board() -> Interactions:
    return checkerboard()


@pytest.fixture(scope="module")
def fitted(board) -> dict[str, Recommender]:
    return {name: method.made(0).fit(board) for name, method in METHODS.items()}


@pytest.fixture(params=list(METHODS))
def name(request) -> str:
    return request.param


@pytest.mark.parametrize("name", KNOWS_THE_CUSTOMER)
def test_the_withheld_cell_is_the_first_answer(board, fitted, name):
    ids, _ = top_lists(fitted[name], board, n=3)
    assert ids[:SIZE, 0].tolist() == list(range(SIZE))


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_owned_is_offered(board, fitted, name):
    ids, _ = top_lists(fitted[name], board, n=SIZE)
    owned = board.owned.toarray() > 0
    for row, listed in enumerate(ids):
        assert not owned[row, listed[listed != NO_PRODUCT]].any()


def test_a_list_has_n_products_at_most_each_once(board, fitted, name):
    for n in (1, 4, 30):
        ids, scores = top_lists(fitted[name], board, n=n, keep_owned=True)
        assert ids.shape == scores.shape == (SIZE + 1, n)
        for listed, found in zip(ids, scores, strict=True):
            there = listed[listed != NO_PRODUCT]
            assert len(set(there.tolist())) == len(there)
            assert ((listed == NO_PRODUCT) == (found == NOTHING)).all()
            assert (np.diff(found[found > NOTHING]) <= 0).all()


def test_the_same_seed_gives_the_same_lists(board, fitted, name):
    again = METHODS[name].made(0).fit(checkerboard())
    ids, scores = top_lists(again, board, n=5, keep_owned=True)
    before, known = top_lists(fitted[name], board, n=5, keep_owned=True)
    assert np.array_equal(ids, before)
    assert np.array_equal(scores, known)


def test_a_score_depends_on_no_other_row_asked_for(board, fitted, name):
    rows = np.array([7, 2, 11])
    together = fitted[name].scores(rows)
    for place, row in enumerate(rows):
        alone = fitted[name].scores(np.array([row]))[0]
        assert together[place] == pytest.approx(alone, rel=1e-5)


def test_scores_are_numbers_or_nothing_and_never_missing(board, fitted, name):
    scores = fitted[name].scores(np.arange(SIZE + 1))
    assert scores.shape == board.shape
    assert not np.isnan(scores).any()
    assert not (scores == np.inf).any()


def test_every_product_of_a_list_has_a_reason_in_words(board, fitted, name):
    ids, _ = top_lists(fitted[name], board, n=3, keep_owned=METHODS[name].offers_owned)
    listed = ids[4][ids[4] != NO_PRODUCT]
    reasons = fitted[name].reasons(4, listed)
    assert len(reasons) == len(listed)
    assert all(reason and not reason.endswith(".") for reason in reasons)


@pytest.mark.parametrize("source", ["orders", "ratings"])
def test_what_nobody_took_up_is_offered_for_its_words_or_by_chance_alone(name, source):
    known = checkerboard()
    kept = known.product != 0
    board = replace(known.where(kept), source=source, kind=np.full(kept.sum(), KINDS[source]))
    new = METHODS[name].made(0).fit(board).scores(np.arange(SIZE))[:, 0]
    assert (new > NOTHING).any() == (name in ("content", "blend", "random"))


def test_nothing_to_learn_from_is_no_error(name):
    nobody = checkerboard().where(np.zeros(len(checkerboard()), dtype=bool))
    scores = METHODS[name].made(0).fit(nobody).scores(np.arange(3))
    assert scores.shape == (3, SIZE)
    assert not np.isnan(scores).any()


def test_what_it_has_to_say_is_said_in_sentences(fitted, name):
    for sentence in fitted[name].notes_:
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_the_best_are_found_whatever_the_ties():
    random = np.random.default_rng(3)
    for count, n in ((5, 10), (300, 10), (301, 7), (1000, 1)):
        scores = random.integers(0, 12, (40, count)).astype(np.float32)
        scores[random.random((40, count)) < 0.2] = NOTHING
        ids, found = top(scores, n)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :n]
        wanted = np.take_along_axis(scores, order, axis=1)
        assert np.array_equal(found[:, : wanted.shape[1]], wanted)
        assert np.array_equal(ids[:, : order.shape[1]][wanted > NOTHING], order[wanted > NOTHING])
