"""Content: products whose name, description, category and tags read like those taken up."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.matrices.words import phrases
from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.item_matrix import sparse_scores

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

WORDS_TOLD = 3


class Content:
    """Likeness of a product's words to those of everything the customer took up, by strength.

    The only method that can offer a product nobody took up yet. Words are weighed by TF-IDF; of
    Chinese text, pairs of characters are.

    Source: Pazzani & Billsus (2007), Content-based recommendation systems.
    """

    name = "content"

    def fit(self, interactions: Interactions) -> Self:
        self.notes_: tuple[str, ...] = ()
        self.strength_ = interactions.strength
        self.words_, self.texts_ = interactions.catalogue.wordings, interactions.catalogue.texts
        silent = int((np.diff(self.words_.values.indptr) == 0).sum())
        if silent:
            self.notes_ = (f"Nothing is written about {silent:,} products, so they are left out.",)
        self.by_word_ = self.words_.values.T.tocsr()
        return self

    def scores(self, rows: Integers) -> Floats:
        return sparse_scores(self._profile(rows), self.by_word_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        profile = self._profile(np.array([row])).toarray()[0]
        found = []
        for product in products:
            words = self.words_.values[[int(product)]]
            shares = words.data * profile[words.indices]
            best = [at for at in np.argsort(-shares, kind="stable")[:WORDS_TOLD] if shares[at] > 0]
            shared = [self.words_.terms[words.indices[at]] for at in best]
            told = ", ".join(phrases(shared, str(self.texts_[product])))
            found.append(f"same words: {told}" if told else "no word in common")
        return found

    def _profile(self, rows: Integers) -> Any:
        """The words of what each took up, added up by strength and brought to length 1."""
        profile = (self.strength_[rows] @ self.words_.values).tocsr()
        lengths = np.sqrt(np.asarray(profile.multiply(profile).sum(axis=1)).ravel())
        profile.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(profile.indptr))
        return profile
