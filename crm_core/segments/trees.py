"""Grown decision trees as plain numbers, and the leaf in which each row ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from crm_core.segments.nearest import BLOCK_ROWS
from crm_core.segments.segmenter import Floats, Integers

LEAF = -1


@dataclass(frozen=True)
class Trees:
    """The nodes of all trees in one list.

    Attributes
    ----------
    roots : the number of each tree's first node.
    columns : which column a node asks about; `LEAF` for a leaf.
    thresholds : a row whose value is at most this goes left.
    left, right : the number of the next node.
    """

    roots: Integers
    columns: Integers
    thresholds: Floats
    left: Integers
    right: Integers

    @classmethod
    def of(cls, grown: Sequence[Any]) -> Self:
        """The trees that scikit-learn grew: their `tree_`."""
        counts = [tree.node_count for tree in grown]
        roots = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        pairs = list(zip(roots, grown, strict=True))
        columns = np.concatenate([tree.feature for tree in grown]).astype(np.int64)
        return cls(
            roots,
            np.where(columns < 0, LEAF, columns),
            np.concatenate([tree.threshold for tree in grown]),
            np.concatenate([tree.children_left + root for root, tree in pairs]).astype(np.int64),
            np.concatenate([tree.children_right + root for root, tree in pairs]).astype(np.int64),
        )

    @property
    def nodes(self) -> int:
        return len(self.columns)

    def leaves(self, rows: Floats) -> Integers:
        """The node in which each row ends, by tree: rows by trees."""
        return np.column_stack([self._descended(rows.astype(np.float32), r) for r in self.roots])

    def scores(self, values: Floats, nearness: Floats) -> Floats:
        """For each row the sum, over the trees, of its leaf's row of `nearness`."""
        whole = np.zeros((len(values), nearness.shape[1]))
        for start in range(0, len(values), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            rows = values[block].astype(np.float32)  # the precision the trees were grown in
            for root in self.roots:
                whole[block] += nearness[self._descended(rows, root)]
        return whole

    def parameters(self) -> dict[str, Any]:
        """The nodes as plain JSON."""
        return {name: getattr(self, name).tolist() for name in self.__dataclass_fields__}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The trees that `parameters` hold."""
        return cls(**{name: np.array(parameters[name]) for name in cls.__dataclass_fields__})

    def _descended(self, rows: Floats, root: int) -> Integers:
        """The leaf of one tree in which each row ends."""
        places = np.full(len(rows), root, dtype=np.int64)
        moving = np.flatnonzero(self.columns[places] != LEAF)
        while len(moving):
            at = places[moving]
            goes_left = rows[moving, self.columns[at]] <= self.thresholds[at]
            places[moving] = np.where(goes_left, self.left[at], self.right[at])
            moving = moving[self.columns[places[moving]] != LEAF]
        return places
