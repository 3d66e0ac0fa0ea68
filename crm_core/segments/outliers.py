"""One-class support vectors: one group of usual customers, and those outside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.kmeans import check_seed
from crm_core.segments.nearest import BLOCK_ROWS
from crm_core.segments.sampled import member_means, sampled
from crm_core.segments.segmenter import NOISE, Floats, Integers
from crm_core.segments.threads import one_thread

OUTSIDE = 0.05
"""Which share of the rows learned from lies outside, at most."""
SLACK = 1e-3
"""How far the solver may be off the boundary. Many equal customers often lie right on it: they are
inside."""


class OneClass:
    """Everybody inside a smooth boundary is in the one group; those outside are noise.

    It is what can be meant by "SVM clustering": a support vector machine that knows no classes
    marks what is unusual, about one row in twenty, and tells no groups apart. The kernel is
    Gaussian, its width that of all rows. Beyond 5,000 rows it learns from a seeded sample of so
    many.

    Parameters
    ----------
    seed
        It decides on the sample alone.

    Attributes
    ----------
    vectors_, weights_ : the rows that hold the boundary, and how hard each does.
    offset_ : a row is inside where its weighted nearness to them is at least this.
    gamma_ : nearness is exp(-gamma · squared distance).

    Source: Schölkopf, Platt, Shawe-Taylor, Smola, Williamson (2001), Neural Computation 13.
    """

    name = "oneclass"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    vectors_: Floats
    weights_: Floats
    offset_: float
    gamma_: float

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, values: Floats) -> Self:
        """Learn the boundary of `values`.

        Raises
        ------
        InvalidValue
            If the seed is out of bounds.
        """
        from sklearn.svm import OneClassSVM

        check_seed(self.seed)
        rows = sampled(values, self.seed)
        spread = rows.var()
        self.gamma_ = float(1 / (rows.shape[1] * spread)) if spread else 1.0
        with one_thread():
            model = OneClassSVM(kernel="rbf", nu=OUTSIDE, gamma=self.gamma_).fit(rows)
        self.vectors_, self.weights_ = model.support_vectors_, model.dual_coef_[0]
        self.offset_ = float(-model.intercept_[0])
        self.labels_ = self.assign(values)
        self.centres_ = member_means(values, self.labels_)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """0 for a row inside the boundary, noise for one outside."""
        inside = np.empty(len(values), dtype=bool)
        for start in range(0, len(values), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            inside[block] = self._nearness(values[block]) >= self.offset_ - SLACK
        return np.where(inside, 0, NOISE).astype(np.int64)

    def parameters(self) -> dict[str, Any]:
        """What holds the boundary."""
        return {
            "vectors": self.vectors_.tolist(),
            "weights": self.weights_.tolist(),
            "offset": self.offset_,
            "gamma": self.gamma_,
        }

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The boundary that `parameters` hold."""
        fitted = cls()
        fitted.vectors_ = np.array(parameters["vectors"], dtype=np.float64)
        fitted.weights_ = np.array(parameters["weights"], dtype=np.float64)
        fitted.offset_, fitted.gamma_ = parameters["offset"], parameters["gamma"]
        return fitted

    def _nearness(self, rows: Floats) -> Floats:
        from scipy.spatial.distance import cdist

        squared = cdist(rows, self.vectors_, "sqeuclidean")
        near: Floats = np.einsum("ij,j->i", np.exp(-self.gamma_ * squared), self.weights_)
        return near
