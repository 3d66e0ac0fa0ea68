"""Whether a valley lies between two groups, where fewer customers are than on either side.

Groups that are only a cut through one crowd touch where the crowd is as dense as inside them; real
groups have fewer customers between them. Density is read from how near the nearest neighbours are,
so nothing is assumed about the shape of groups, and a tail is no valley: it only falls.
"""

from __future__ import annotations

import numpy as np

from crm_core.formulas import Formula
from crm_core.segments.segmenter import Floats, Integers

COUNTS = (8, 14, 24, 40)
"""How many neighbours tell a density: more are surer, fewer see smaller groups."""
MOST_NEIGHBOURS, MOST_OF_ROOT = COUNTS[-1], 1.0
"""At most so many, and at most so many times the square root of the rows."""
CORE_ROWS = 5
"""How many of the densest members say how dense the core of a group is."""
DEEPEST = 10.0
"""The depth of a valley in which nobody is at all."""

VALLEY = Formula(
    "valley",
    "Valley",
    r"\min_{i \ne j}\; \ln\frac{\min(f_i, f_j)}{f_{ij}}",
    "How deep the valley is between the two groups that are least apart: the logarithm of the "
    "density in the core of the sparser one (f) over the density where the two touch. 0: no "
    "valley, 0.7: half as dense at the border, 10: nobody there. Density is read from the distance "
    "to the nearest neighbours.",
    "number",
)


class Neighbours:
    """Who lies nearest to whom among rows of finite numbers, at least two."""

    def __init__(self, values: Floats) -> None:
        from scipy.spatial import KDTree

        self._rows, self._width = values.shape
        most = min(MOST_NEIGHBOURS, self._rows - 1)
        self._counts = [count for count in COUNTS if count < most] + [most]
        self._distances, self._nearest = KDTree(values).query(values, k=range(2, most + 2))

    def valleys(self, labels: Integers, k: int) -> Floats:
        """For each of k groups (labels from 0), how deep the shallowest valley beside it is.

        The smaller of two groups says how many neighbours are asked: with more of them than it has
        members it could not be seen at all. A group without members has no valley: -inf.
        """
        sizes = np.bincount(labels, minlength=k)
        counts = self._counts[0] * np.ones(k, dtype=np.int64)
        for count in self._counts[1:]:
            counts[count <= np.minimum(sizes / 2, MOST_OF_ROOT * self._rows**0.5)] = count
        asked = np.minimum.outer(counts, counts)
        depths = np.full((k, k), DEEPEST)
        for count in np.unique(counts):
            chosen = asked == count
            depths[chosen] = self._depths(labels, int(count), k)[chosen]
        np.fill_diagonal(depths, DEEPEST)
        shallowest: Floats = np.where(sizes > 0, depths.min(axis=1), -np.inf)
        return shallowest

    def _depths(self, labels: Integers, count: int, k: int) -> Floats:
        """The depth between every two groups, from so many neighbours."""
        density = -self._width * np.log(np.maximum(self._distances[:, count - 1], 1e-12))
        cores = np.array([_core(density[labels == group]) for group in range(k)])
        border = self._borders(labels, density, count, k)
        depths = np.full((k, k), DEEPEST)
        touching = np.isfinite(border)
        lower = np.minimum.outer(cores, cores)
        depths[touching] = np.minimum(lower[touching] - border[touching], DEEPEST)
        return depths

    def _borders(self, labels: Integers, density: Floats, count: int, k: int) -> Floats:
        """The greatest density at which two groups touch; -inf where they do not."""
        here = np.repeat(np.arange(self._rows), count)
        there = self._nearest[:, :count].ravel()
        across = labels[here] != labels[there]
        here, there = here[across], there[across]
        touching = np.full((k, k), -np.inf)
        lower = np.minimum(density[here], density[there])
        np.maximum.at(touching, (labels[here], labels[there]), lower)
        either: Floats = np.maximum(touching, touching.T)
        return either


def _core(densities: Floats) -> float:
    rows = max(1, min(CORE_ROWS, len(densities) // 4))
    return float(np.sort(densities)[-rows:].mean()) if len(densities) else 0.0
