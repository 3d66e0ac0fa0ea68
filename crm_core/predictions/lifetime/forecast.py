"""A model of purchases and a model of their worth, learnt from the histories of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crm_core.errors import InputError
from crm_core.predictions.lifetime.gamma_gamma import GammaGamma
from crm_core.predictions.lifetime.histories import Floats, Histories
from crm_core.predictions.lifetime.outlook import MODELS, Outlook
from crm_core.predictions.lifetime.purchase_model import PurchaseModel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Forecast:
    """What was learnt, and from whom.

    `customers` has the columns customer_id, repeat_purchases, last_purchase_days, observed_days and
    repeat_spend. `spend` is None where the worth of purchases cannot be learnt; `spend_problem`
    then says why. `correlation` is Spearman's between the number of repeat purchases and their mean
    worth, None where it is undefined.
    """

    outlook: Outlook
    customers: pd.DataFrame
    purchases: PurchaseModel
    spend: GammaGamma | None
    spend_problem: str | None
    correlation: float | None
    repeat_customers: int

    def ages(self) -> tuple[Floats, Floats, Floats]:
        """Repeat purchases, and in units the age of the last purchase and the observed age."""
        return ages_of(self.customers, self.outlook)


def ages_of(customers: pd.DataFrame, outlook: Outlook) -> tuple[Floats, Floats, Floats]:
    """x, t_x and T of customers one by one, the ages in the unit of the outlook."""
    x = customers["repeat_purchases"].to_numpy(dtype=np.float64)
    last, age = (
        customers[name].to_numpy(dtype=np.float64) / outlook.unit_days
        for name in ("last_purchase_days", "observed_days")
    )
    return x, last, age


def fitted_purchases(customers: pd.DataFrame, outlook: Outlook) -> PurchaseModel:
    """The outlook's model of purchases, learnt from customers.

    Raises
    ------
    TooFewRepeatCustomers, NoBestParameters
        As `PurchaseModel.fit`.
    """
    return MODELS[outlook.model]().fit(Histories.of(*ages_of(customers, outlook)))


def forecast(customers: pd.DataFrame, outlook: Outlook) -> Forecast:
    """Learn both models. Where only the worth of purchases cannot be learnt, the rest stands.

    Raises
    ------
    TooFewRepeatCustomers, NoBestParameters
        As `PurchaseModel.fit`.
    """
    purchases = fitted_purchases(customers, outlook)
    x = customers["repeat_purchases"].to_numpy(dtype=np.float64)
    worth = customers["repeat_spend"].to_numpy(dtype=np.float64)
    spend, problem = None, None
    try:
        spend = GammaGamma().fit(x, worth)
    except InputError as error:
        problem = str(error)
    return Forecast(
        outlook,
        customers,
        purchases,
        spend,
        problem,
        rank_correlation(x[x > 0], worth[x > 0]),
        int(np.count_nonzero(x)),
    )


def rank_correlation(one: Floats, other: Floats) -> float | None:
    """Spearman's correlation of two columns; None where one of them does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Floats) -> Floats:
    """The place of each value among all; equal ones share the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    shared: Floats = np.cumsum(counts) - (counts - 1) / 2
    return shared[places]
