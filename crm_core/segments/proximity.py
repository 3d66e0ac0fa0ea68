"""Forest proximity: customers are alike whom the trees of a random forest cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.hierarchy import joined
from crm_core.segments.kmeans import check_groups
from crm_core.segments.sampled import member_means, sampled
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread
from crm_core.segments.trees import Trees

LEARNED_ROWS = 2_000
"""Pairs of rows are compared over all trees, so fewer than elsewhere are learned from."""
TREES = 100
LEAVES = 32
LEAST_LEAF = 5


class Proximity:
    """Groups of rows that end in the same leaves of a random forest.

    It is what can be meant by "random-forest clustering". A forest learns to tell the rows from
    made-up ones, whose values are the same column by column but shuffled, so that nothing hangs
    together: what it learns is how columns hang together. Two rows are as near as the share of
    trees that put them into the same leaf; the root of one minus that is a distance as on a map,
    and Ward's joins over it leave `k` groups. (Joins of the least mean distance instead left one
    group of nearly all, and a few rows alone.) Every row then goes to the group with whose members
    it shares most leaves, on average.

    Beyond 2,000 rows it learns from a seeded sample of so many. The scale of a column is of no
    matter to it.

    Parameters
    ----------
    k
        How many groups, at least 1.
    seed
        From 0 to 2,147,483,647.

    Attributes
    ----------
    trees_ : the forest.
    nearness_ : how near each leaf is to each group: the share of the group's rows in it.

    Source: Breiman, Cutler (2003), Random Forests Manual v4; Shi, Horvath (2006), Unsupervised
    learning with random forest predictors, JCGS 15, 118-138.
    """

    name = "proximity"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    trees_: Trees
    nearness_: Floats

    def __init__(self, k: int, *, seed: int = 0) -> None:
        self.k, self.seed = k, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue, NotEnoughRows
            As `KMeans.fit`.
        """
        check_groups("Forest proximity", values, self.k, self.seed)
        rows = sampled(values, self.seed, LEARNED_ROWS)
        self.trees_ = self._grown(rows)
        leaves = self.trees_.leaves(rows)
        groups = _alike(leaves, self.k)
        self._learn(leaves, groups)
        used = np.unique(self.assign(values))
        self.nearness_ = self.nearness_[:, used]
        self.labels_ = self.assign(values)
        self.centres_ = member_means(values, self.labels_)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group with whose members each row shares most leaves, on average."""
        found: Integers = self.trees_.scores(values, self.nearness_).argmax(axis=1)
        return found

    def parameters(self) -> dict[str, Any]:
        """The forest, and how near its leaves are to the groups."""
        return {"trees": self.trees_.parameters(), "nearness": self.nearness_.tolist()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        nearness = np.array(parameters["nearness"], dtype=np.float64)
        fitted = cls(nearness.shape[1])
        fitted.nearness_, fitted.trees_ = nearness, Trees.restored(parameters["trees"])
        return fitted

    def _grown(self, rows: Floats) -> Trees:
        from sklearn.ensemble import RandomForestClassifier

        random = np.random.default_rng(self.seed)
        made_up = np.column_stack([random.permutation(column) for column in rows.T])
        forest = RandomForestClassifier(
            TREES,
            max_leaf_nodes=LEAVES,
            min_samples_leaf=LEAST_LEAF,
            random_state=self.seed,
        )
        real = np.repeat([1, 0], len(rows))
        with one_thread():
            forest.fit(np.vstack([rows, made_up]), real)
        return Trees.of([tree.tree_ for tree in forest.estimators_])

    def _learn(self, leaves: Integers, groups: Integers) -> None:
        """How near each leaf is to each group."""
        sizes = np.bincount(groups)
        self.nearness_ = np.zeros((self.trees_.nodes, len(sizes)))
        for column in leaves.T:
            np.add.at(self.nearness_, (column, groups), 1 / sizes[groups])


def _alike(leaves: Integers, k: int) -> Integers:
    """Groups of rows by the share of trees in which they are in different leaves."""
    from scipy.spatial.distance import pdist

    if len(leaves) == 1:
        return np.zeros(1, dtype=np.int64)
    return joined(np.sqrt(pdist(leaves, "hamming")), "ward", k)
