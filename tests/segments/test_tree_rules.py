"""A tree over segments gives rules that find planted groups, unknown values included."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments.rules import Comparison, Either, Every
from crm_core.segments.tree_rules import Bounds, shortest_between, tree_rules


def holds(rule, row) -> bool:
    if isinstance(rule, Every):
        return all(holds(part, row) for part in rule.parts)
    if isinstance(rule, Either):
        return any(holds(part, row) for part in rule.parts)
    value = row[rule.field]
    if rule.op == "is_null":
        return bool(np.isnan(value)) == rule.value
    return value > rule.value if rule.op == ">" else value <= rule.value


def chosen(rule, values, names):
    return np.array([holds(rule, dict(zip(names, row, strict=True))) for row in values])


def test_planted_boxes_are_found_with_short_thresholds():
    random = np.random.default_rng(2)
    values = np.column_stack([random.integers(0, 100, 400), random.gamma(2, 50, 400)])
    segments = np.where(values[:, 0] <= 30, 1, np.where(values[:, 1] > 120, 2, 3))
    rules = tree_rules(values, segments, ["days", "spend"])
    for number, rule in rules.items():
        assert (chosen(rule, values, ["days", "spend"]) == (segments == number)).all()
    assert rules[1] == Comparison("days", "<=", 30)


def test_a_large_integer_is_told_from_the_next():
    values = np.array([[2.0**24], [2.0**24 + 4]] * 5)
    rules = tree_rules(values, np.array([1, 2] * 5), ["id"])
    assert chosen(rules[2], values, ["id"]).tolist() == [False, True] * 5


def test_unknown_values_go_where_they_belong():
    values = np.array([[1.0], [2.0], [nan], [nan], [9.0], [8.0]] * 10)
    segments = np.array([1, 1, 2, 2, 2, 2] * 10)
    rules = tree_rules(values, segments, ["gap"])
    for number, rule in rules.items():
        assert (chosen(rule, values, ["gap"]) == (segments == number)).all()


def test_only_unknown_values_make_a_segment():
    values = np.array([[1.0], [5.0], [nan]] * 10)
    segments = np.array([1, 1, 2] * 10)
    rules = tree_rules(values, segments, ["gap"])
    assert rules == {
        1: Comparison("gap", "is_null", False),
        2: Comparison("gap", "is_null", True),
    }


def test_who_is_in_no_segment_is_told_apart_and_gets_no_rule():
    values = np.arange(30.0).reshape(-1, 1)
    segments = np.where(values[:, 0] < 10, 0, 1)
    assert tree_rules(values, segments, ["x"]) == {1: Comparison("x", ">", 9)}
    assert tree_rules(values, np.zeros(30, dtype=np.int64), ["x"]) == {}


def test_one_segment_of_all_is_everyone():
    assert tree_rules(np.ones((5, 1)), np.ones(5, dtype=np.int64), ["x"]) == {1: Every(())}


def test_a_segment_no_leaf_is_given_to_gets_the_leaf_that_holds_it_best():
    values = np.zeros((10, 1))
    segments = np.array([1] * 9 + [2])
    assert set(tree_rules(values, segments, ["x"])) == {1, 2}


def test_equal_rows_and_seed_give_equal_rules():
    random = np.random.default_rng(4)
    values, segments = random.normal(size=(300, 3)), random.integers(0, 4, 300)
    names = ["a", "b", "c"]
    assert tree_rules(values, segments, names, seed=7) == tree_rules(
        values, segments, names, seed=7
    )


@given(
    st.floats(-1e12, 1e12, allow_subnormal=False),
    st.floats(-1e12, 1e12, allow_subnormal=False),
)
def test_the_shortest_number_parts_what_it_should(one, other):
    low, high = sorted((one, other))
    if low < high:
        assert low <= shortest_between(low, high) < high


@pytest.mark.parametrize(
    ("bounds", "rule"),
    [
        (Bounds(), None),
        (Bounds(with_unknown=False), Comparison("x", "is_null", False)),
        (Bounds(low=inf), Comparison("x", "is_null", True)),
        (Bounds(high=-inf), Comparison("x", "is_null", True)),
        (
            Bounds(low=1.5, high=3.0),
            Either(
                (
                    Every((Comparison("x", ">", 1.5), Comparison("x", "<=", 3))),
                    Comparison("x", "is_null", True),
                )
            ),
        ),
    ],
)
def test_bounds_as_a_rule(bounds, rule):
    assert bounds.rule("x") == rule
