"""Segments said as rules: a shallow decision tree over features in their own units.

A tree (Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984) asks one
feature at a time. The paths to the leaves where a segment prevails are the segment's rule. Each
segment weighs the same in the tree, so that a small one has its leaves too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Context, Decimal
from math import ceil, inf, log2
from typing import Any

import numpy as np

from crm_core.segments.rules import Comparison, Either, Every, Rule
from crm_core.segments.segmenter import Floats, Integers

DEEPEST = 6
MORE_LEVELS = 2
SMALLEST_LEAF = 0.002
EXACTLY = Context(prec=400, rounding=ROUND_FLOOR)
FITTED_ROWS = 100_000
"""Beyond so many customers a seeded sample of them grows the tree."""


@dataclass(frozen=True)
class Bounds:
    """The values of a feature on a path: over `low`, at most `high`, and unknown ones or not."""

    low: float = -inf
    high: float = inf
    with_unknown: bool = True

    def rule(self, name: str) -> Rule | None:
        """The same as a rule; None where every value will do."""
        if inf in (self.low, -self.high):
            return Comparison(name, "is_null", True)
        sides: list[Rule] = []
        if self.low > -inf:
            sides.append(Comparison(name, ">", _number(self.low)))
        if self.high < inf:
            sides.append(Comparison(name, "<=", _number(self.high)))
        if not sides:
            return None if self.with_unknown else Comparison(name, "is_null", False)
        known = sides[0] if len(sides) == 1 else Every(tuple(sides))
        return Either((known, Comparison(name, "is_null", True))) if self.with_unknown else known


@dataclass(frozen=True)
class Leaf:
    """Where a path ends: the bounds on the way by feature, and the customers of each segment."""

    bounds: dict[int, Bounds]
    counts: dict[int, int] = field(default_factory=dict)
    segment: int = 0


def tree_rules(
    values: Floats, segments: Integers, features: Sequence[str], *, seed: int = 0
) -> dict[int, Rule]:
    """A rule for each segment from 1 on, by its number.

    Parameters
    ----------
    values
        Rows of the features in their own units; NaN where a value is not known.
    segments
        Each row's segment; 0 where it is in none. Rules tell segments from those too.

    Returns
    -------
    dict
        For a segment that prevails in no leaf, the leaf that holds it best (by F1). No segments
        give no rules.
    """
    numbers = [int(number) for number in np.unique(segments) if number > 0]
    if not numbers:
        return {}
    drawn = _drawn(len(values), seed)
    values, segments = values[drawn], segments[drawn]
    leaves = _leaves(values, segments, seed)
    return {number: _rule_of(number, leaves, features) for number in numbers}


def _drawn(rows: int, seed: int) -> Integers:
    if rows <= FITTED_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, FITTED_ROWS, replace=False))


def _leaves(values: Floats, segments: Integers, seed: int) -> list[Leaf]:
    from sklearn.tree import DecisionTreeClassifier

    groups = len(np.unique(segments))
    tree = DecisionTreeClassifier(
        max_depth=min(DEEPEST, ceil(log2(max(groups, 2))) + MORE_LEVELS),
        min_samples_leaf=max(1, int(SMALLEST_LEAF * len(values))),
        class_weight="balanced",
        random_state=seed,
    ).fit(values.astype(np.float32), segments)
    return _walked(tree, 0, values, segments, {}, np.arange(len(values)))


def _walked(
    tree: Any,
    node: int,
    values: Floats,
    segments: Integers,
    bounds: dict[int, Bounds],
    rows: Integers,
) -> list[Leaf]:
    """The leaves below a node; sister leaves of one segment become one."""
    grown = tree.tree_
    left, right = int(grown.children_left[node]), int(grown.children_right[node])
    if left < 0:
        numbers, counts = np.unique(segments[rows], return_counts=True)
        prevailing = int(tree.classes_[grown.value[node][0].argmax()])
        return [Leaf(bounds, dict(zip(numbers.tolist(), counts.tolist(), strict=True)), prevailing)]
    column = int(grown.feature[node])
    asked = values[rows, column]
    unknown = np.isnan(asked)
    below = asked.astype(np.float32) <= grown.threshold[node]
    goes_left = np.where(unknown, bool(grown.missing_go_to_left[node]), below)
    at = _threshold(asked[~unknown], below[~unknown])
    before = bounds.get(column, Bounds())
    left_takes, right_takes = (bool(unknown[side].any()) for side in (goes_left, ~goes_left))
    sides = (
        (left, replace(before, high=min(before.high, at), with_unknown=left_takes), goes_left),
        (right, replace(before, low=max(before.low, at), with_unknown=right_takes), ~goes_left),
    )
    found = [
        leaf
        for child, narrowed, side in sides
        for leaf in _walked(tree, child, values, segments, bounds | {column: narrowed}, rows[side])
    ]
    if len(found) == 2 and found[0].segment == found[1].segment:
        together = {
            number: sum(leaf.counts.get(number, 0) for leaf in found)
            for number in found[0].counts.keys() | found[1].counts.keys()
        }
        return [Leaf(bounds, together, found[0].segment)]
    return found


def _threshold(known: Floats, below: Any) -> float:
    """The shortest number that parts the values as the tree does."""
    if below.all():
        return inf
    if not below.any():
        return -inf
    return shortest_between(float(known[below].max()), float(known[~below].min()))


def shortest_between(low: float, high: float) -> float:
    """The number of fewest digits from `low` up to, not including, `high`.

    >>> shortest_between(3.0, 4.0), shortest_between(118.2, 131.5), shortest_between(0.124, 0.1262)
    (3.0, 120.0, 0.125)
    """
    middle = EXACTLY.divide(EXACTLY.add(Decimal(low), Decimal(high)), Decimal(2))
    for digits in range(-12, 18):
        short = float(middle.quantize(Decimal(1).scaleb(-digits), context=EXACTLY))
        if low <= short < high:
            return short
    return low


def _rule_of(number: int, leaves: Sequence[Leaf], features: Sequence[str]) -> Rule:
    total = sum(leaf.counts.get(number, 0) for leaf in leaves)
    own = [leaf for leaf in leaves if leaf.segment == number]
    chosen = own or [max(leaves, key=lambda leaf: _f1(leaf, number, total))]
    paths = [_path(leaf, features) for leaf in chosen]
    return paths[0] if len(paths) == 1 else Either(tuple(paths))


def _f1(leaf: Leaf, number: int, total: int) -> float:
    return 2 * leaf.counts.get(number, 0) / (sum(leaf.counts.values()) + max(total, 1))


def _path(leaf: Leaf, features: Sequence[str]) -> Rule:
    parts: list[Rule] = []
    for column, bounds in sorted(leaf.bounds.items()):
        said = bounds.rule(features[column])
        if isinstance(said, Every):
            parts.extend(said.parts)
        elif said is not None:
            parts.append(said)
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
