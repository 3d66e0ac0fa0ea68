"""Figures of lists: worked out by hand, and the same as ranx on random lists."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from crm_core.evaluation import (
    LIST_FORMULAS,
    ListJudge,
    Relevant,
    Shelf,
    coverage,
    difference,
    figures_by_length,
    figures_of,
    lists_by_group,
    replay,
)
from crm_core.evaluation.replay import OPTIMISTIC

LOG3 = np.log2(3)


def relevant(*taken):
    cells = [(row, product) for row, products in enumerate(taken) for product in products]
    return Relevant(*np.array(cells, dtype=np.int64).reshape(-1, 2).T)


def named(judge):
    return dict(zip(judge.names, judge.figures(), strict=True))


LISTS = np.array([[4, 1, 2], [3, 0, -1], [0, 1, 2]])
TAKEN = relevant({1, 2, 7, 8}, {3}, {5})


def test_figures_of_three_lists_are_those_worked_out_by_hand():
    found = named(ListJudge(LISTS, TAKEN))
    ideal = 1 + 1 / LOG3 + 1 / 2
    assert found["precision"] == pytest.approx((2 / 3 + 1 / 3 + 0) / 3)
    assert found["recall"] == pytest.approx((2 / 4 + 1 + 0) / 3)
    assert found["ndcg"] == pytest.approx(((1 / LOG3 + 1 / 2) / ideal + 1 + 0) / 3)
    assert found["map"] == pytest.approx(((1 / 2 + 2 / 3) / 3 + 1 + 0) / 3)
    assert found["hit_rate"] == pytest.approx(2 / 3)
    assert found["mrr"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert np.isnan([found["novelty"], found["diversity"], found["popularity_bias"]]).all()


def test_map_is_one_where_every_place_is_right_though_more_was_taken():
    found = named(ListJudge(np.array([[0, 1]]), relevant({0, 1, 2, 3, 4})))
    assert (found["map"], found["ndcg"], found["precision"]) == pytest.approx((1, 1, 1))


def test_reach_of_two_lists_is_that_worked_out_by_hand():
    # Five products, owned by 8, 4, 2, 1 and nobody of 16; products 0 and 1 share one word of two.
    text = csr_array(np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]]))
    shelf = Shelf(np.array([8, 4, 2, 1, 0]), 16, text)
    lists = np.array([[0, 1, 2], [3, 4, -1], [0, -1, -1]])
    found = named(ListJudge(lists, relevant({0}, {0}, {0}), shelf))
    assert found["novelty"] == pytest.approx((1 + 2 + 3 + 4 + 4 + 1) / 6)
    # Pairs of the first list: cosines .6, 0, 0. Nothing is written of product 4: cosine 0.
    assert found["diversity"] == pytest.approx(((1 - 0.6 / 3) + 1) / 2)
    assert found["popularity_bias"] == pytest.approx(2 / 6)  # product 0 is the best known fifth
    assert coverage(lists, 5) == 1
    assert coverage(lists[2:], 5) == pytest.approx(0.2)
    assert coverage(lists, 0) is None


def test_the_first_places_alone_give_the_figures_by_length():
    found = figures_by_length(LISTS, TAKEN)
    for n in (1, 2, 3):
        at = named(ListJudge(LISTS[:, :n], TAKEN))
        row = found.set_index("n").loc[n]
        assert row.to_list() == pytest.approx([at["precision"], at["recall"]])


@pytest.fixture(scope="module")
def ranx():
    """The oracle run as plain Python: compiling it would take half a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_DISABLE_JIT", "1")
        return importlib.import_module("ranx")


