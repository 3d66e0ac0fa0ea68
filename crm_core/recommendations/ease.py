"""EASE: which products foretell which, all at once, in closed form."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.item_matrix import also_taken, silenced, strongest, unknown
from crm_core.recommendations.threads import one_thread

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

MOST_PRODUCTS = 8_000
"""The matrix to invert has this many rows at most: a quarter GiB, held three times."""


class EASE:
    """Weights from product to product that foretell each from all others, none from itself.

    Unlike plain item to item, what two products share with a third is not counted twice.

    Source: Steck (2019), Embarrassingly shallow autoencoders for sparse data, WWW.

    Parameters
    ----------
    penalty
        How much weights are held down, as a multiple of the mean sum of squares of a product.
    """

    name = "ease"

    def __init__(self, *, penalty: float = 8.0, most_products: int = MOST_PRODUCTS):
        self.penalty, self.most_products = penalty, most_products

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.interactions_ = interactions
        self.strength_ = interactions.strength
        self.unknown_ = unknown(self.strength_)
        self.products_ = self._products(interactions)
        with one_thread():
            self.weights_ = _weights(self.strength_[:, self.products_], self.penalty)
        return self

    def scores(self, rows: Integers) -> Floats:
        taken = self.strength_[rows]
        found = taken[:, self.products_] @ self.weights_
        if len(self.products_) == taken.shape[1]:
            return silenced(found, taken, self.unknown_)
        scores = np.full(taken.shape, -np.inf, dtype=np.float32)
        scores[:, self.products_] = found
        return silenced(scores, taken, self.unknown_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        taken = self.strength_[[row]][:, self.products_]
        places = np.searchsorted(self.products_, products)
        found = []
        for place, product in zip(places, products, strict=True):
            best = strongest(self.weights_[taken.indices, place] * taken.data, taken)
            owned = None if best is None else int(self.products_[best])
            found.append(also_taken(self.interactions_, owned, int(product)))
        return found

    def _products(self, interactions: Interactions) -> Integers:
        """The products that are learnt from: those most customers took up, where there are many."""
        count = len(interactions.catalogue)
        if count <= self.most_products:
            return np.arange(count)
        self.notes_ = (
            f"Of {count:,} products, the {self.most_products:,} that most customers took up.",
        )
        order = np.argsort(-interactions.owners, kind="stable")
        return np.sort(order[: self.most_products])


def _weights(strength: Any, penalty: float) -> Floats:
    from scipy import linalg

    gram = (strength.T @ strength).toarray()
    squares = gram.diagonal()
    held_down = penalty * float(squares[squares > 0].mean()) if (squares > 0).any() else 1.0
    gram[np.diag_indices_from(gram)] += held_down
    factor, _ = linalg.lapack.spotrf(gram, lower=1, overwrite_a=1)
    inverse, info = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    if info:
        raise ArithmeticError("the weights of EASE have no solution")
    lower = np.tril(inverse)
    weights: Floats = lower + np.tril(inverse, -1).T
    weights /= -weights.diagonal()[None, :]
    np.fill_diagonal(weights, 0.0)
    return weights
