"""K-means: groups whose members lie nearest to their own group's mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.segments.nearest import (
    group_sums,
    nearest,
    passed,
    squared_distances,
    squares,
)
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.starts import sampled_centres
from crm_core.segments.threads import one_thread

STARTS = 10
START_ROWS = 50_000
"""Up to this many rows every start runs over all of them."""
POLISHED_ROWS = 1_000_000
MOST_POLISHING = 10
"""Passes over all rows that follow the sample's centres: ten, fewer where there are more than
100,000 rows, one from a million on."""
MIDDLE_ROWS = 20_000
"""The middle that distances are measured about is that of so many rows: any point near it does."""
GREATEST_SEED = 2**31 - 1


class KMeans:
    """K-means by Lloyd's algorithm from k-means++ starts, as scikit-learn has it.

    The best of ten starts counts. Beyond 50,000 rows the starts run on a seeded sample of 20,000;
    the centres of the best are moved by passes over all rows, and every row then goes to the
    nearest. Sums are always taken in the same order, so that equal rows and seed give equal groups
    to the last digit, whatever the number of threads.

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
        check_groups("K-means", values, self.k, self.seed)
        if len(values) <= START_ROWS:
            self._fit_fully(values, n_init=STARTS)
        else:
            self._fit_many(values)
        self.fitted_on_ = len(values)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of each row: the one whose centre is nearest."""
        return nearest(values, self.centres_)

    def parameters(self) -> dict[str, Any]:
        """The centres: all that `assign` needs."""
        return {"centres": self.centres_.tolist()}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls(len(parameters["centres"]))
        fitted.centres_ = np.array(parameters["centres"], dtype=np.float64)
        return fitted

    def _fit_fully(self, values: Floats, **options: Any) -> None:
        from sklearn.cluster import KMeans as Lloyd

        with one_thread():
            model = Lloyd(self.k, random_state=self.seed, **options).fit(values)
        self.centres_ = model.cluster_centers_.astype(np.float64)
        self.labels_ = self.assign(values)
        self.inertia_ = float(model.inertia_)

    def _fit_many(self, values: Floats) -> None:
        middle = values[:: max(1, len(values) // MIDDLE_ROWS)].mean(axis=0, dtype=np.float64)
        away = squares(values, middle)
        centres = sampled_centres(values, away, self.k, np.random.default_rng(self.seed))
        for _ in range(max(1, min(MOST_POLISHING, POLISHED_ROWS // len(values)))):
            centres = group_sums(values, passed(values, centres), self.k).means(centres)
        self.centres_ = centres
        self.labels_ = self.assign(values)
        found = group_sums(values, self.labels_, self.k)
        self.inertia_ = squared_distances(found, centres, middle, float(away.sum()))
        if not found.sizes.all():  # the sample saw too little of the rows
            self._fit_fully(values, n_init=1)


def check_groups(method: str, values: Floats, k: int, seed: int) -> None:
    """Refuse a number of groups that the rows cannot fill, or a seed out of bounds.

    Raises
    ------
    InvalidValue, NotEnoughRows
        As `KMeans.fit`.
    """
    if k < 1:
        raise InvalidValue("k", k, "a whole number of segments, at least 1")
    check_seed(seed)
    different = different_rows(values, k)
    if different < k:
        fewer = "Choose fewer segments, or other features."
        alike = f"Only {different:,} of {len(values):,} customers differ. "
        hint = alike + fewer if different < len(values) else fewer
        raise NotEnoughRows(f"{method} with {k:,} segments", k, different, hint)


def check_seed(seed: int) -> None:
    """Refuse a seed out of bounds.

    Raises
    ------
    InvalidValue
        If it is.
    """
    if not 0 <= seed <= GREATEST_SEED:
        raise InvalidValue("seed", seed, f"a whole number from 0 to {GREATEST_SEED:,}")


def different_rows(values: Floats, enough: int) -> int:
    """How many rows differ from each other; counting may stop once `enough` are found."""
    head = len(np.unique(values[: 20 * enough], axis=0))
    if head >= enough or len(values) <= 20 * enough:
        return head
    return len(np.unique(values, axis=0))
