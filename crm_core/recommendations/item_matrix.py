"""What the methods share that score by a matrix of products x products."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.recommender import NOTHING

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


def sparse_scores(taken: Any, matrix: Any) -> Floats:
    """The rows of `taken` times a sparse matrix, `NOTHING` where no entry meets."""
    found = taken @ matrix
    scores = np.full(found.shape, NOTHING, dtype=np.float32)
    said = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    scores[said, found.indices] = found.data
    return scores


def unknown(taken: Any) -> Integers:
    """The products that nobody took up: nothing can be learnt of them."""
    return np.flatnonzero(np.bincount(taken.indices, minlength=taken.shape[1]) == 0)


def silenced(scores: Floats, taken: Any, without: Integers) -> Floats:
    """The same with `NOTHING` for who took up nothing, and for the products `without`."""
    scores[np.diff(taken.indptr) == 0] = NOTHING
    if len(without):
        scores[:, without] = NOTHING
    return scores


def strongest(shares: Floats, taken: Any) -> int | None:
    """Which of the products taken has the largest share in a score; None where none speaks for it.

    `shares` has one entry per entry of the one row `taken`.
    """
    if not len(shares) or shares.max() <= 0:
        return None
    return int(taken.indices[int(shares.argmax())])


NO_REASON = "nothing this customer took up points to it"


def also_taken(interactions: Interactions, owned: int | None, product: int) -> str:
    """How many who own one product own another too, and how much that is beyond chance."""
    if owned is None:
        return NO_REASON
    name = interactions.catalogue.names[owned]
    if owned == product:
        return f"they took it up before, and it goes with itself: {name}"
    first, second = interactions.owners_of(owned), interactions.owners_of(product)
    both = len(np.intersect1d(first, second, assume_unique=True))
    if not both:
        return f"goes with {name} by what others share with both"
    lift = both * int(interactions.has_history.sum()) / (len(first) * len(second))
    return f"{both:,} of {len(first):,} customers with {name} have it too, lift {lift:.1f}"
