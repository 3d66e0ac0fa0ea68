"""A model laid out: what it expects of customers, by how often and how lately they bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.predictions.lifetime.forecast import Forecast
from crm_core.predictions.lifetime.histories import Floats, Integers

CELLS = 8
NEARLY_ALL = 0.99


@dataclass(frozen=True)
class Grid:
    """Customers first seen `observed_days` ago, one row per silence and one column per frequency.

    `silences` are days since the last purchase, `frequencies` repeat purchases; `expected` and
    `alive` are what the model says of them.
    """

    observed_days: int
    silences: Integers
    frequencies: Integers
    expected: Floats
    alive: Floats


def grid(forecast: Forecast) -> Grid:
    """Lay out a forecast for the customers known longest, over the frequencies of nearly all.

    At most 8 rows and columns; the frequencies end where 99% of the repeat customers are covered.
    """
    outlook, model = forecast.outlook, forecast.purchases
    x = forecast.customers["repeat_purchases"].to_numpy()
    longest = int(forecast.customers["observed_days"].max())
    most = int(np.quantile(x[x > 0], NEARLY_ALL, method="higher"))
    frequencies = _spread(1, most)
    silences = _spread(0, longest - 1)
    silence, bought = (
        side.ravel() for side in np.meshgrid(silences, frequencies.astype(float), indexing="ij")
    )
    age = np.full(len(bought), longest / outlook.unit_days)
    alive = model.alive(bought, (longest - silence) / outlook.unit_days, age)
    expected = alive * model.purchases_while_alive(bought, age, outlook.horizon)
    shape = (len(silences), len(frequencies))
    return Grid(longest, silences, frequencies, expected.reshape(shape), alive.reshape(shape))


def _spread(first: int, last: int) -> Integers:
    """Whole numbers from the first to the last, evenly spread, at most `CELLS` of them."""
    return np.unique(np.linspace(first, max(first, last), CELLS).round().astype(np.int64))
