"""The next best products for a whole segment: what would stand in the lists of its customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crm_core.recommendations.learnt import Learnt
from crm_core.recommendations.limits import Limits, Step, checked_length, shop_filters, steps
from crm_core.recommendations.lists import NO_PRODUCT, top_lists
from crm_core.recommendations.methods import method_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class NextBest:
    """What to offer a segment.

    Attributes
    ----------
    products : product_id, name, category, price, customers (in whose lists it stands), share of
        those with a list of their own, mean_place, owners in the segment; the most listed first.
    customers : of the segment; `with_lists` of them have a list of their own, `without_history`
        have none to make it from, `refusing` want none.
    """

    products: pd.DataFrame
    customers: int
    with_lists: int
    without_history: int
    refusing: int
    steps: list[Step]


def next_best(
    learnt: Learnt,
    customer_ids: Sequence[str],
    *,
    model: str,
    n: int = 10,
    limits: Limits | None = None,
    most: int = 50,
) -> NextBest:
    """The products that stand in most of the customers' lists of `n`; at most `most` of them.

    Who has no history is counted apart: their list is the popular one, and would only drown what
    sets the segment apart. Diversity of single lists does not apply here.

    Raises
    ------
    InvalidValue
        If there is no such model, `n` is below 1, or the limits cannot be meant.
    """
    wanted = (limits or Limits()).checked()
    known = learnt.interactions
    rows = np.array([known.rows[c] for c in customer_ids if c in known.rows], dtype=np.int64)
    listed = rows[known.has_history[rows]] if len(rows) else rows
    allowed, told = steps(shop_filters(known.catalogue, wanted))
    ids, _ = top_lists(
        learnt.method(model),
        known,
        n=checked_length(n),
        rows=listed,
        keep_owned=method_of(model).offers_owned,
        allowed=allowed,
        again=known.catalogue.is_replenishable if wanted.again else None,
    )
    return NextBest(
        products=_counted(learnt, ids, listed).head(most),
        customers=len(customer_ids),
        with_lists=int((ids != NO_PRODUCT).any(axis=1).sum()),
        without_history=len(rows) - len(listed),
        refusing=sum(customer_id in learnt.refusing for customer_id in customer_ids),
        steps=told,
    )


def _counted(learnt: Learnt, ids: Any, rows: Any) -> pd.DataFrame:
    import pandas as pd

    catalogue = learnt.interactions.catalogue
    there = ids != NO_PRODUCT
    places = np.broadcast_to(np.arange(1, ids.shape[1] + 1), ids.shape)[there]
    listed = np.bincount(ids[there], minlength=len(catalogue))
    total = np.bincount(ids[there], places, minlength=len(catalogue))
    owners = np.bincount(learnt.interactions.owned[rows].indices, minlength=len(catalogue))
    frame = pd.DataFrame(
        {
            "product_id": catalogue.ids,
            "name": catalogue.names,
            "category": catalogue.categories,
            "price": catalogue.price,
            "customers": listed,
            "share": listed / max(int(there.any(axis=1).sum()), 1),
            "mean_place": total / np.maximum(listed, 1),
            "owners": owners,
        }
    )
    frame = frame[frame["customers"] > 0]
    order = ["customers", "mean_place", "product_id"]
    return frame.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)
