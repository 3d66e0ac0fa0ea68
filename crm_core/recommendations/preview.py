"""One customer's list, step by step: what was left out, what is shown, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, UnknownId
from crm_core.recommendations.diversity import candidates, varied
from crm_core.recommendations.learnt import FALLBACK, Learnt
from crm_core.recommendations.limits import (
    LABELS,
    NO_EVIDENCE,
    OWNED,
    SENTENCES,
    VARIETY,
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
class Item:
    """One product of a list; `is_new` says that nobody took it up yet."""

    product_id: str
    name: str
    score: float
    reason: str
    category: str
    price: float | None
    is_new: bool


@dataclass(frozen=True)
class Preview:
    """One customer's list by one method.

    Attributes
    ----------
    fallback : the list that was shown instead, None where the method itself had something to say.
    cold_start : whether the customer has no history at all.
    says : sentences for a badge, such as why there is a fallback.
    steps : what each rule took away; each is a `Step`.
    """

    customer_id: str
    model: str
    fallback: str | None
    cold_start: bool
    items: list[Item]
    says: list[str]
    steps: list[Step]


@dataclass(frozen=True)
class WhyNot:
    """Why a product is not first in a list: the filter that took it away, or what outranks it.

    `rank` and `score` are None where a filter did; `outranked_by` are those before it, at most as
    many as were asked for, None where nothing is.
    """

    customer_id: str
    product_id: str
    model: str
    filter: str | None
    rank: int | None
    score: float | None
    outranked_by: list[dict[str, Any]] | None
    sentence: str


@dataclass(frozen=True)
class _Ranking:
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


def preview(
    learnt: Learnt, customer_id: str, *, model: str, n: int = 10, limits: Limits | None = None
) -> Preview:
    """The best `n` products for one customer.

    Who is unknown, has no history, or refuses personalisation gets the popularity list, and so does
    who is left without a product; `fallback` and `says` tell it.

    Raises
    ------
    InvalidValue
        If there is no such model, or the limits cannot be meant.
    """
    wanted = (limits or Limits()).checked()
    if n < 1:
        raise InvalidValue("limit", n, "a whole number of products, at least 1")
    ranking = _ranked(learnt, customer_id, model, wanted)
    shown = _shown(learnt, ranking, n, wanted.diversity)
    return Preview(
        customer_id,
        model,
        ranking.fallback,
        ranking.cold_start,
        _items(learnt, ranking, shown),
        ranking.says + _shortage(len(shown), n),
        ranking.steps + _variety(ranking, shown, n, wanted.diversity),
    )


def why_not(
    learnt: Learnt,
    customer_id: str,
    product_id: str,
    *,
    model: str,
    n: int = 10,
    limits: Limits | None = None,
) -> WhyNot:
    """Which filter keeps a product from a customer's list, or what outranks it.

    Raises
    ------
    UnknownId
        If there is no such product to offer.
    InvalidValue
        If there is no such model, or the limits cannot be meant.
    """
    places = learnt.interactions.catalogue.places
    if product_id not in places:
        raise UnknownId("products", product_id)
    place = places[product_id]
    wanted = (limits or Limits()).checked()
    ranking = _ranked(learnt, customer_id, model, wanted)
    stopped = next((name for name, flags in ranking.passes.items() if not flags[place]), None)
    asked = (customer_id, product_id, model)
    if stopped is not None:
        said = SENTENCES[stopped]
        if stopped == NO_EVIDENCE and not learnt.interactions.owners[place]:
            said = "nobody took it up yet, so only its words (content) could speak for it"
        return WhyNot(*asked, stopped, None, None, None, f"Not shown: {said}.")
    rank = int(np.flatnonzero(ranking.order == place)[0]) + 1
    score = float(ranking.scores[place])
    ids = learnt.interactions.catalogue.ids
    before = [
        {"product_id": str(ids[at]), "score": float(ranking.scores[at])}
        for at in ranking.order[: min(rank - 1, n)]
    ]
    listed = place in _shown(learnt, ranking, n, wanted.diversity)
    said = _placed(rank, len(ranking.order), listed=listed, above=rank <= n)
    return WhyNot(*asked, None, rank, score, before or None, said)


def _placed(rank: int, count: int, *, listed: bool, above: bool) -> str:
    """Where a product stands, by score: on the list, below it, or put aside by variety."""
    where = f"place {rank:,} of {count:,} that may be shown"
    if listed:
        return f"It is on the list: {where}."
    if above:
        return f"Not shown: put aside for variety, although it is {where}."
    return f"It is below the list: {where}."


def _ranked(learnt: Learnt, customer_id: str, model: str, limits: Limits) -> _Ranking:
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
) -> _Ranking:
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
    return _Ranking(
        model, fallback, cold_start, says, recommender, place, scores, passes, order, told
    )


def _scores(learnt: Learnt, recommender: Recommender, row: int) -> Floats:
    if not len(learnt.interactions.customers):
        return np.full(len(learnt.interactions.catalogue), NOTHING, dtype=np.float32)
    found: Floats = recommender.scores(np.array([row]))[0]
    return found


def _shown(learnt: Learnt, ranking: _Ranking, n: int, diversity: float) -> Integers:
    if not diversity:
        return ranking.order[:n]
    near = ranking.order[: candidates(n)]
    alike = learnt.interactions.catalogue.wordings.likeness(near)
    return near[varied(ranking.scores[near], alike, n=n, diversity=diversity)]


def _items(learnt: Learnt, ranking: _Ranking, shown: Integers) -> list[Item]:
    catalogue, owners = learnt.interactions.catalogue, learnt.interactions.owners
    reasons = ranking.recommender.reasons(ranking.row, shown) if len(shown) else []
    return [
        Item(
            product_id=str(catalogue.ids[at]),
            name=str(catalogue.names[at]),
            score=float(ranking.scores[at]),
            reason=reason,
            category=str(catalogue.categories[at]),
            price=None if np.isnan(catalogue.price[at]) else float(catalogue.price[at]),
            is_new=not owners[at],
        )
        for at, reason in zip(shown, reasons, strict=True)
    ]


def _variety(ranking: _Ranking, shown: Integers, n: int, diversity: float) -> list[Step]:
    """How many of the n best were put aside for products that differ more."""
    if not diversity:
        return []
    aside = int((~np.isin(ranking.order[:n], shown)).sum())
    return [Step(VARIETY, LABELS[VARIETY], aside, len(ranking.order) - aside)]


def _shortage(shown: int, n: int) -> list[str]:
    if shown == n or not shown:
        return [] if shown else ["No product is left to show: the rules took all of them away."]
    return [f"Only {shown:,} of {n:,}: there is nothing more that may be shown."]
