"""DBSCAN: groups where customers stand close together; whoever stands apart is noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.errors import InvalidValue
from crm_core.segments.kmeans import check_seed
from crm_core.segments.neighbours import bend, check_count, neighbour_distances, usual_neighbours
from crm_core.segments.sampled import Landmarks, member_means, renumbered, sampled
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread


class DBSCAN:
    """Groups of rows that reach each other in steps of at most `eps` through dense places.

    A row is dense with at least `min_samples` rows, itself among them, within `eps`. A row that is
    not dense belongs to the group of its nearest dense row, if that is within `eps`; else it is
    noise. Beyond 5,000 rows a seeded sample of so many is learned from; every row is then put to
    the nearest dense row of the sample in the same way.

    Parameters
    ----------
    eps
        In the scaled unit. Left out, it is where the curve of every row's distance to its
        `min_samples`th neighbour bends most.
    min_samples
        At least 1. Left out: twice the number of columns, at least 5.
    seed
        It decides on the sample alone.

    Attributes
    ----------
    chosen_ : sentences on what was chosen where nothing was given.

    Source: Ester, Kriegel, Sander, Xu (1996), KDD; for the choices Sander, Ester, Kriegel, Xu
    (1998), Data Mining and Knowledge Discovery 2, 169-194.
    """

    name = "dbscan"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    eps_: float
    min_samples_: int
    chosen_: tuple[str, ...] = ()
    landmarks_: Landmarks

    def __init__(
        self, *, eps: float | None = None, min_samples: int | None = None, seed: int = 0
    ) -> None:
        self.eps, self.min_samples, self.seed = eps, min_samples, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue
            If a choice is out of bounds.
        """
        from sklearn import cluster

        self._check()
        rows = sampled(values, self.seed)
        self._choose(rows)
        with one_thread():
            model = cluster.DBSCAN(eps=self.eps_, min_samples=self.min_samples_).fit(rows)
        dense = model.core_sample_indices_
        self.landmarks_ = Landmarks.of(rows[dense], renumbered(model.labels_)[dense])
        self.labels_ = self.assign(values)
        self.centres_ = member_means(values, self.labels_)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of the nearest dense row within `eps`, for each row; else noise."""
        return self.landmarks_.joined(values, self.eps_)

    def parameters(self) -> dict[str, Any]:
        """`eps`, `min_samples`, and the dense rows with their groups."""
        choices = {"eps": self.eps_, "min_samples": self.min_samples_}
        return choices | self.landmarks_.parameters()

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls()
        fitted.eps_, fitted.min_samples_ = parameters["eps"], parameters["min_samples"]
        fitted.landmarks_ = Landmarks.restored(parameters)
        return fitted

    def _check(self) -> None:
        check_seed(self.seed)
        if self.eps is not None and not (np.isfinite(self.eps) and self.eps > 0):
            raise InvalidValue("eps", self.eps, "a distance above 0, in the scaled unit")
        check_count("min samples", self.min_samples)

    def _choose(self, rows: Floats) -> None:
        usual = usual_neighbours(rows.shape[1])
        self.min_samples_ = self.min_samples or usual
        self.eps_ = self.eps or bend(neighbour_distances(rows, self.min_samples_))
        said = []
        if self.min_samples is None:
            said.append(f"Min samples {self.min_samples_}: twice the features, at least 5.")
        if self.eps is None:
            said.append(
                f"Eps {self.eps_:.4g}: where the distances of {len(rows):,} customers to their "
                f"neighbour number {self.min_samples_} bend upwards."
            )
        self.chosen_ = tuple(said)
