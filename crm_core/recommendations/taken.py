"""What one customer took up before: what their list is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crm_core.recommendations.interactions import EPOCH
from crm_core.recommendations.learnt import Learnt


@dataclass(frozen=True)
class Taken:
    """A product that a customer owns, and the last day they took it up."""

    product_id: str
    name: str
    category: str
    day: date


def lately_taken(learnt: Learnt, customer_id: str, *, n: int = 5) -> tuple[list[Taken], int]:
    """The products a customer took up last, and how many different ones they own in all.

    Both are empty for who has no history, or is not learnt from.
    """
    known = learnt.interactions
    row = known.rows.get(customer_id)
    if row is None:
        return [], 0
    mine = np.flatnonzero((known.customer == row) & known.is_owned)
    newest = mine[np.lexsort((known.product[mine], -known.day[mine]))]
    products, first = np.unique(known.product[newest], return_index=True)
    shown = newest[np.sort(first)[:n]]
    catalogue = known.catalogue
    return [
        Taken(
            str(catalogue.ids[known.product[at]]),
            str(catalogue.names[known.product[at]]),
            str(catalogue.categories[known.product[at]]),
            EPOCH + timedelta(days=int(known.day[at])),
        )
        for at in shown
    ], len(products)


def latest_customer(learnt: Learnt) -> str | None:
    """The customer who took something up last, to begin with; None where nobody did."""
    known = learnt.interactions
    if not len(known):
        return None
    return str(known.customers[known.customer[int(np.argmax(known.day))]])
