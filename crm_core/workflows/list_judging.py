"""Lists of several methods over the same customers, held against what those took afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crm_core.evaluation import (
    Figure,
    GroupFigures,
    ListJudge,
    Relevant,
    Replay,
    Shelf,
    coverage,
    figures_by_length,
    figures_of,
    lists_by_group,
    ndcg,
    replay,
)
from crm_core.recommendations import NO_PRODUCT, top_lists
from crm_core.recommendations.withholding import ACTIVITY, Withheld, activity_groups

if TYPE_CHECKING:
    from crm_core.recommendations import Interactions, Method


@dataclass(frozen=True)
class Court:
    """Which customers are judged, and what counts as right.

    A customer is judged who has a history to learn from and afterwards took something that the
    lists may hold. Where `keeps_owned`, that may be owned already.

    Attributes
    ----------
    rows : the customers' rows in the interactions.
    groups : by how many orders were learnt from, of each.
    bought, worth : everything they took afterwards, owned already or not, and for how much.
    """

    keeps_owned: bool
    rows: Any
    relevant: Relevant
    shelf: Shelf
    groups: list[str]
    bought: Relevant
    worth: Any


@dataclass(frozen=True)
class Judged:
    """One method's lists and what is said of them.

    `served` counts the customers who got any list, `by_length` are precision and recall of the
    first n places. `replay` is None where what is withheld is no later purchase.
    """

    judge: ListJudge
    served: int
    figures: dict[str, Figure]
    groups: list[GroupFigures]
    by_length: list[dict[str, float]]
    replay: Replay | None
    fit_seconds: float
    notes: tuple[str, ...]


def court(held: Withheld, *, keeps_owned: bool) -> Court:
    """Who is judged by what, with what they own removed or kept."""
    learnt = held.learnt
    products = len(learnt.catalogue)
    pairs, worth = _pairs(held.later, products)
    activity = held.activity
    owned = _keys(learnt.owned, products)
    counts = activity[pairs // max(products, 1)] > 0
    counts &= keeps_owned | ~np.isin(pairs, owned, assume_unique=True)
    rows = np.unique(pairs[counts] // max(products, 1))
    place = np.full(len(learnt.customers), -1)
    place[rows] = np.arange(len(rows))
    known = place[pairs // max(products, 1)] >= 0
    return Court(
        keeps_owned,
        rows,
        _relevant(pairs[counts], place, products),
        Shelf(learnt.owners, int(learnt.has_history.sum()), learnt.catalogue.wordings.values),
        activity_groups(activity[rows]),
        _relevant(pairs[known], place, products),
        worth[known],
    )


def judged(method: Method, held: Withheld, sitting: Court, *, n: int, seed: int) -> Judged:
    """Teach a method, make its lists of `n`, and work out every figure of them."""
    begun = time.perf_counter()
    fitted = method.made(seed, ndcg).fit(held.learnt)
    fit_seconds = time.perf_counter() - begun
    lists, _ = top_lists(
        fitted, held.learnt, n=n, rows=sitting.rows, keep_owned=sitting.keeps_owned
    )
    judge = ListJudge(lists, sitting.relevant, sitting.shelf)
    covered = coverage(lists, len(held.learnt.catalogue)) if len(lists) else None
    sold_later = held.learnt.source == "orders" and held.split != "random"
    return Judged(
        judge,
        int((lists != NO_PRODUCT).any(axis=1).sum()),
        figures_of(judge, seed=seed) | {"coverage": Figure(covered, None, None)},
        lists_by_group(judge, sitting.groups, list(ACTIVITY), seed=seed),
        figures_by_length(lists, sitting.relevant).to_dict("records") if len(lists) else [],
        replay(lists, sitting.bought, sitting.worth) if sold_later else None,
        fit_seconds,
        fitted.notes_,
    )


def _pairs(later: Interactions, products: int) -> tuple[Any, Any]:
    """Each customer and product withheld once, as one number, and what it was worth in all."""
    keys = later.customer.astype(np.int64) * products + later.product
    pairs, place = np.unique(keys, return_inverse=True)
    return pairs, np.bincount(place, later.worth, len(pairs))


def _keys(owned: Any, products: int) -> Any:
    who = np.repeat(np.arange(owned.shape[0], dtype=np.int64), np.diff(owned.indptr))
    return who * products + owned.indices


def _relevant(pairs: Any, place: Any, products: int) -> Relevant:
    return Relevant(place[pairs // max(products, 1)], pairs % max(products, 1))
