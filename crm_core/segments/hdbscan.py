"""HDBSCAN: groups that stand close together, each with a density of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.kmeans import check_seed
from crm_core.segments.neighbours import check_count, neighbour_distances, usual_neighbours
from crm_core.segments.sampled import Landmarks, member_means, renumbered, sampled
from crm_core.segments.segmenter import NOISE, Floats, Integers
from crm_core.segments.threads import one_thread

SMALLEST_GROUP = 5
SMALLEST_SHARE = 0.01
"""Without another choice a group holds at least one row in a hundred."""


class HDBSCAN:
    """Groups that stay dense longest while the view zooms in; each may have its own density.

    Beyond 5,000 rows a seeded sample of so many is learned from. Every row then joins the group of
    its nearest sampled row, or noise with it; it is noise too where that row is farther away than
    any row of the group is from its own `min_samples`th neighbour.

    Parameters
    ----------
    min_cluster_size
        The fewest rows of a group, at least 2. Left out: one in a hundred, at least 5.
    min_samples
        How many rows within reach make a place dense, itself among them; at least 1. Left out:
        twice the number of columns, at least 5.
    seed
        It decides on the sample alone.

    Attributes
    ----------
    chosen_ : sentences on what was chosen where nothing was given.

    Source: Campello, Moulavi, Sander (2013), PAKDD, 160-172.
    """

    name = "hdbscan"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    min_cluster_size_: int
    min_samples_: int
    chosen_: tuple[str, ...] = ()
    landmarks_: Landmarks
    reach_: Floats

    def __init__(
        self,
        *,
        min_cluster_size: int | None = None,
        min_samples: int | None = None,
        seed: int = 0,
    ) -> None:
        self.min_cluster_size, self.min_samples, self.seed = min_cluster_size, min_samples, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue
            If a choice is out of bounds.
        """
        check_seed(self.seed)
        check_count("min samples", self.min_samples)
        check_count("min cluster size", self.min_cluster_size, 2)
        rows = sampled(values, self.seed)
        self._choose(rows)
        groups = self._groups(rows)
        self.landmarks_ = Landmarks.of(rows, groups)
        core = neighbour_distances(rows, self.min_samples_)
        self.reach_ = np.array(
            [core[groups == group].max() for group in range(groups.max(initial=NOISE) + 1)]
        )
        self.labels_ = self.assign(values)
        self.centres_ = member_means(values, self.labels_)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of the nearest row that was learned from, if near enough; else noise."""
        groups = self.landmarks_.groups
        reach = np.append(self.reach_, np.inf)[groups]  # noise begets noise at any distance
        return self.landmarks_.joined(values, reach)

    def parameters(self) -> dict[str, Any]:
        """Both choices, the rows that were learned from, their groups, and each group's reach."""
        return {
            "min_cluster_size": self.min_cluster_size_,
            "min_samples": self.min_samples_,
            "reach": self.reach_.tolist(),
            **self.landmarks_.parameters(),
        }

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls()
        fitted.min_cluster_size_ = parameters["min_cluster_size"]
        fitted.min_samples_ = parameters["min_samples"]
        fitted.reach_ = np.array(parameters["reach"], dtype=np.float64)
        fitted.landmarks_ = Landmarks.restored(parameters)
        return fitted

    def _groups(self, rows: Floats) -> Integers:
        from sklearn import cluster

        if len(rows) < max(self.min_cluster_size_, self.min_samples_):
            return np.full(len(rows), NOISE, dtype=np.int64)
        if (rows == rows[0]).all():  # no view is near enough to split them
            return np.zeros(len(rows), dtype=np.int64)
        model = cluster.HDBSCAN(
            min_cluster_size=self.min_cluster_size_, min_samples=self.min_samples_, copy=True
        )
        with one_thread():
            return renumbered(model.fit(rows).labels_)

    def _choose(self, rows: Floats) -> None:
        self.min_cluster_size_ = self.min_cluster_size or max(
            SMALLEST_GROUP, int(SMALLEST_SHARE * len(rows))
        )
        usual = usual_neighbours(rows.shape[1])
        self.min_samples_ = self.min_samples or min(usual, self.min_cluster_size_)
        said = []
        if self.min_cluster_size is None:
            share = f"1% of {len(rows):,} customers, at least 5"
            said.append(f"Min cluster size {self.min_cluster_size_}: {share}.")
        if self.min_samples is None:
            said.append(
                f"Min samples {self.min_samples_}: twice the features, at least 5, and no more "
                "than the smallest segment."
            )
        self.chosen_ = tuple(said)
