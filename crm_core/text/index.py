"""The index in memory: the texts nearest to a question, by the cosine of their TF-IDF weights.

Terms are added up from the rarest on. As soon as what is left could not lift a text that holds none
of the terms so far into the best, only texts already met are looked up in the rest: Turtle & Flood,
"Query evaluation: strategies and optimizations" (1995), term at a time. The answer is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.text.terms import terms
from crm_core.text.weights import Uses, Vocabulary, Weights, weights

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

WORTH_PRUNING = 20_000
"""Holders of a term below which adding them up costs less than asking whether one must."""

ROUNDING = 1e-5
"""What sums of 32-bit weights may be off by."""


@dataclass(frozen=True)
class Near:
    """A text that was found: its number, and the cosine with what was asked, up to 1."""

    text: int
    score: float


@dataclass(frozen=True)
class Question:
    """What is asked of an index: the number and weight of each term, the weights of length 1."""

    term: Integers
    weight: Floats


@dataclass(frozen=True)
class TextIndex:
    """Texts ready to be searched; make it with `index_of`.

    Attributes
    ----------
    vocabulary : the number of each term.
    weights : who holds each term.
    size : one more than the highest number of a text.
    gone : texts that are in `weights` and must not be found, by number; None for none.
    added : texts that came since, weighed by the rarities of `weights`; None for none.
    """

    vocabulary: Mapping[str, int]
    weights: Weights
    size: int
    gone: Mask | None = field(default=None, repr=False)
    added: TextIndex | None = field(default=None, repr=False)

    def question(self, text: str) -> Question:
        """A text as the index weighs it; terms that no text holds count towards its length."""
        found = Counter(terms(text))
        known = [(self.vocabulary[term], term) for term in found if term in self.vocabulary]
        number = np.array([each for each, _ in known], dtype=np.int64)
        times = np.array([found[term] for _, term in known], dtype=float)
        weight = (1 + np.log(times)) * self._rarity(number)
        strange = np.array([count for term, count in found.items() if term not in self.vocabulary])
        beyond = ((1 + np.log(strange)) * self.weights.common) if len(strange) else strange
        length = np.sqrt(np.sum(weight**2) + np.sum(beyond**2))
        return Question(number, (weight / length if length else weight).astype(np.float32))

    def nearest(self, asked: Question, limit: int, *, allowed: Mask | None = None) -> list[Near]:
        """The best texts for a question, best first, of equals the latest first.

        `allowed` says of each text by number whether it may be found.
        """
        found = self._own_nearest(asked, limit, self._allowed(allowed))
        if self.added is not None:
            found += self.added.nearest(asked, limit, allowed=allowed)
        return sorted(found, key=lambda near: (-near.score, -near.text))[:limit]

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term, the most there is where no text holds it."""
        number = self.vocabulary.get(term, len(self.weights.rarity))
        return float(self._rarity(np.array([number]))[0])

    def holders_of_all(self, asked: Question) -> Mask:
        """Of each text by number, whether it holds every known term of the question."""
        held = np.ones(self.size, dtype=bool)
        for term in asked.term:
            held &= self.holders(Question(np.array([term]), np.ones(1, dtype=np.float32)))
        return held

    def holders(self, asked: Question, *, allowed: Mask | None = None) -> Mask:
        """Of each text by number, whether it holds a term of the question."""
        held = np.zeros(self.size, dtype=bool)
        for term in self._held(asked.term):
            held[self.weights.of(term)[0]] = True
        may = self._allowed(None)
        if may is not None:
            held &= may
        if self.added is not None:
            held |= self.added.holders(asked)
        return held if allowed is None else held & allowed

    def _rarity(self, number: Integers) -> Floats:
        """The rarity of terms; those that only later texts hold are as rare as can be."""
        rarity = np.full(len(number), self.weights.common)
        there = number < len(self.weights.rarity)
        rarity[there] = self.weights.rarity[number[there]]
        return rarity

    def _held(self, term: Integers) -> Integers:
        return term[term < len(self.weights.begins) - 1]

    def _allowed(self, allowed: Mask | None) -> Mask | None:
        if self.gone is None:
            return allowed
        return ~self.gone if allowed is None else allowed & ~self.gone

    def _own_nearest(self, asked: Question, limit: int, allowed: Mask | None) -> list[Near]:
        met, values = self._added_up(asked, limit, allowed)
        if len(met) > limit:
            chosen = np.flatnonzero(values >= _worst_of_best(values, limit))
            # Of equal scores the latest: by score and then by number, from the end.
            order = np.lexsort((met[chosen], values[chosen]))[::-1][:limit]
            met, values = met[chosen[order]], values[chosen[order]]
        return [
            Near(int(text), min(1.0, float(value))) for text, value in zip(met, values, strict=True)
        ]

    def _added_up(
        self, asked: Question, limit: int, allowed: Mask | None
    ) -> tuple[Integers, Floats]:
        """The texts that may be among the best, and their scores."""
        known = asked.term < len(self.weights.begins) - 1
        term, weight = asked.term[known], asked.weight[known]
        held = self.weights.begins[term + 1] - self.weights.begins[term]
        order = np.lexsort((term, held))
        term, weight, held = term[order], weight[order], held[order]
        bound = weight * self.weights.highest[term]
        left = np.append(np.cumsum(bound[::-1])[::-1], 0)
        score = np.zeros(self.size, dtype=np.float32)
        first_met: list[Integers] = []
        for step, number in enumerate(term):
            if held[step] >= WORTH_PRUNING:
                worst = _worst_of_best(score[_joined(first_met)], limit) - ROUNDING
                if worst > left[step]:
                    met = _permitted(np.flatnonzero(score >= worst - left[step]), allowed)
                    rest = (term[step:], weight[step:], left[step:])
                    return self._looked_up(score, met, limit, *rest)
            holders, weighs = self.weights.of(number)
            if len(holders) <= WORTH_PRUNING:
                first_met.append(_permitted(holders[score[holders] == 0], allowed))
            score[holders] += weight[step] * weighs
        met = _permitted(np.flatnonzero(score > 0), allowed)
        return met, score[met]

    def _looked_up(
        self,
        score: Floats,
        met: Integers,
        limit: int,
        term: Integers,
        weight: Floats,
        left: Floats,
    ) -> tuple[Integers, Floats]:
        """The texts of `met` that may be among the best, with what the last terms add to them."""
        values = score[met]
        for step, number in enumerate(term):
            holders, weighs = self.weights.of(number)
            at = np.minimum(np.searchsorted(holders, met), len(holders) - 1)
            values = values + np.where(holders[at] == met, weight[step] * weighs[at], 0)
            may = values >= _worst_of_best(values, limit) - left[step + 1] - ROUNDING
            met, values = met[may], values[may]
        return met, values


