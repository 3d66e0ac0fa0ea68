"""Who is due for what on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from crm_core.recommendations.due import DueAgain
from crm_core.recommendations.interactions import EPOCH, day_number
from crm_core.recommendations.learnt import Learnt
from crm_core.recommendations.limits import Limits, shop_filters, steps

if TYPE_CHECKING:
    import pandas as pd

LEAST_CHANCE = 0.05


def due_calendar(
    learnt: Learnt,
    *,
    days: int = 30,
    least_chance: float = LEAST_CHANCE,
    limits: Limits | None = None,
) -> pd.DataFrame:
    """What comes round in the `days` after the as-of day, for customers likely to buy it again.

    Parameters
    ----------
    least_chance
        Of a purchase within 30 days, to be in the calendar.
    limits
        Filters of the shop, such as stock and category.

    Returns
    -------
    DataFrame
        day, customer_id, product_id, name, chance, times (days with a purchase), last_day,
        gap_days; by day, then the likeliest first.
    """
    import pandas as pd

    known = learnt.interactions
    due = learnt.method("due")
    assert isinstance(due, DueAgain)  # noqa: S101
    cycles = due.cycles_
    allowed, _ = steps(shop_filters(known.catalogue, (limits or Limits()).checked()))
    comes = cycles.last_day + np.round(cycles.gap_days).astype(np.int64)
    first, last = day_number(known.as_of) + 1, day_number(known.as_of + timedelta(days=days))
    is_due = (comes >= first) & (comes <= last) & (due.chance_ >= least_chance)
    kept = np.flatnonzero(is_due & allowed[cycles.product])
    order = kept[np.lexsort((-due.chance_[kept], comes[kept]))]
    return pd.DataFrame(
        {
            "day": [_day(at) for at in comes[order]],
            "customer_id": known.customers[cycles.customer[order]],
            "product_id": known.catalogue.ids[cycles.product[order]],
            "name": known.catalogue.names[cycles.product[order]],
            "chance": due.chance_[order],
            "times": cycles.days[order],
            "last_day": [_day(at) for at in cycles.last_day[order]],
            "gap_days": cycles.gap_days[order],
        }
    )


def _day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))
