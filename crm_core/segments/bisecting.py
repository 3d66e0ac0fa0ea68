"""Bisecting K-means: the widest group is split in two, until there are enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.kmeans import KMeans, check_groups, different_rows
from crm_core.segments.nearest import nearest
from crm_core.segments.segmenter import Floats, Integers


class BisectingKMeans:
    """K-means with two groups, on all rows and then again and again on the group of most inertia.

    A row goes down the same splits: to the nearer of two centres at each.

    Parameters
    ----------
    k
        How many groups, at least 1.
    seed
        From 0 to 2,147,483,647.

    Source: Steinbach, Karypis, Kumar (2000), A comparison of document clustering techniques.
    """

    name = "bisecting"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    splits_: list[tuple[int, Floats]]

    def __init__(self, k: int, *, seed: int = 0) -> None:
        self.k, self.seed = k, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue, NotEnoughRows
            As `KMeans.fit`.
        """
        check_groups("Bisecting K-means", values, self.k, self.seed)
        whole = KMeans(1, seed=self.seed).fit(values)
        self.labels_, self.splits_ = whole.labels_, []
        centres, widths = [whole.centres_[0]], [whole.inertia_ or 0.0]
        while len(centres) < self.k:
            group = self._widest(values, widths)
            halves = self._split(values, group)
            centres[group], widths[group] = halves.centres_[0], self._width(values, group)
            centres.append(halves.centres_[1])
            widths.append(self._width(values, len(centres) - 1))
        self.centres_, self.inertia_ = np.array(centres), float(sum(widths))
        self.fitted_on_ = len(values)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of each row: where the splits lead it."""
        labels = np.zeros(len(values), dtype=np.int64)
        for number, (group, centres) in enumerate(self.splits_, start=1):
            rows = np.flatnonzero(labels == group)
            labels[rows[nearest(values[rows], centres) == 1]] = number
        return labels

    def parameters(self) -> dict[str, Any]:
        """The splits in their order: which group, into which two centres."""
        splits = [{"group": group, "centres": c.tolist()} for group, c in self.splits_]
        return {"splits": splits, "centres": self.centres_.tolist()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls(len(parameters["centres"]))
        fitted.centres_ = np.array(parameters["centres"], dtype=np.float64)
        fitted.splits_ = [
            (split["group"], np.array(split["centres"], dtype=np.float64))
            for split in parameters["splits"]
        ]
        return fitted

    def _widest(self, values: Floats, widths: list[float]) -> int:
        """The group of most inertia among those with rows that differ."""
        for group in np.argsort(-np.array(widths), kind="stable"):
            if different_rows(values[self.labels_ == group], 2) > 1:
                return int(group)
        raise AssertionError("fewer rows differ than were counted")

    def _split(self, values: Floats, group: int) -> KMeans:
        rows = np.flatnonzero(self.labels_ == group)
        halves = KMeans(2, seed=self.seed).fit(values[rows])
        self.labels_[rows[halves.labels_ == 1]] = len(self.splits_) + 1
        self.splits_.append((group, halves.centres_))
        return halves

    def _width(self, values: Floats, group: int) -> float:
        """The inertia of one group."""
        return KMeans(1).fit(values[self.labels_ == group]).inertia_ or 0.0