def _joined(texts: list[Integers]) -> Integers:
    return np.concatenate(texts) if texts else np.empty(0, dtype=np.int32)


def _permitted(texts: Integers, allowed: Mask | None) -> Integers:
    return texts if allowed is None else texts[allowed[texts]]


def _worst_of_best(score: Floats, limit: int) -> float:
    """The lowest of the best `limit` scores, 0 where there are fewer."""
    if len(score) < limit:
        return 0.0
    return float(np.partition(score, len(score) - limit)[len(score) - limit])


def index_of(counted: Uses, vocabulary: Vocabulary, *, texts: int, size: int) -> TextIndex:
    """The index of texts that were taken apart; `texts` is how many, their numbers below `size`."""
    return TextIndex(vocabulary, weights(counted, terms=len(vocabulary), texts=texts), size)


def with_added(index: TextIndex, counted: Uses, *, gone: Integers, size: int) -> TextIndex:
    """The same index with texts that came since, and without those that went.

    Weights stay those of the index: a text that came is weighed by the rarities it has.
    """
    rarity = index._rarity(np.arange(len(index.vocabulary)))
    added = weights(counted, terms=len(index.vocabulary), texts=0, rarity=rarity.astype(np.float32))
    missing = np.zeros(size, dtype=bool)
    missing[gone] = True
    return replace(index, size=size, gone=missing, added=TextIndex(index.vocabulary, added, size))
