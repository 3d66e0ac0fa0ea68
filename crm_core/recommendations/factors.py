"""Tastes: customers and products as points in a few dimensions, near where they go together."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.item_matrix import NO_REASON, silenced, unknown
from crm_core.recommendations.threads import one_thread, threads_for

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

MOST_FACTORS = 64
ROWS_PER_FACTOR = 10
STEPS, FEWEST_ROUNDS, MOST_ROUNDS = 50_000_000, 10, 100
"""How many steps BPR takes in all, and how often it goes through the entries for that."""


def factors_for(strength: Any, most: int = MOST_FACTORS) -> int:
    """How many dimensions: one to ten customers or products, from 2 to `most`."""
    return int(np.clip(min(strength.shape) // ROWS_PER_FACTOR, 2, most))


class Factors:
    """What every method does that puts customers and products into one space of tastes.

    After `fit`, `customer_factors_` and `product_factors_` hold the points; a score is the dot
    product of the two.

    Parameters
    ----------
    learnt
        Gives both from the strengths, how many factors, and the seed.
    """

    def __init__(self, name: str, learnt: Any, *, seed: int, factors: int | None = None):
        self.name, self.learnt, self.seed, self.factors = name, learnt, seed, factors

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.interactions_ = interactions
        self.strength_ = interactions.strength
        self.unknown_ = unknown(self.strength_)
        count = self.factors or factors_for(self.strength_)
        shape = self.strength_.shape
        if min(shape) < 2 or not self.strength_.nnz:
            self.customer_factors_, self.product_factors_ = (
                np.zeros((size, count), dtype=np.float32) for size in shape
            )
        else:
            self.customer_factors_, self.product_factors_ = self.learnt(
                self.strength_, count, self.seed
            )
        return self

    def scores(self, rows: Integers) -> Floats:
        found: Floats = self.customer_factors_[rows] @ self.product_factors_.T
        return silenced(found, self.strength_[rows], self.unknown_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        """Which product taken up lies nearest, in the directions this customer cares about."""
        taken = self.strength_[[row]].indices
        if not len(taken):
            return [NO_REASON] * len(products)
        lengths = np.linalg.norm(self.product_factors_, axis=1)
        points = self.product_factors_ / np.where(lengths > 0, lengths, 1.0)[:, None]
        alike = points[products] @ points[taken].T
        names = self.interactions_.catalogue.names
        return [
            f"liked by the same customers as {names[taken[near]]}, likeness {found[near]:.2f}"
            for found, near in zip(alike, alike.argmax(axis=1), strict=True)
        ]


def singular(strength: Any, factors: int, seed: int) -> tuple[Floats, Floats]:
    """The strongest singular directions of the strengths.

    Source: Cremonesi, Koren & Turrin (2010), PureSVD.
    """
    from scipy.sparse.linalg import svds

    count = min(factors, min(strength.shape) - 1)
    start = np.random.default_rng(seed).normal(size=min(strength.shape))
    with one_thread():
        _, _, directions = svds(strength.astype(np.float64), k=count, v0=start)
    products = directions.T.astype(np.float32)
    return strength @ products, products


def alternating(strength: Any, factors: int, seed: int) -> tuple[Floats, Floats]:
    """Alternating least squares over strengths as confidence, by `implicit`.

    Source: Hu, Koren & Volinsky (2008), Collaborative filtering for implicit feedback datasets.
    """
    from implicit.cpu.als import AlternatingLeastSquares

    with one_thread("blas"):
        model = AlternatingLeastSquares(
            factors=factors,
            regularization=0.05,
            alpha=2.0,
            random_state=seed,
            num_threads=threads_for(strength),
        )
        model.fit(strength, show_progress=False)
    return model.user_factors, model.item_factors


def pairwise(strength: Any, factors: int, seed: int) -> tuple[Floats, Floats]:
    """Bayesian personalised ranking, by `implicit`: what was taken before what was not.

    In one thread, for several write over each other's steps and no two runs are the same; so
    `STEPS` bound the work where there are many entries.

    Source: Rendle et al. (2009), BPR.
    """
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(
        factors=factors,
        learning_rate=0.05,
        iterations=int(np.clip(STEPS // strength.nnz, FEWEST_ROUNDS, MOST_ROUNDS)),
        random_state=seed,
        num_threads=1,
    )
    model.fit(strength, show_progress=False)
    return model.user_factors, model.item_factors
