"""Was the model right? Learnt up to a day, judged on what its customers bought after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from crm_core.predictions.lifetime.forecast import ages_of
from crm_core.predictions.lifetime.outlook import Outlook
from crm_core.predictions.lifetime.purchase_model import PurchaseModel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Holdout:
    """Purchases after the calibration, by the customers known by then.

    `mae` is the mean absolute error per customer, `naive_mae` that of plain frequency: the
    customer's repeat purchases per day so far, times the days that followed.
    """

    actual: int
    predicted: float
    mae: float
    naive_mae: float


def held_out(
    model: PurchaseModel, before: pd.DataFrame, after: pd.DataFrame, outlook: Outlook, *, days: int
) -> Holdout:
    """Judge a model learnt from `before`, the histories at calibration, by those at the end.

    Parameters
    ----------
    before, after
        As `Forecast.customers`; everybody in `before` is in `after`.
    outlook
        Whose unit the model was learnt in.
    days
        How many lie between the two.
    """
    x, last, age = ages_of(before, outlook)
    total = after.set_index("customer_id")["repeat_purchases"].reindex(before["customer_id"])
    actual = total.to_numpy(dtype=np.float64) - x
    span = days / outlook.unit_days
    predicted = model.alive(x, last, age) * model.purchases_while_alive(x, age, span)
    naive = np.divide(x, age, out=np.zeros(len(x)), where=age > 0) * span
    return Holdout(
        int(actual.sum()),
        float(predicted.sum()),
        float(np.abs(actual - predicted).mean()),
        float(np.abs(actual - naive).mean()),
    )


def tracking(
    model: PurchaseModel,
    known: pd.DataFrame,
    bought: pd.DataFrame,
    *,
    known_by: date,
    until: date,
    unit_days: int,
) -> pd.DataFrame:
    """Repeat purchases so far, week by week: how many there were, and how many a model expects.

    Parameters
    ----------
    known
        The customers the model was learnt from, as `Forecast.customers`, as of `known_by`.
    bought
        Their repeat purchases by `day`, in order: the column `purchases`.

    Returns
    -------
    DataFrame
        `day`, the last of each week, the last row being `until`; `actual` and `expected`, both
        cumulative. The model is asked about customers of whom only the first purchase is known.
    """
    import pandas as pd

    ages, counts = np.unique(known["observed_days"].to_numpy(), return_counts=True)
    began = int(ages.max()) - ages
    longest = int(ages.max()) + (until - known_by).days
    weeks = np.append(np.arange(7, longest, 7), longest)
    curve = model.expected_purchases(np.arange(longest + 1) / unit_days)
    passed = np.maximum(weeks[:, None] - began, 0)
    first_day = np.datetime64(until - timedelta(days=longest), "s")
    days = first_day + weeks.astype("timedelta64[D]")
    so_far = np.append(0, bought["purchases"].to_numpy(dtype=np.int64).cumsum())
    places = np.searchsorted(bought["day"].to_numpy(dtype="datetime64[s]"), days, side="right")
    return pd.DataFrame({"day": days, "actual": so_far[places], "expected": curve[passed] @ counts})
