"""Texts as rows of TF-IDF weights, laid out by term: what a search adds up.

A term's weight in a text is (1 + ln of how often it stands there) times its inverse document
frequency, ln((1 + texts) / (1 + texts with the term)) + 1; a text's weights are scaled to length 1.
They are those of scikit-learn's `TfidfVectorizer(analyzer=terms, sublinear_tf=True)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.text.terms import terms

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

BATCH = 20_000
"""Texts that are taken apart at a time."""


@dataclass(frozen=True)
class Uses:
    """How often each term stands in each text: three columns of one length, by text."""

    text: Integers
    term: Integers
    times: Integers


class Vocabulary(dict[str, int]):
    """Terms and their numbers, in the order in which they were met."""

    def __missing__(self, term: str) -> int:
        self[term] = len(self)
        return self[term]


def uses(texts: Sequence[str], vocabulary: Vocabulary, *, first: int = 0) -> Uses:
    """How often each term stands in each of `texts`, which are numbered from `first` on.

    Terms that are new are added to `vocabulary`.
    """
    found = [terms(text) for text in texts]
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    numbers = map(vocabulary.__getitem__, chain.from_iterable(found))
    term = np.fromiter(numbers, dtype=np.int64, count=int(lengths.sum()))
    place = np.repeat(np.arange(len(found)), lengths)
    size = max(1, len(vocabulary))
    pairs, times = np.unique(place * size + term, return_counts=True)
    return Uses(
        (pairs // size + first).astype(np.int32),
        (pairs % size).astype(np.int32),
        np.minimum(times, np.iinfo(np.int16).max).astype(np.int16),
    )


def batches(
    texts: Iterable[str], vocabulary: Vocabulary, *, first: int = 0
) -> Iterator[tuple[int, Uses]]:
    """The uses of many texts, some thousands at a time, with the number of texts of each part."""
    waiting = iter(texts)
    while part := list(islice(waiting, BATCH)):
        yield len(part), uses(part, vocabulary, first=first)
        first += len(part)


def joined(parts: Sequence[Uses]) -> Uses:
    """Several uses as one."""
    if not parts:
        return Uses(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int16))
    return Uses(
        np.concatenate([part.text for part in parts]),
        np.concatenate([part.term for part in parts]),
        np.concatenate([part.times for part in parts]),
    )


@dataclass(frozen=True)
class Weights:
    """Who holds each term, and how much it weighs there.

    Attributes
    ----------
    begins : where each term's holders begin, and one more: where the last one's end.
    holders : the numbers of the texts that hold a term, ascending within each.
    weight : what the term weighs in each.
    highest : the most a term weighs in any text, 0 where none holds it.
    rarity : the inverse document frequency of each term.
    common : that of a term no text holds.
    """

    begins: Integers
    holders: Integers
    weight: Floats
    highest: Floats
    rarity: Floats
    common: float

    def of(self, term: int) -> tuple[Integers, Floats]:
        """The texts that hold a term, and what it weighs in each."""
        span = slice(self.begins[term], self.begins[term + 1])
        return self.holders[span], self.weight[span]


def weights(counted: Uses, *, terms: int, texts: int, rarity: Floats | None = None) -> Weights:
    """The weights of uses; with `rarity`, by that instead of their own document frequencies.

    Parameters
    ----------
    terms
        How many terms there are; numbers of terms are below it.
    texts
        How many texts there are, those without any term included.
    """
    from scipy import sparse

    held = np.bincount(counted.term, minlength=terms)
    if rarity is None:
        rarity = (np.log((1 + texts) / (1 + held)) + 1).astype(np.float32)
    raw = (1 + np.log(counted.times, dtype=np.float32)) * rarity[counted.term]
    width = int(counted.text.max()) + 1 if len(counted.text) else 0
    squares = np.bincount(counted.text, weights=raw * raw, minlength=width)
    raw /= np.sqrt(squares, dtype=np.float32)[counted.text] if width else 1
    by_text = sparse.coo_matrix((raw, (counted.term, counted.text)), shape=(terms, width))
    by_term = by_text.tocsr()
    by_term.sort_indices()
    begins, weight = by_term.indptr.astype(np.int64), by_term.data
    highest = np.zeros(terms, dtype=np.float32)
    used = np.flatnonzero(np.diff(begins))
    if len(used):
        highest[used] = np.maximum.reduceat(weight, begins[used])
    common = float(np.log(1 + texts) + 1)
    return Weights(begins, by_term.indices, weight, highest, rarity, common)
