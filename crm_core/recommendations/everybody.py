"""The lists of many customers at once, with the fallback for who has none of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.diversity import candidates, varied
from crm_core.recommendations.learnt import FALLBACK, Learnt
from crm_core.recommendations.limits import Limits, checked_length, shop_filters, steps
from crm_core.recommendations.lists import NO_PRODUCT, scored_blocks, top, top_lists
from crm_core.recommendations.methods import method_of

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Strings = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists of customers in the order they were given: positions of products, and scores.

    `fallbacks` of them got the popularity list.
    """

    customers: Strings
    products: Strings
    ids: Integers
    scores: Floats
    fallbacks: int

    def columns(self) -> dict[str, Any]:
        """One entry per product of a list: customer_id, rank from 1, product_id, score."""
        there = self.ids != NO_PRODUCT
        who, place = np.nonzero(there)
        return {
            "customer_id": self.customers[who],
            "rank": place + 1,
            "product_id": self.products[self.ids[there]],
            "score": self.scores[there].astype(float),
        }


def lists_of(
    learnt: Learnt,
    customer_ids: Sequence[str],
    *,
    model: str,
    n: int,
    limits: Limits | None = None,
) -> Lists:
    """The list of each of the customers, the same as `preview` gives one by one.

    Raises
    ------
    InvalidValue
        If there is no such model, `n` is below 1, or the limits cannot be meant.
    """
    wanted = (limits or Limits()).checked()
    known = learnt.interactions
    n = min(checked_length(n), max(len(known.catalogue), 1))
    rows = np.array([known.rows.get(who, -1) for who in customer_ids], dtype=np.int64)
    own = np.flatnonzero(rows >= 0)
    own = own[known.has_history[rows[own]]]
    ids = np.full((len(rows), n), NO_PRODUCT, dtype=np.int32)
    scores = np.zeros((len(rows), n))
    ids[own], scores[own] = _listed(learnt, rows[own], model, n, wanted)
    empty = np.flatnonzero(ids[:, 0] == NO_PRODUCT)
    ids[empty], scores[empty] = _fallback(learnt, rows[empty], n, wanted)
    customers = np.array(list(customer_ids), dtype=object)
    return Lists(customers, known.catalogue.ids, ids, scores, len(empty))


def _listed(
    learnt: Learnt, rows: Integers, model: str, n: int, limits: Limits
) -> tuple[Integers, Floats]:
    known, keep = learnt.interactions, method_of(model).offers_owned
    allowed, _ = steps(shop_filters(known.catalogue, limits))
    again = known.catalogue.is_replenishable if limits.again else None
    if not limits.diversity:
        return top_lists(
            learnt.method(model),
            known,
            n=n,
            rows=rows,
            keep_owned=keep,
            allowed=allowed,
            again=again,
        )
    parts = [
        _varied(learnt, *top(scores, candidates(n)), n, limits)
        for scores in scored_blocks(learnt.method(model), known, rows, keep, allowed, again)
    ]
    if not parts:
        return np.empty((0, n), dtype=np.int32), np.empty((0, n))
    return np.vstack([ids for ids, _ in parts]), np.vstack([scores for _, scores in parts])


def _varied(
    learnt: Learnt, ids: Integers, scores: Floats, n: int, limits: Limits
) -> tuple[Integers, Floats]:
    if not limits.diversity:
        return ids, scores
    found, worth = np.full((len(ids), n), NO_PRODUCT, dtype=np.int32), np.zeros((len(ids), n))
    for row in range(len(ids)):
        near = ids[row][ids[row] != NO_PRODUCT]
        alike = learnt.interactions.catalogue.wordings.likeness(near)
        chosen = varied(scores[row, : len(near)], alike, n=n, diversity=limits.diversity)
        found[row, : len(chosen)], worth[row, : len(chosen)] = near[chosen], scores[row, chosen]
    return found, worth


def _fallback(learnt: Learnt, rows: Integers, n: int, limits: Limits) -> tuple[Integers, Floats]:
    """The popularity list: one for all who have no history, without what others own."""
    ids, scores = np.full((len(rows), n), NO_PRODUCT, dtype=np.int32), np.zeros((len(rows), n))
    if not len(learnt.interactions.customers) or not len(rows):
        return ids, scores
    strangers = (rows < 0) | ~learnt.interactions.has_history[rows]
    if strangers.any():
        ids[strangers], scores[strangers] = _popular(learnt, n, limits)
    ids[~strangers], scores[~strangers] = _listed(learnt, rows[~strangers], FALLBACK, n, limits)
    return ids, scores


def _popular(learnt: Learnt, n: int, limits: Limits) -> tuple[Integers, Floats]:
    allowed, _ = steps(shop_filters(learnt.interactions.catalogue, limits))
    found = np.where(allowed, learnt.method(FALLBACK).scores(np.array([0])), -np.inf)
    ids, scores = top(found, candidates(n) if limits.diversity else n)
    return _varied(learnt, ids, scores, n, limits)
