"""The best products of every customer, as lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.recommender import NOTHING, Recommender

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

NO_PRODUCT = -1
"""Fills a list that is shorter than it was asked to be."""
BLOCK = 1_000
"""Customers scored at once: what is held is as many rows as this, never all of them."""


def top_lists(
    recommender: Recommender,
    interactions: Interactions,
    *,
    n: int,
    rows: Integers | None = None,
    keep_owned: bool = False,
    allowed: Flags | None = None,
    again: Flags | None = None,
) -> tuple[Integers, Floats]:
    """The `n` best products of each customer, best first.

    Parameters
    ----------
    rows
        The customers; all when left out.
    keep_owned
        Whether what they own may stand in their lists.
    allowed
        Of each product whether it may; all when left out.
    again
        Of each product whether it may although they own it; none when left out.

    Returns
    -------
    tuple
        Customers x n positions in the catalogue, `NO_PRODUCT` where a list is short, and their
        scores. Of equal scores the earlier product comes first.
    """
    wanted = np.arange(len(interactions.customers)) if rows is None else rows
    parts = [
        top(scores, n)
        for scores in scored_blocks(recommender, interactions, wanted, keep_owned, allowed, again)
    ]
    if not parts:
        return np.empty((0, n), dtype=np.int32), np.empty((0, n), dtype=np.float32)
    return np.vstack([ids for ids, _ in parts]), np.vstack([found for _, found in parts])


def scored_blocks(
    recommender: Recommender,
    interactions: Interactions,
    rows: Integers,
    keep_owned: bool = False,
    allowed: Flags | None = None,
    again: Flags | None = None,
) -> Iterator[Floats]:
    """The scores of `BLOCK` customers at a time, `NOTHING` for what may not be shown.

    Of what they own, only products that `again` says may be shown are.
    """
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        scores = recommender.scores(block)
        if not keep_owned:
            owned = interactions.owned[block]
            whose, what = np.repeat(np.arange(len(block)), np.diff(owned.indptr)), owned.indices
            gone = slice(None) if again is None else ~again[what]
            scores[whose[gone], what[gone]] = NOTHING
        if allowed is not None and not allowed.all():
            scores[:, ~allowed] = NOTHING
        yield scores


def top(scores: Floats, n: int) -> tuple[Integers, Floats]:
    """The `n` highest of each row, best first, and of equal ones the earlier first.

    Each row is cut into groups: the n best lie in the n groups with the highest maxima, so only
    those are looked into. Where equals reach beyond them, the whole row is.
    """
    rows, count = scores.shape
    places = _candidates(scores, n)
    held = np.take_along_axis(scores, places, axis=1)
    best = _best(held, min(n, held.shape[1]))
    ids = np.take_along_axis(places, best, axis=1)
    found = np.take_along_axis(held, best, axis=1)
    if held.shape[1] < count:
        last = found[:, -1:]
        crowded = ((scores >= last).sum(axis=1) > n) & (last[:, 0] > NOTHING)
        ids[crowded] = _best(scores[crowded], n)
        found[crowded] = np.take_along_axis(scores[crowded], ids[crowded], axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    ids, found = np.take_along_axis(ids, order, axis=1), np.take_along_axis(found, order, axis=1)
    full = np.full((rows, n), NO_PRODUCT, dtype=np.int32)
    full_scores = np.full((rows, n), NOTHING, dtype=scores.dtype)
    full[:, : ids.shape[1]] = np.where(found == NOTHING, NO_PRODUCT, ids)
    full_scores[:, : ids.shape[1]] = found
    return full, full_scores


def _candidates(scores: Floats, n: int) -> Integers:
    """Places, in rising order, among which the n best of each row are, but for equals."""
    rows, count = scores.shape
    depth = int(np.sqrt(count / n)) if n else 1
    groups = count // max(depth, 1)
    if depth < 2 or groups <= n:
        return np.broadcast_to(np.arange(count), (rows, count))
    even = groups * depth
    maxima = scores[:, :even].reshape(rows, depth, groups).max(axis=1)
    chosen = _best(maxima, n)
    inside = (chosen[:, None, :] + groups * np.arange(depth)[None, :, None]).reshape(rows, -1)
    rest = np.broadcast_to(np.arange(even, count), (rows, count - even))
    return np.hstack([inside, rest])


def _best(values: Floats, n: int) -> Integers:
    """Where the n highest of each row stand, in rising order of place; of equals the earlier."""
    rows, count = values.shape
    if n >= count:
        return np.broadcast_to(np.arange(count), (rows, count)).copy()
    last = np.partition(values, count - n, axis=1)[:, count - n, None]
    taken = values >= last
    crowded = np.flatnonzero(taken.sum(axis=1) > n)
    if len(crowded):
        higher = values[crowded] > last[crowded]
        equal = values[crowded] == last[crowded]
        room = n - higher.sum(axis=1, keepdims=True)
        taken[crowded] = higher | (equal & (np.cumsum(equal, axis=1) <= room))
    return np.nonzero(taken)[1].reshape(rows, n)
