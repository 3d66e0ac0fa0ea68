"""A Gaussian mixture: clouds of their own width and tilt, and how likely each row is in each."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from crm_core.segments.kmeans import check_groups
from crm_core.segments.nearest import BLOCK_ROWS
from crm_core.segments.sampled import sampled
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread

MOST_ROWS = 20_000
STARTS = 5
MOST_STEPS = 200
LEAST_VARIANCE = 1e-4
"""Added to each variance: a cloud never shrinks to one point. In squares of the scaled unit."""


class GaussianMixture:
    """A sum of normal distributions, one a group, fitted by expectation and maximisation.

    Beyond 20,000 rows it learns from a seeded sample of that many. Each row goes to its likeliest
    group; a group that is nowhere the likeliest is dropped.

    Parameters
    ----------
    k
        How many groups, at least 1.
    seed
        From 0 to 2,147,483,647.

    Attributes
    ----------
    weights_ : the share of each group.
    factors_ : for each group the triangular matrix that turns a row less its centre into standard
        normal numbers: the Cholesky factor of the inverse covariance.
    """

    name = "gmm"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    weights_: Floats
    factors_: Floats

    def __init__(self, k: int, *, seed: int = 0) -> None:
        self.k, self.seed = k, seed

    def fit(self, values: Floats) -> Self:
        """Learn the groups of `values`.

        Raises
        ------
        InvalidValue, NotEnoughRows
            As `KMeans.fit`.
        """
        check_groups("A Gaussian mixture", values, self.k, self.seed)
        rows = sampled(values, self.seed, MOST_ROWS)
        if len(rows) < len(values):
            check_groups("A Gaussian mixture", rows, self.k, self.seed)
        self._keep(*self._best_start(rows))
        used = np.unique(self.assign(values))
        self._keep(self.weights_[used], self.centres_[used], self.factors_[used])
        self.labels_ = self.assign(values)
        self.inertia_, self.fitted_on_ = None, len(rows)
        return self

    def assign(self, values: Floats) -> Integers:
        """The likeliest group of each row."""
        found: Integers = _by_block(values, lambda rows: self._likelihoods(rows).argmax(axis=1))
        return found

    def memberships(self, values: Floats) -> Floats:
        """How likely each row is in each group: rows by groups, each row sums to 1."""
        found: Floats = _by_block(values, lambda rows: _shares(self._likelihoods(rows)))
        return found

    def parameters(self) -> dict[str, Any]:
        """Weights, centres and factors of the groups."""
        return {
            "weights": self.weights_.tolist(),
            "centres": self.centres_.tolist(),
            "factors": self.factors_.tolist(),
        }

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        fitted = cls(len(parameters["weights"]))
        fitted._keep(*(np.array(parameters[name]) for name in ("weights", "centres", "factors")))
        return fitted

    def _best_start(self, rows: Floats) -> tuple[Floats, Floats, Floats]:
        """Weights, centres and factors of the likeliest of five fits."""
        from sklearn.mixture import GaussianMixture as Mixture

        if len(rows) == 1:
            narrow = np.eye(rows.shape[1]) / np.sqrt(LEAST_VARIANCE)
            return np.ones(1), rows, narrow[None]
        model = Mixture(
            self.k,
            n_init=STARTS,
            max_iter=MOST_STEPS,
            reg_covar=LEAST_VARIANCE,
            random_state=self.seed,
        )
        with one_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it still moves a little is no harm
            model.fit(rows)
        return model.weights_, model.means_, model.precisions_cholesky_

    def _keep(self, weights: Floats, centres: Floats, factors: Floats) -> None:
        self.weights_, self.centres_, self.factors_ = weights, centres, factors

    def _likelihoods(self, rows: Floats) -> Floats:
        """The logarithm of weight times density of each group, for each row."""
        parts = zip(self.weights_, self.centres_, self.factors_, strict=True)
        return np.column_stack([_log_density(rows, *part) for part in parts])


def _log_density(rows: Floats, weight: float, centre: Floats, factor: Floats) -> Floats:
    """The logarithm of a normal density times its weight, without the constant all groups share."""
    standard = np.einsum("ij,jk->ik", rows - centre, factor)
    constant = np.log(weight) + np.log(np.diag(factor)).sum()
    density: Floats = constant - 0.5 * np.square(standard).sum(axis=1)
    return density


def _shares(logarithms: Floats) -> Floats:
    raised = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _by_block(values: Floats, found: Callable[[Floats], Any]) -> Any:
    """What `found` gives for blocks of rows in double precision, joined; one block at least."""
    starts = range(0, max(len(values), 1), BLOCK_ROWS)
    return np.concatenate([found(values[s : s + BLOCK_ROWS].astype(np.float64)) for s in starts])
