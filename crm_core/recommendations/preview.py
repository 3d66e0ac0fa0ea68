"""One customer's list, step by step: what was left out, what is shown, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.learnt import Learnt
from crm_core.recommendations.limits import LABELS, VARIETY, Limits, Step, checked_length
from crm_core.recommendations.ranking import Ranking, ranked, shown_of

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


def preview(
    learnt: Learnt, customer_id: str, *, model: str, n: int = 10, limits: Limits | None = None
) -> Preview:
    """The best `n` products for one customer.

    Who is unknown, has no history, or refuses personalisation gets the popularity list, and so does
    who is left without a product; `fallback` and `says` tell it.

    Raises
    ------
    InvalidValue
        If there is no such model, `n` is below 1, or the limits cannot be meant.
    """
    wanted = (limits or Limits()).checked()
    checked_length(n)
    ranking = ranked(learnt, customer_id, model, wanted)
    shown = shown_of(learnt, ranking, n, wanted.diversity)
    return Preview(
        customer_id,
        model,
        ranking.fallback,
        ranking.cold_start,
        _items(learnt, ranking, shown),
        ranking.says + _shortage(len(shown), n),
        ranking.steps + _variety(ranking, shown, n, wanted.diversity),
    )


def _items(learnt: Learnt, ranking: Ranking, shown: Integers) -> list[Item]:
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


def _variety(ranking: Ranking, shown: Integers, n: int, diversity: float) -> list[Step]:
    """How many of the n best were put aside for products that differ more."""
    if not diversity:
        return []
    aside = int((~np.isin(ranking.order[:n], shown)).sum())
    return [Step(VARIETY, LABELS[VARIETY], aside, len(ranking.order) - aside)]


def _shortage(shown: int, n: int) -> list[str]:
    if shown == n or not shown:
        return [] if shown else ["No product is left to show: the rules took all of them away."]
    return [f"Only {shown:,} of {n:,}: there is nothing more that may be shown."]
