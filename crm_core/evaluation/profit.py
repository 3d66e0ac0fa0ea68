"""The threshold in money: what contacting everyone above it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.evaluation.ranking import ranking

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Profit:
    """What a threshold brings: contacts made, hits among them, and the money.

    `threshold` is None where nobody is contacted, which brings 0.
    """

    threshold: float | None
    contacts: int
    hits: int
    profit: float


def profit_curve(
    actual: Flags, score: Floats, *, hit_value: float, contact_cost: float
) -> pd.DataFrame:
    """The profit at every different score: threshold, contacts, hits, profit.

    From the highest score on; a row is contacted if it scores at or above the threshold. The first
    row is the threshold above every score, infinite: nobody is contacted and the profit is 0. The
    last is to contact everyone.
    """
    ranked = ranking(actual, score)
    true, false = ranked.plain_counts()
    hits = np.concatenate([[0.0], true])
    contacts = hits + np.concatenate([[0.0], false])
    return pd.DataFrame(
        {
            "threshold": np.concatenate([[np.inf], score[ranked.order][ranked.ends]]),
            "contacts": contacts.astype(np.int64),
            "hits": hits.astype(np.int64),
            "profit": hit_value * hits - contact_cost * contacts,
        }
    )


def profit_at(
    actual: Flags, score: Floats, threshold: float, *, hit_value: float, contact_cost: float
) -> Profit:
    """What one threshold brings.

    Examples
    --------
    >>> actual, score = np.array([True, False, True]), np.array([0.9, 0.6, 0.2])
    >>> profit_at(actual, score, 0.5, hit_value=10, contact_cost=1)
    Profit(threshold=0.5, contacts=2, hits=1, profit=8.0)
    """
    contacted = score >= threshold
    contacts, hits = int(contacted.sum()), int((actual & contacted).sum())
    return Profit(threshold, contacts, hits, float(hit_value * hits - contact_cost * contacts))


def best_profit(actual: Flags, score: Floats, *, hit_value: float, contact_cost: float) -> Profit:
    """The threshold that brings most; of several, the one with the fewest contacts."""
    curve = profit_curve(actual, score, hit_value=hit_value, contact_cost=contact_cost)
    best = curve.iloc[int(curve["profit"].to_numpy().argmax())]
    threshold = float(best["threshold"]) if np.isfinite(best["threshold"]) else None
    return Profit(threshold, int(best["contacts"]), int(best["hits"]), float(best["profit"]))
