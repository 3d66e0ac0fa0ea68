"""Texts as rows of TF-IDF weights: words, and pairs of characters where the text is Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff"
"""Chinese characters, and the kana that stand among them."""
_PIECES = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}][^\W_{HAN}]+")
COMMON = re.compile(
    "a|an|and|are|as|at|be|by|for|from|has|have|in|into|is|it|its|of|on|or|that|the|their|this|to|"
    "with|without|you|your"
)
"""Words that tell nothing of a product."""


def terms(text: str) -> list[str]:
    """The words of a text in lower case; of Chinese runs, every two characters that stand together.

    Chinese writes no blanks: a sentence would be one word.

    >>> terms("Pack of 6 VINTAGE lace hearts"), terms("红色茶杯 mug")
    (['pack', 'vintage', 'lace', 'hearts'], ['红色', '色茶', '茶杯', 'mug'])
    """
    found: list[str] = []
    for piece in _PIECES.findall(text.lower()):
        if re.match(rf"[{HAN}]", piece):
            found += [piece[at : at + 2] for at in range(max(1, len(piece) - 1))]
        elif not COMMON.fullmatch(piece):
            found.append(piece)
    return found


def phrases(found: Sequence[str], text: str) -> list[str]:
    """Terms of a text as a person reads them: pairs of characters that overlap there are joined.

    >>> phrases(["茶杯", "mug", "色茶"], "红色茶杯 mug")
    ['mug', '色茶杯']
    """
    han = sorted((term for term in found if re.match(rf"[{HAN}]", term)), key=text.find)
    said = [term for term in found if term not in han]
    for term in han:
        if said and said[-1][-1] == term[0] and said[-1] + term[1:] in text:
            said[-1] += term[1:]
        else:
            said.append(term)
    return said


@dataclass(frozen=True)
class Wordings:
    """Texts as a sparse matrix: one row each of length 1, or 0 where a text says nothing.

    `terms` names the columns.
    """

    values: Any
    terms: tuple[str, ...]

    def likeness(self, rows: NDArray[np.integer[Any]]) -> Floats:
        """The cosine between every two of the rows."""
        chosen = self.values[rows]
        alike: Floats = (chosen @ chosen.T).toarray()
        return alike


def wordings(texts: Sequence[str]) -> Wordings:
    """The TF-IDF rows of texts, in their order.

    A term's weight is 1 + log of how often it stands in the text, times scikit-learn's smoothed
    inverse document frequency. No text has a term: no columns.
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(terms(text) for text in texts):
        return Wordings(sparse.csr_matrix((len(texts), 0), dtype=np.float32), ())
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, dtype=np.float32)
    values = vectorizer.fit_transform(texts)
    return Wordings(values, tuple(map(str, vectorizer.get_feature_names_out())))
