"""Item to item: what those who bought this also bought, lately more than long ago."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.recommender import NOTHING

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

NEIGHBOURS = 100


class ItemToItem:
    """Products like those a customer took up, by the cosine of who took them up how strongly.

    A product's score is the sum over the customer's products of strength times likeness, over the
    `neighbours` most alike of each; strengths fade with time. Never customers x customers: it works
    on products, however many customers there are.

    Source: Sarwar et al. (2001), Item-based collaborative filtering; Cremonesi et al. (2010) on
    sums without a norm for lists.
    """

    name = "item_cf"

    def __init__(self, *, neighbours: int = NEIGHBOURS, threads: int = 1):
        self.neighbours, self.threads = neighbours, threads

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.interactions_ = interactions
        self.strength_ = interactions.strength
        self.likeness_ = _likeness(self.strength_, self.neighbours, self.threads)
        return self

    def scores(self, rows: Integers) -> Floats:
        found = self.strength_[rows] @ self.likeness_
        scores = np.full(found.shape, NOTHING, dtype=np.float32)
        said = np.repeat(np.arange(len(rows)), np.diff(found.indptr))
        scores[said, found.indices] = found.data
        return scores

    def reasons(self, row: int, products: Integers) -> list[str]:
        taken = self.strength_[[row]]
        return [self._reason(taken, int(product)) for product in products]

    def _reason(self, taken: Any, product: int) -> str:
        column = self.likeness_[taken.indices][:, [product]].toarray()[:, 0]
        shares = column * taken.data
        if not len(shares) or shares.max() <= 0:
            return "nothing this customer took up points to it"
        owned = int(taken.indices[int(shares.argmax())])
        return also_taken(self.interactions_, owned, product)


def also_taken(interactions: Interactions, owned: int, product: int) -> str:
    """How many who own one product own another too, and how much that is beyond chance."""
    first, second = interactions.owners_of(owned), interactions.owners_of(product)
    both = len(np.intersect1d(first, second, assume_unique=True))
    name = interactions.catalogue.names[owned]
    if not both:
        return f"those who took up {name} looked at it too"
    lift = both * int(interactions.has_history.sum()) / (len(first) * len(second))
    return f"{both:,} of {len(first):,} customers with {name} have it too, lift {lift:.1f}"


def _likeness(strength: Any, neighbours: int, threads: int) -> Any:
    """Products x products, of each the most alike others; a `csr_matrix`."""
    from implicit.nearest_neighbours import ItemItemRecommender
    from scipy import sparse

    if not strength.nnz:
        return sparse.csr_matrix((strength.shape[1],) * 2, dtype=np.float32)
    model = ItemItemRecommender(K=neighbours + 1, num_threads=threads)
    model.fit(_unit_columns(strength), show_progress=False)
    found = sparse.csr_matrix(model.similarity, dtype=np.float32)
    found.setdiag(0)
    found.eliminate_zeros()
    return found


def _unit_columns(strength: Any) -> Any:
    """The same with columns of length 1."""
    squares = np.bincount(strength.indices, strength.data**2, minlength=strength.shape[1])
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
    scaled = strength.astype(np.float64)
    scaled.data /= lengths[scaled.indices]
    return scaled
