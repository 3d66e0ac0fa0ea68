"""User to user: what the customers most like this one took up."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.item_matrix import sparse_scores
from crm_core.recommendations.wording import several

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

NEIGHBOURS = 50
MOST_COMPARED = 20_000
"""Everybody is compared with this many customers at most, a few hundred at a time."""
BLOCK = 200


class UserToUser:
    """Products of the customers whose products are most alike, by cosine of strengths.

    Nothing of size customers x customers is held: each block of customers is compared with at most
    `most_compared` others, drawn by the seed where there are more.

    Source: Herlocker et al. (1999), An algorithmic framework for collaborative filtering.
    """

    name = "user_cf"

    def __init__(
        self, *, seed: int, neighbours: int = NEIGHBOURS, most_compared: int = MOST_COMPARED
    ):
        self.seed, self.neighbours, self.most_compared = seed, neighbours, most_compared

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.interactions_ = interactions
        self.strength_ = interactions.strength
        self.direction_ = _unit_rows(self.strength_)
        self.pool_ = self._pool(np.flatnonzero(interactions.has_history))
        self.pool_directions_ = self.direction_[self.pool_].T.tocsr()
        self.pool_strength_ = self.strength_[self.pool_]
        return self

    def scores(self, rows: Integers) -> Floats:
        parts = [
            sparse_scores(self._likeness(rows[start : start + BLOCK]), self.pool_strength_)
            for start in range(0, len(rows), BLOCK)
        ]
        return np.vstack(parts) if parts else np.empty((0, self.strength_.shape[1]), np.float32)

    def reasons(self, row: int, products: Integers) -> list[str]:
        alike = self._likeness(np.array([row]))
        near = self.pool_[alike.indices]
        takes = self.interactions_.owned[near][:, products].toarray() > 0
        shared = self.interactions_.owned[near][:, self.strength_[[row]].indices] > 0
        common = np.asarray(shared.sum(axis=1)).ravel()
        return [_said(int(column.sum()), len(near), common[column]) for column in takes.T]

    def _likeness(self, rows: Integers) -> Any:
        """Rows x pool, a `csr_matrix`: the cosine with the nearest others."""
        from scipy import sparse

        alike = (self.direction_[rows] @ self.pool_directions_).toarray()
        places = np.searchsorted(self.pool_, rows)
        inside = (
            np.flatnonzero(
                (places < len(self.pool_))
                & (self.pool_[np.minimum(places, len(self.pool_) - 1)] == rows)
            )
            if len(self.pool_)
            else np.empty(0, dtype=int)
        )
        alike[inside, places[inside]] = 0.0
        many = alike.shape[1]
        if many > self.neighbours:
            last = np.partition(alike, many - self.neighbours, axis=1)[:, many - self.neighbours]
            alike[alike < last[:, None]] = 0.0
        return sparse.csr_matrix(alike)

    def _pool(self, known: Integers) -> Integers:
        if len(known) <= self.most_compared:
            return known
        few, many = f"{self.most_compared:,}", f"{len(known):,}"
        self.notes_ = (f"Everybody is compared with {few} of {many} customers, drawn at random.",)
        drawn = np.random.default_rng(self.seed).choice(known, self.most_compared, replace=False)
        return np.sort(drawn)


def _said(takers: int, near: int, common: Integers) -> str:
    if not takers:
        return f"similar customers looked at it, of {several(near, 'neighbour')}"
    shared = several(int(np.median(common)), "product")
    return (
        f"{takers:,} of the {several(near, 'most similar customer')} took it up, {shared} in common"
    )


def _unit_rows(strength: Any) -> Any:
    lengths = np.sqrt(np.asarray(strength.multiply(strength).sum(axis=1)).ravel())
    scaled = strength.copy()
    scaled.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(strength.indptr))
    return scaled
