"""Everything one method says of one customer: scores, what may be shown, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.diversity import candidates, varied
from crm_core.recommendations.learnt import FALLBACK, Learnt
from crm_core.recommendations.limits import (
    NO_EVIDENCE,
    OWNED,
    Limits,
    Step,
    owned_filter,
    shop_filters,
    steps,
)
from crm_core.recommendations.methods import method_of
from crm_core.recommendations.recommender import NOTHING, Recommender

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Ranking:
    """Everything about one customer and method: the scores, what passes, and the order."""

    model: str
    fallback: str | None
    cold_start: bool
    says: list[str]
    recommender: Recommender
    row: int
    scores: Floats
    passes: dict[str, Flags]
    order: Integers
    steps: list[Step]


def ranked(learnt: Learnt, customer_id: str, model: str, limits: Limits) -> Ranking:
    row = learnt.interactions.rows.get(customer_id)
    if row is None or not learnt.interactions.has_history[row]:
        refuses = customer_id in learnt.refusing
        says = (
            "Refuses personalisation: gets the popularity list that everyone gets, and is in no "
            "training data."
            if refuses
            else "No history: what most customers take is shown instead."
        )
        return _ranking(learnt, row, model, limits, FALLBACK, not refuses, [says])
    found = _ranking(learnt, row, model, limits, None, False, [])
    if len(found.order):
        return found
    label = method_of(model).label
    says = f"{label} has nothing left to offer: what most customers take is shown instead."
    return _ranking(learnt, row, model, limits, FALLBACK, False, [says])


def _ranking(
    learnt: Learnt,
    row: int | None,
    model: str,
    limits: Limits,
    fallback: str | None,
    cold_start: bool,
    says: list[str],
) -> Ranking:
    method_of(model)
    catalogue = learnt.interactions.catalogue
    recommender = learnt.method(fallback or model)
    place = 0 if row is None else row
    scores = _scores(learnt, recommender, place)
    owned = np.zeros(len(catalogue), dtype=bool)
    if row is not None:
        owned[learnt.interactions.owned[[row]].indices] = True
    keep = method_of(fallback or model).offers_owned
    shop = shop_filters(catalogue, limits)
    passes = {
        OWNED: owned_filter(owned, catalogue, limits, keep=keep),
        **shop,
        NO_EVIDENCE: scores > NOTHING,
    }
    left, told = steps(passes)
    order = np.flatnonzero(left)
    order = order[np.argsort(-scores[order], kind="stable")]
    return Ranking(
        model, fallback, cold_start, says, recommender, place, scores, passes, order, told
    )


def _scores(learnt: Learnt, recommender: Recommender, row: int) -> Floats:
    if not len(learnt.interactions.customers):
        return np.full(len(learnt.interactions.catalogue), NOTHING, dtype=np.float32)
    found: Floats = recommender.scores(np.array([row]))[0]
    return found


def shown_of(learnt: Learnt, ranking: Ranking, n: int, diversity: float) -> Integers:
    if not diversity:
        return ranking.order[:n]
    near = ranking.order[: candidates(n)]
    alike = learnt.interactions.catalogue.wordings.likeness(near)
    return near[varied(ranking.scores[near], alike, n=n, diversity=diversity)]
