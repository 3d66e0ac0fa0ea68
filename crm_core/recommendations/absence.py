"""Why a product is not in a customer's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_core.errors import UnknownId
from crm_core.recommendations.learnt import Learnt
from crm_core.recommendations.limits import NO_EVIDENCE, SENTENCES, Limits, checked_length
from crm_core.recommendations.ranking import ranked, shown_of


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
        If there is no such model, `n` is below 1, or the limits cannot be meant.
    """
    places = learnt.interactions.catalogue.places
    if product_id not in places:
        raise UnknownId("products", product_id)
    place = places[product_id]
    wanted = (limits or Limits()).checked()
    checked_length(n)
    ranking = ranked(learnt, customer_id, model, wanted)
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
    listed = place in shown_of(learnt, ranking, n, wanted.diversity)
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
