"""Hierarchical grouping: the two nearest groups are joined, again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.kmeans import check_groups
from crm_core.segments.sampled import Landmarks, member_means, renumbered, sampled
from crm_core.segments.segmenter import Floats, Integers


class Hierarchy:
    """Groups from a tree of joins, cut where `k` are left.

    Beyond 5,000 rows the tree is that of a seeded sample of so many, and every row goes to the
    group of the nearest sampled one.

    Parameters
    ----------
    name
        *ward*: join the two groups whose union adds least inertia. *average*: the two with the
        least mean distance between their rows.
    k
        How many groups, at least 1.
    seed
        From 0 to 2,147,483,647; it decides on the sample alone.

    Source: Ward (1963), JASA 58, 236-244; Sokal, Michener (1958).
    """

    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    landmarks_: Landmarks

    def __init__(self, name: str, k: int, *, seed: int = 0) -> None:
        self.name, self.k, self.seed = name, k, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue, NotEnoughRows
            As `KMeans.fit`.
        """
        rows = sampled(values, self.seed)
        check_groups(f"Hierarchical grouping ({self.name})", rows, self.k, self.seed)
        groups = joined(rows, self.name, self.k) if len(rows) > 1 else np.zeros(1, dtype=np.int64)
        self.landmarks_ = Landmarks.of(rows, groups)
        self.labels_ = self.assign(values)
        self.centres_ = member_means(values, self.labels_)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of each row: that of the nearest row which was learned from."""
        return self.landmarks_.joined(values)

    def parameters(self) -> dict[str, Any]:
        """The rows that were learned from, each different one once, and their groups."""
        return {"linkage": self.name, **self.landmarks_.parameters()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        landmarks = Landmarks.restored(parameters)
        fitted = cls(parameters["linkage"], int(landmarks.groups.max()) + 1)
        fitted.landmarks_ = landmarks
        return fitted


def joined(rows: Floats, linkage: str, k: int) -> Integers:
    """The groups from 0 of a tree of joins cut where `k` are left.

    `rows` are at least two rows, or the distances of their pairs as `pdist` gives them.
    """
    from scipy.cluster import hierarchy

    tree = hierarchy.linkage(rows, linkage)
    return renumbered(hierarchy.cut_tree(tree, k).ravel().astype(np.int64))