def test_figures_equal_ranx_on_random_lists(ranx):
    random = np.random.default_rng(5)
    rows, length, products = 40, 7, 25
    lists = np.array([random.permutation(products)[:length] for _ in range(rows)])
    taken = [set(random.permutation(products)[: random.integers(1, 12)]) for _ in range(rows)]
    qrels = ranx.Qrels({f"c{r:02}": {str(p): 1 for p in taken[r]} for r in range(rows)})
    run = ranx.Run(
        {
            f"c{r:02}": {str(p): float(length - at) for at, p in enumerate(lists[r])}
            for r in range(rows)
        }
    )
    names = ["precision", "recall", "ndcg", "hit_rate", "mrr"]
    found = named(ListJudge(lists, relevant(*taken)))
    theirs = ranx.evaluate(qrels, run, [f"{name}@{length}" for name in names])
    for name in names:
        assert found[name] == pytest.approx(theirs[f"{name}@{length}"], rel=1e-12), name
    # ranx divides average precision by all that is relevant, also by what no list can hold.
    each = ranx.evaluate(qrels, run, f"map@{length}", return_mean=False)
    ours = [len(taken[r]) / min(length, len(taken[r])) for r in range(rows)]
    assert found["map"] == pytest.approx(np.mean(np.array(each) * ours), rel=1e-12)


CASES = st.integers(1, 6).flatmap(
    lambda n: st.lists(
        st.tuples(
            st.lists(st.integers(0, 9), min_size=0, max_size=n, unique=True),
            st.sets(st.integers(0, 9), min_size=1),
        ),
        min_size=1,
        max_size=8,
    ).map(lambda cases: (n, cases))
)


@given(CASES)
def test_figures_lie_between_none_right_and_all_right(given_cases):
    n, cases = given_cases
    lists = np.array([[*listed, *[-1] * (n - len(listed))] for listed, _ in cases])
    found = named(ListJudge(lists, relevant(*(taken for _, taken in cases))))
    right = [found[name] for name in ("precision", "recall", "ndcg", "map", "hit_rate", "mrr")]
    assert all(0 <= value <= 1 + 1e-12 for value in right)
    assert found["precision"] <= found["hit_rate"]
    assert found["mrr"] <= found["hit_rate"]
    assert (max(right) == 0) == (min(right) == 0)


def random_judges(rows=60):
    random = np.random.default_rng(1)
    lists = np.array([random.permutation(30)[:5] for _ in range(rows)])
    taken = relevant(*(set(random.permutation(30)[:4]) for _ in range(rows)))
    return ListJudge(lists, taken), ListJudge(lists[:, ::-1], taken)


def test_a_group_is_judged_as_if_it_were_alone():
    judge, _ = random_judges()
    groups = np.array(["new", "many", "many"] * 20)
    new, many = lists_by_group(judge, groups, ["new", "few", "many"], seed=0)
    assert (new.group, new.customers, many.group, many.customers) == ("new", 20, "many", 40)
    whole = figures_of(judge, seed=0)["ndcg"].mean
    assert (20 * new.figures["ndcg"].mean + 40 * many.figures["ndcg"].mean) / 60 == pytest.approx(
        whole
    )


def test_orders_of_one_list_differ_in_rank_only():
    judge, backwards = random_judges()
    gap = difference(judge, backwards, seed=0)
    assert gap["precision"].mean == gap["precision"].low == gap["precision"].high == 0
    assert gap["ndcg"].low <= gap["ndcg"].mean <= gap["ndcg"].high
    assert gap["ndcg"].low < gap["ndcg"].high


def test_nobody_to_judge_gives_no_figure():
    judge = ListJudge(np.empty((0, 3), dtype=int), relevant())
    assert all(figure.mean is None for figure in figures_of(judge, seed=0).values())


def test_every_figure_has_its_formula():
    assert {*ListJudge.names, "coverage"} == set(LIST_FORMULAS)


def test_a_replay_counts_what_was_bought_of_the_list_and_says_what_it_is():
    worth = np.array([10.0, 20.0, 5.0, 5.0, 50.0, 10.0])  # rows 0 (1, 2, 7, 8), 1 (3), 2 (5)
    bought = Relevant(np.array([0, 0, 0, 0, 1, 2]), np.array([1, 2, 7, 8, 3, 5]))
    found = replay(LISTS, bought, worth)
    assert (found.customers, found.customers_hit, found.products_hit) == (3, 2, 3)
    assert (found.money, found.money_share) == (80, 0.8)
    assert found.caveat == OPTIMISTIC
