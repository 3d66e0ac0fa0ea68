"""The strongest reasons of many rows, and what all others did together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.predictions.paths import TreePaths
from crm_core.predictions.reasons import Explainer, Reasons, Weights

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

SIZE_BITS = 0x7FFFFFFF
"""All bits of a number of single precision but its sign: as whole numbers they order by size."""


@dataclass(frozen=True)
class Picked:
    """The reasons named for some rows, the strongest first.

    Attributes
    ----------
    base : the score each row starts from.
    score : the score itself.
    features : reasons x rows, the places of the features that moved the score most.
    shares : reasons x rows, what each of them added.
    rest : what all others added together; with base and shares it sums to the score.
    """

    base: Floats
    score: Floats
    features: Integers
    shares: Floats
    rest: Floats

    def taken(self, rows: Integers) -> Picked:
        """The reasons of some rows by position; one row may be taken often."""
        return Picked(
            self.base[rows],
            self.score[rows],
            self.features[:, rows],
            self.shares[:, rows],
            self.rest[rows],
        )


class Picker:
    """What picks the `count` strongest reasons of any rows.

    All rows in a leaf of a single tree have its reasons, which are picked once. The weights of a
    linear model are weighed in single precision, but the score in double, and `rest` is what the
    picked shares leave of it: together they are the score as exactly as ever.
    """

    def __init__(self, explainer: Explainer, count: int) -> None:
        self._explainer, self._count = explainer, count
        self._tree, self._weighing = None, None
        ways = explainer.ways
        if isinstance(ways, Weights):
            self._weighing = _Weighing(ways, count)
        elif isinstance(ways, TreePaths) and ways.only is not None:
            self._tree, changed = ways.only
            self._of_nodes = picked_of(explainer.told_by(ways.base, changed), count)

    def of(self, values: Floats) -> Picked:
        """What is named for rows that were made fit for the estimator."""
        if self._tree is not None:
            # Trees of scikit-learn compare numbers of single precision.
            return self._of_nodes.taken(self._tree.apply(values.astype(np.float32)))
        if self._weighing is not None:
            found = self._weighing.of(values, self._explainer)
            if np.isfinite(found.rest).all():
                return found
        return picked_of(self._explainer.of(values), self._count)


class _Weighing:
    """The strongest shares of a linear model; not finite where single precision ends."""

    def __init__(self, weights: Weights, count: int) -> None:
        self._base, self._count = weights.base, count
        self._by_feature = np.ascontiguousarray(weights.by_feature.T, dtype=np.float32)
        self._usual = weights.usual.astype(np.float32)[:, None]
        self._by_column, self._all_usual = weights.by_feature.sum(axis=1), weights.usual.sum()

    def of(self, values: Floats, explainer: Explainer) -> Picked:
        with np.errstate(over="ignore", invalid="ignore"):
            shares = self._by_feature @ values.astype(np.float32).T
            shares -= self._usual
            features = strongest(shares, self._count)
            picked = np.take_along_axis(shares, features, axis=0).astype(np.float64)
            moved = values @ self._by_column - self._all_usual
            start, score, rate = explainer.scored(self._base, moved)
            rest = (moved - picked.sum(axis=0)) * rate
        return Picked(np.full(len(values), start), score, features, picked * rate, rest)


def picked_of(found: Reasons, count: int) -> Picked:
    """The `count` strongest of reasons that are all known."""
    shares = found.shares.T
    # Beyond single precision all are equally strong.
    with np.errstate(over="ignore"):
        features = strongest(np.ascontiguousarray(shares, dtype=np.float32), count)
    picked = np.take_along_axis(shares, features, axis=0)
    rest = found.score - found.base - picked.sum(axis=0)
    return Picked(found.base, found.score, features, picked, rest)


def strongest(shares: NDArray[np.float32], count: int) -> Integers:
    """The places of the `count` largest numbers of each column by size, the largest first.

    Of equal ones the first. The place of each takes the last bits of its size, so that the largest
    says where it stands: sizes that differ by less than a ten-thousandth may change places.

    >>> strongest(np.array([[0.5, 0.0], [-2.0, 1.0], [1.0, 1.0]], dtype=np.float32), 2).tolist()
    [[1, 1], [2, 2]]
    """
    features, rows = shares.shape
    last = (1 << features.bit_length()) - 1
    sizes = shares.view(np.int32) & (SIZE_BITS ^ last)
    sizes |= (last - np.arange(features, dtype=np.int32))[:, None]
    found = np.empty((min(count, features), rows), dtype=np.int64)
    everywhere = np.arange(rows)
    for place in range(len(found)):
        found[place] = last - (sizes.max(axis=0) & last)
        sizes[found[place], everywhere] = 0
    return found
