"""K-means: groups whose members lie nearest to their own group's mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread

STARTS = 10
START_ROWS = 50_000
"""Up to this many rows every start runs over all of them."""
GREATEST_SEED = 2**31 - 1


class KMeans:
    """K-means by Lloyd's algorithm from k-means++ starts, as scikit-learn has it.

    The best of ten starts counts. Beyond 50,000 rows the ten run on a seeded sample of that many,
    and the best goes on over all rows. One thread does the sums, always in the same order, so that
    equal rows and seed give equal groups to the last digit.

    Parameters
    ----------
    k
        How many groups, at least 1.
    seed
        From 0 to 2,147,483,647.
    """

    name = "kmeans"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int

    def __init__(self, k: int, *, seed: int = 0) -> None:
        self.k, self.seed = k, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`, finite numbers in rows.

        Raises
        ------
        InvalidValue
            If k is below 1, or the seed out of bounds.
        NotEnoughRows
            If there are fewer than k rows that differ.
        """
        self._check(values)
        with one_thread():
            model = self._best_start(values)
        self.labels_ = model.labels_.astype(np.int64)
        self.centres_ = model.cluster_centers_
        self.inertia_ = float(model.inertia_)
        self.fitted_on_ = len(values)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of each row: the one whose centre is nearest."""
        from scipy.spatial.distance import cdist

        step = max(1, 10_000_000 // len(self.centres_))
        parts = [
            cdist(values[start : start + step], self.centres_).argmin(axis=1)
            for start in range(0, len(values), step)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def parameters(self) -> dict[str, Any]:
        """The centres: all that `assign` needs."""
        return {"centres": self.centres_.tolist()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls(len(parameters["centres"]))
        fitted.centres_ = np.array(parameters["centres"], dtype=np.float64)
        return fitted

    def _check(self, values: Floats) -> None:
        if self.k < 1:
            raise InvalidValue("k", self.k, "a whole number of segments, at least 1")
        if not 0 <= self.seed <= GREATEST_SEED:
            raise InvalidValue("seed", self.seed, f"a whole number from 0 to {GREATEST_SEED:,}")
        different = different_rows(values, self.k)
        if different < self.k:
            fewer = "Choose fewer segments, or other features."
            alike = f"Only {different:,} of {len(values):,} customers differ. "
            hint = alike + fewer if different < len(values) else fewer
            raise NotEnoughRows(f"K-means with {self.k:,} segments", self.k, different, hint)

    def _best_start(self, values: Floats) -> Any:
        from sklearn.cluster import KMeans as Lloyd

        options: dict[str, Any] = {"n_clusters": self.k, "random_state": self.seed}
        if len(values) <= START_ROWS:
            return Lloyd(n_init=STARTS, **options).fit(values)
        random = np.random.default_rng(self.seed)
        sample = np.sort(random.choice(len(values), START_ROWS, replace=False))
        if different_rows(values[sample], self.k) < self.k:
            return Lloyd(n_init=1, **options).fit(values)
        best = Lloyd(n_init=STARTS, **options).fit(values[sample])
        return Lloyd(n_init=1, init=best.cluster_centers_, **options).fit(values)


def different_rows(values: Floats, enough: int) -> int:
    """How many rows differ from each other; counting may stop once `enough` are found."""
    head = len(np.unique(values[: 20 * enough], axis=0))
    if head >= enough or len(values) <= 20 * enough:
        return head
    return len(np.unique(values, axis=0))
