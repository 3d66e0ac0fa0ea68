"""What if these lists had been sent: what customers then bought of their own accord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.evaluation.lists import Relevant, hits

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

OPTIMISTIC = (
    "An optimistic figure: these customers bought without any list, and many would have bought the "
    "same with one. It bounds what a list can claim; only a test with a control group says what it "
    "brings."
)


@dataclass(frozen=True)
class Replay:
    """Lists held against later purchases.

    `customers` bought anything later; of them `customers_hit` bought a listed product,
    `products_hit` in all, for `money`; `money_share` is of all they spent later. `caveat` goes
    wherever these are shown.
    """

    customers: int
    customers_hit: int
    products_hit: int
    money: float
    money_share: float | None
    caveat: str = OPTIMISTIC


def replay(lists: Integers, bought: Relevant, worth: Floats) -> Replay:
    """What customers later bought of what was on their list.

    Parameters
    ----------
    lists
        As `ListJudge`.
    bought, worth
        What each customer bought later, and for how much money.
    """
    found = hits(lists, bought)
    most = max(int(lists.max(initial=0)), int(bought.product.max(initial=0))) + 1
    rows, _ = np.nonzero(found)
    listed = rows.astype(np.int64) * most + lists[found]
    is_listed = np.isin(bought.row.astype(np.int64) * most + bought.product, listed)
    money, total = float(worth[is_listed].sum()), float(worth.sum())
    return Replay(
        len(lists),
        int(found.any(axis=1).sum()),
        int(found.sum()),
        money,
        money / total if total > 0 else None,
    )
