"""What is expected of each customer, in purchases, in money, and by when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crm_core.predictions.lifetime.forecast import Forecast
from crm_core.predictions.lifetime.histories import Coded, Floats, Integers
from crm_core.predictions.lifetime.outlook import Outlook
from crm_core.predictions.lifetime.purchase_model import PurchaseModel
from crm_core.predictions.lifetime.quadrature import legendre_nodes
from crm_core.schema import LATEST_DAY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

COLUMNS = (
    "customer_id",
    "repeat_purchases",
    "last_purchase_age",
    "observed_age",
    "p_alive",
    "expected_purchases",
    "expected_spend",
    "lifetime_value",
    "next_order_from",
    "next_order_to",
)
"""What a file of scores holds, in this order."""
EARLY, MIDDLE, LATE = 0.1, 0.5, 0.9
"""The next order falls between the first and the last with 80%, if there is one."""
LEAST_CHANCE = 0.5
"""A customer who is less likely to buy again than not gets no date."""
DISCOUNT_NODES = 32

GROUPS = {
    "buying": "Still buying",
    "gone": "Probably gone",
    "once": "Bought once",
}
"""Customers by what is known of them: repeat customers on either side of an even chance to be
alive, and those of whom a model knows one purchase only."""


def scored(forecast: Forecast) -> pd.DataFrame:
    """One row per customer, in the order of `forecast.customers`.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, ages in the unit of the outlook, money in the workspace's
        currency, dates NaT where none can be told; and `purchase_value`, what one purchase is
        worth, and `next_order`, the day by which half of those who buy again have done so. Without
        a model of spend the columns of money are NaN.
    """
    import pandas as pd

    outlook, model = forecast.outlook, forecast.purchases
    x, last, age = forecast.ages()
    alive = model.alive(x, last, age)
    alike, rows = _alike(x, age)
    bought, discounted = purchases_ahead(model, *alike, outlook)
    ever, waits = model.next_purchase(*alike, (EARLY, MIDDLE, LATE))
    value = _purchase_values(forecast)
    likely = alive * ever[rows] >= LEAST_CHANCE
    dates = [_dates(outlook, wait)[rows] for wait in waits]
    early, middle, late = (np.where(likely, day, np.datetime64("NaT")) for day in dates)
    expected = alive * bought[rows]
    return pd.DataFrame(
        {
            "customer_id": forecast.customers["customer_id"],
            "repeat_purchases": forecast.customers["repeat_purchases"],
            "last_purchase_age": last,
            "observed_age": age,
            "p_alive": alive,
            "expected_purchases": expected,
            "expected_spend": expected * value,
            "lifetime_value": alive * discounted[rows] * value,
            "next_order_from": early,
            "next_order_to": late,
            "purchase_value": value,
            "next_order": middle,
        }
    )


def ranked(
    scores: pd.DataFrame, by: str, *, descending: bool, group: str | None = None
) -> Integers:
    """The places of customers in order of a column, without copying a million rows.

    Equal ones keep the order they have; rows without a value come last.

    Parameters
    ----------
    group
        One of `GROUPS`; everybody where none is named.
    """
    places = np.flatnonzero(_members(scores, group))
    keys = scores[by].reset_index(drop=True).iloc[places]
    ordered = keys.sort_values(ascending=not descending, kind="stable", na_position="last")
    return np.asarray(ordered.index, dtype=np.int64)


def _members(scores: pd.DataFrame, group: str | None) -> NDArray[np.bool_]:
    if group is None:
        return np.ones(len(scores), dtype=bool)
    once = scores["repeat_purchases"].to_numpy() == 0
    likely = scores["p_alive"].to_numpy() >= LEAST_CHANCE
    members: NDArray[np.bool_] = {
        "once": once,
        "buying": ~once & likely,
        "gone": ~once & ~likely,
    }[group]
    return members


def page_of(scores: pd.DataFrame, places: Integers, *, page: int, size: int) -> pd.DataFrame:
    """One page of places, the first being 1, with `customer_id` as its index."""
    begin = (page - 1) * size
    return scores.iloc[places[begin : begin + size]].set_index("customer_id")


def score_of(forecast: Forecast, customer_id: str) -> dict[str, Any] | None:
    """What is expected of one customer, by the columns of `scored`; None for who never bought."""
    found = forecast.customers["customer_id"] == customer_id
    if not found.any():
        return None
    [score] = scored(replace(forecast, customers=forecast.customers[found])).to_dict("records")
    return {str(name): value for name, value in score.items()}


def as_table(scores: pd.DataFrame, places: Integers | None = None) -> pa.Table:
    """The columns of `COLUMNS` for a file: days without a time, nothing where there is none.

    With `places`, those rows in that order.
    """
    import pyarrow as pa

    columns = scores[list(COLUMNS)]
    table = pa.Table.from_pandas(
        columns if places is None else columns.iloc[places], preserve_index=False
    )
    for name in ("next_order_from", "next_order_to"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(pa.date32()))
    return table


def purchases_ahead(
    model: PurchaseModel, x: Floats, age: Floats, outlook: Outlook
) -> tuple[Floats, Floats]:
    """Purchases within the horizon of customers who are alive, plain and discounted.

    A purchase after the time u counts e^(-interest u). In parts, the discounted number is what is
    expected in all at the horizon's own discount, plus the interest times the integral of what is
    expected so far.
    """
    whole = model.purchases_while_alive(x, age, outlook.horizon)
    if outlook.interest == 0:
        return whole, whole
    places, weights = legendre_nodes(DISCOUNT_NODES)
    # Squared, the places crowd near the start, where the curve bends most.
    times, weights = outlook.horizon * places**2, outlook.horizon * weights * 2 * places
    so_far = np.zeros(np.shape(x))
    for time, weight in zip(times, weights, strict=True):
        rate = outlook.interest * weight * np.exp(-outlook.interest * time)
        so_far += rate * model.purchases_while_alive(x, age, time)
    return whole, whole * np.exp(-outlook.interest * outlook.horizon) + so_far


def _alike(x: Floats, age: Floats) -> tuple[tuple[Floats, Floats], Integers]:
    """The pairs of x and T there are, and for each customer the place of theirs."""
    counts, ages = Coded.of(x), Coded.of(age)
    keys = Coded.of((counts.places * len(ages.levels) + ages.places).astype(np.float64))
    first, second = np.divmod(keys.levels.astype(np.int64), max(1, len(ages.levels)))
    return (counts.levels[first], ages.levels[second]), keys.places


def _purchase_values(forecast: Forecast) -> Floats:
    if forecast.spend is None:
        return np.full(len(forecast.customers), np.nan)
    return forecast.spend.purchase_value(
        forecast.customers["repeat_purchases"], forecast.customers["repeat_spend"]
    )


def _dates(outlook: Outlook, waits: Floats) -> Any:
    """Days after the as-of day; none beyond the last day a calendar of ours has."""
    days = np.ceil(waits * outlook.unit_days)
    farthest = (LATEST_DAY - outlook.as_of).days
    told = days <= farthest
    start = np.datetime64(outlook.as_of, "s")
    ahead = np.where(told, np.maximum(days, 1), 0).astype("timedelta64[D]")
    return np.where(told, start + ahead, np.datetime64("NaT"))
