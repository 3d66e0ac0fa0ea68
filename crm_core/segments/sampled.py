"""Groups known by a sample of rows: what methods learn from who must look at pairs of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from crm_core.segments.nearest import BLOCK_ROWS, group_sums
from crm_core.segments.segmenter import NOISE, Floats, Integers

SAMPLE_ROWS = 5_000
"""Pairs of rows grow with the square of the rows: beyond this many a sample of them is learned
from, and kept, as plain numbers, with a saved segmentation."""


def sampled(values: Floats, seed: int, most: int = SAMPLE_ROWS) -> Floats:
    """All rows, or a seeded sample of `most`, in double precision."""
    if len(values) <= most:
        return values.astype(np.float64)
    chosen = np.random.default_rng(seed).choice(len(values), most, replace=False)
    return values[np.sort(chosen)].astype(np.float64)


@dataclass(frozen=True)
class Landmarks:
    """Rows whose group is known.

    Attributes
    ----------
    points : those rows, in double precision, each different one once, in ascending order.
    groups : the group of each.
    """

    points: Floats
    groups: Integers

    @classmethod
    def of(cls, values: Floats, groups: Integers) -> Self:
        """The rows and their groups; equal rows get the group of the first."""
        points, first = np.unique(values, axis=0, return_index=True)
        return cls(points, groups[first])

    def nearest(self, values: Floats) -> tuple[Floats, Integers]:
        """The distance to the nearest of the points, and its number, for each row."""
        distances = np.empty(len(values))
        numbers = np.empty(len(values), dtype=np.int64)
        for start in range(0, len(values), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            rows = values[block].astype(np.float64)
            distances[block], numbers[block] = self._tree.query(rows, workers=-1)
        return distances, numbers

    def joined(self, values: Floats, reach: float | Floats = np.inf) -> Integers:
        """The group of the nearest point; noise beyond its reach (one for all, or one a point)."""
        if not len(self.points):
            return np.full(len(values), NOISE, dtype=np.int64)
        distances, numbers = self.nearest(values)
        limits = np.broadcast_to(np.asarray(reach, dtype=np.float64), len(self.points))
        return np.where(distances <= limits[numbers], self.groups[numbers], NOISE)

    def parameters(self) -> dict[str, Any]:
        """The points and their groups as plain JSON."""
        return {"points": self.points.tolist(), "groups": self.groups.tolist()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The landmarks that `parameters` hold."""
        points = np.array(parameters["points"], dtype=np.float64)
        groups = np.array(parameters["groups"], dtype=np.int64)
        return cls(points.reshape(len(groups), -1), groups)

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import KDTree

        return KDTree(self.points)


def member_means(values: Floats, labels: Integers) -> Floats:
    """The mean of each group's rows, from the groups' numbers: those of 0 to the highest."""
    groups = int(labels.max(initial=NOISE)) + 1
    return group_sums(values, labels, groups).means(np.zeros((groups, values.shape[1])))


def renumbered(labels: Integers) -> Integers:
    """The same groups numbered from 0 without gaps; noise stays."""
    present = np.unique(labels[labels != NOISE])
    numbers = np.searchsorted(present, labels)
    return np.where(labels == NOISE, NOISE, numbers).astype(np.int64)
