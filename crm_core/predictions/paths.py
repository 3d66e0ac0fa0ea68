"""The way of a row through trees, and what each question on it changed.

Source: Palczewska et al. (2014), Interpreting random forest classification models using a feature
contribution method, Integration of Reusable Systems 263, 193-218.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

LEAF = -1


def tree_shares(
    estimator: Any, values: Floats, origin: Integers, features: int
) -> tuple[float, Floats]:
    """Where a decision tree or a forest starts, and rows x features of what its questions changed.

    In probability of the positive class, or in units of the number. Start and shares sum to what
    the estimator predicts.
    """
    trees = getattr(estimator, "estimators_", None) or [estimator]
    base, shares = 0.0, np.zeros((len(values), features))
    # Trees of scikit-learn compare numbers of single precision.
    single = values.astype(np.float32)
    for each in trees:
        tree = each.tree_
        level = tree.value[:, 0, -1]
        asked = np.where(tree.feature >= 0, origin[np.maximum(tree.feature, 0)], LEAF)
        changed = _changed(level, tree.children_left, tree.children_right, asked, features)
        shares += changed[tree.apply(single)]
        base += float(level[0])
    return base / len(trees), shares / len(trees)


def boosted_shares(
    estimator: Any, values: Floats, origin: Integers, features: int
) -> tuple[float, Floats]:
    """The same for boosted trees, in log-odds or in units of the number.

    The level of a question is the mean of the leaves below it, by the training rows they hold.
    """
    base = float(np.ravel(estimator._baseline_prediction)[0])
    shares = np.zeros((len(values), features))
    for [predictor] in estimator._predictors:
        nodes = predictor.nodes
        is_leaf = nodes["is_leaf"].astype(bool)
        left, right = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
        level = _levels(nodes["value"], nodes["count"].astype(np.float64), left, right, is_leaf)
        asked = np.where(is_leaf, LEAF, origin[np.where(is_leaf, 0, nodes["feature_idx"])])
        changed = _changed(level, left, right, asked, features)
        shares += changed[_leaves(nodes, values)]
        base += float(level[0])
    return base, shares


def _changed(
    level: Floats, left: Integers, right: Integers, asked: Integers, features: int
) -> Floats:
    """For each node, by feature: what the questions from the root down to it changed the level."""
    changed = np.zeros((len(level), features))
    # A node stands before the nodes below it.
    for node in np.flatnonzero(asked != LEAF):
        for below in (left[node], right[node]):
            changed[below] = changed[node]
            changed[below, asked[node]] += level[below] - level[node]
    return changed


def _levels(
    value: Floats, count: Floats, left: Integers, right: Integers, is_leaf: NDArray[np.bool_]
) -> Floats:
    """The level of each node: a leaf's own, else the mean of the two below it by their rows."""
    level = value.astype(np.float64).copy()
    for node in np.flatnonzero(~is_leaf)[::-1]:
        below = [left[node], right[node]]
        level[node] = level[below] @ count[below] / count[below].sum()
    return level


def _leaves(nodes: Any, values: Floats) -> Integers:
    """The leaf that each row comes to."""
    place = np.zeros(len(values), dtype=np.int64)
    moving = np.arange(len(values))
    while len(moving):
        here = nodes[place[moving]]
        moving, here = moving[here["is_leaf"] == 0], here[here["is_leaf"] == 0]
        goes_left = values[moving, here["feature_idx"]] <= here["num_threshold"]
        place[moving] = np.where(goes_left, here["left"], here["right"])
    return place
