"""A blend: several methods added up, by weights that did best on what was withheld."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import NotEnoughRows
from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.lists import top
from crm_core.recommendations.recommender import NOTHING, Recommender
from crm_core.recommendations.withholding import usual_split, withheld

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

Metric = Callable[[Integers, Integers, Integers], float]
"""How good lists are (customers x n): given the row and the product of everything taken later."""

WITHHELD = 0.2
JUDGED = 1_000
LENGTH = 10
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
ROUNDS = 2


class Blend:
    """The weighted sum of several methods' scores, each brought to 0..1 within a customer.

    About the last fifth of the entries in time (where no days differ, a fifth of each customer's
    products, drawn by the seed) is withheld, the members learn the rest, and each weight in turn
    takes the value that is best by `metric` over at most `JUDGED` customers. Then the members learn
    everything.

    Parameters
    ----------
    members
        Gives fresh members; called twice.
    metric
        What to tune by; without one all weights are 1, and a note says so.
    """

    name = "blend"

    def __init__(
        self,
        members: Callable[[], Sequence[Recommender]],
        *,
        seed: int,
        metric: Metric | None = None,
    ):
        self.members, self.seed, self.metric = members, seed, metric

    def fit(self, interactions: Interactions) -> Self:
        members = self.members()
        self.weights_ = self._tuned(interactions, [member.name for member in members])
        self.members_ = [member.fit(interactions) for member in members]
        self.notes_ = (self._said(), *(note for each in self.members_ for note in each.notes_))
        return self

    def scores(self, rows: Integers) -> Floats:
        return _added([each.scores(rows) for each in self.members_], self.weights_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        """The reason of the member that adds most to each score."""
        alone = np.array([row])
        parts = np.array(
            [
                weight * _even(each.scores(alone))[0, products]
                for each, weight in zip(self.members_, self.weights_, strict=True)
            ]
        )
        loudest = parts.argmax(axis=0)
        told = {int(at): self.members_[at].reasons(row, products) for at in np.unique(loudest)}
        return [told[int(at)][place] for place, at in enumerate(loudest)]

    def _said(self) -> str:
        shares = ", ".join(
            f"{each.name} {weight:g}"
            for each, weight in zip(self.members_, self.weights_, strict=True)
        )
        how = "tuned on withheld entries" if self.is_tuned_ else "all equal, for nothing tunes them"
        return f"Weights ({how}): {shares}."

    def _tuned(self, interactions: Interactions, names: list[str]) -> Floats:
        weights, self.is_tuned_ = np.ones(len(names)), False
        if self.metric is None:
            return weights
        try:
            split = usual_split(interactions)
            held = withheld(interactions, split=split, share=WITHHELD, seed=self.seed)
        except NotEnoughRows:
            return weights
        known = held.learnt
        row, product = _later_pairs(known, held.later, self.seed)
        if not len(row):
            return weights
        self.is_tuned_ = True
        rows, place = np.unique(row, return_inverse=True)
        owned = known.owned[rows].toarray() > 0
        parts = [_even(member.fit(known).scores(rows)) for member in self.members()]

        def height(tried: Floats) -> float:
            total = np.tensordot(tried, np.array(parts), axes=1).astype(np.float32)
            total[owned | (total <= 0)] = NOTHING
            return float(self.metric(top(total, LENGTH)[0], place, product))  # type: ignore[misc]

        return _climbed(weights, height)


def _climbed(weights: Floats, height: Callable[[Floats], float]) -> Floats:
    """Each weight in turn put to its best value; ties stay as they are."""
    best = height(weights)
    for _ in range(ROUNDS):
        for at in range(len(weights)):
            for value in WEIGHTS:
                tried = weights.copy()
                tried[at] = value
                if tried.any() and (found := height(tried)) > best:
                    best, weights = found, tried
    return weights


def _later_pairs(known: Interactions, later: Interactions, seed: int) -> tuple[Integers, Integers]:
    """Row and product of what customers with a history took later and did not own."""
    products = len(known.catalogue)
    pair = np.unique(later.customer.astype(np.int64) * products + later.product)
    row, product = pair // max(products, 1), pair % max(products, 1)
    new = np.asarray(known.owned[row, product]).ravel() == 0 if len(row) else np.empty(0, bool)
    fresh = new & known.has_history[row]
    row, product = row[fresh], product[fresh]
    rows = np.unique(row)
    if len(rows) > JUDGED:
        rows = np.random.default_rng(seed).choice(rows, JUDGED, replace=False)
    chosen = np.isin(row, rows)
    return row[chosen], product[chosen]


def _even(scores: Floats) -> Floats:
    """Scores of each row brought to 0..1, 0 where there is none."""
    said = scores > NOTHING
    low = np.where(said, scores, np.inf).min(axis=1, keepdims=True)
    high = np.where(said, scores, -np.inf).max(axis=1, keepdims=True)
    span = np.where((high > low) & np.isfinite(high), high - low, 1.0)
    low = np.where(np.isfinite(low), low, 0.0)
    # The lowest of those that were scored still stands above those that were not.
    return np.where(said, 0.001 + 0.999 * np.where(said, scores - low, 0) / span, 0.0).astype(
        np.float32
    )


def _added(parts: Sequence[Floats], weights: Floats) -> Floats:
    total = np.zeros_like(parts[0], dtype=np.float32)
    for part, weight in zip(parts, weights, strict=True):
        if weight:
            total += np.float32(weight) * _even(part)
    total[total <= 0] = NOTHING
    return total
