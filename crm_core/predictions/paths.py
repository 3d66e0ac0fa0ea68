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


class TreePaths:
    """A decision tree or a forest, in probability of the positive class or in units of the number.

    Attributes
    ----------
    base : where every row starts; with the shares of a row it sums to what the estimator predicts.
    only : where there is a single tree, that tree and what the way to each of its nodes changed.
    """

    def __init__(self, estimator: Any, origin: Integers, features: int) -> None:
        trees = getattr(estimator, "estimators_", None) or [estimator]
        self.base = float(np.mean([each.tree_.value[0, 0, -1] for each in trees]))
        self._features = features
        self._trees = [(each.tree_, _of_tree(each.tree_, origin, features)) for each in trees]
        self.only = self._trees[0] if len(trees) == 1 else None

    def shares(self, values: Floats) -> Floats:
        """Rows x features of what the questions on the way of each row changed."""
        shares = np.zeros((len(values), self._features))
        # Trees of scikit-learn compare numbers of single precision.
        single = values.astype(np.float32)
        for tree, changed in self._trees:
            shares += changed[tree.apply(single)]
        shares /= len(self._trees)
        return shares


class BoostedPaths:
    """The same for boosted trees, in log-odds or in units of the number.

    The level of a question is the mean of the leaves below it, by the training rows they hold.
    """

    def __init__(self, estimator: Any, origin: Integers, features: int) -> None:
        self.base = float(np.ravel(estimator._baseline_prediction)[0])
        self._known, self._places = estimator._bin_mapper.make_known_categories_bitsets()
        self._finders, tables, leaves = [], [], 0
        for [predictor] in estimator._predictors:
            nodes = predictor.nodes
            is_leaf = nodes["is_leaf"].astype(bool)
            level, changed = _of_boosted(nodes, is_leaf, origin, features)
            self.base += float(level[0])
            tables.append(changed[is_leaf])
            self._finders.append(_finder(predictor, is_leaf, leaves))
            leaves += int(is_leaf.sum())
        self._changed = np.concatenate(tables)

    def shares(self, values: Floats) -> Floats:
        """Rows x features of what the questions on the way of each row changed."""
        from scipy.sparse import csr_array

        rows, trees = len(values), len(self._finders)
        leaves = np.empty((rows, trees), dtype=np.int32)
        for place, finder in enumerate(self._finders):
            leaves[:, place] = finder.predict(values, self._known, self._places, 1)
        ends = np.arange(rows + 1, dtype=np.int32) * trees
        ways = csr_array(
            (np.ones(rows * trees), leaves.ravel(), ends), shape=(rows, len(self._changed))
        )
        return np.asarray(ways @ self._changed)


def _of_tree(tree: Any, origin: Integers, features: int) -> Floats:
    asked = np.where(tree.feature >= 0, origin[np.maximum(tree.feature, 0)], LEAF)
    level = tree.value[:, 0, -1]
    return _changed(level, tree.children_left, tree.children_right, asked, features)


def _of_boosted(
    nodes: Any, is_leaf: NDArray[np.bool_], origin: Integers, features: int
) -> tuple[Floats, Floats]:
    """The level of each node, and what the way down to it changed."""
    left, right = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
    level = _levels(nodes["value"], nodes["count"].astype(np.float64), left, right, is_leaf)
    asked = np.where(is_leaf, LEAF, origin[np.where(is_leaf, 0, nodes["feature_idx"])])
    return level, _changed(level, left, right, asked, features)


def _finder(predictor: Any, is_leaf: NDArray[np.bool_], before: int) -> Any:
    """The tree with the numbers of its leaves for values, so that to predict is to find the leaf.

    Leaves are numbered on from `before`.
    """
    nodes = predictor.nodes.copy()
    nodes["value"][is_leaf] = before + np.arange(is_leaf.sum())
    return type(predictor)(nodes, predictor.binned_left_cat_bitsets, predictor.raw_left_cat_bitsets)


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
