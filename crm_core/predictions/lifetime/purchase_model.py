"""What every model of purchases shares: how it is fitted, and what can be asked of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from crm_core.errors import TooFewRepeatCustomers
from crm_core.predictions.lifetime.climb import Peak, Slope, climb
from crm_core.predictions.lifetime.histories import Floats, Histories

FEWEST_REPEAT_CUSTOMERS = 10
"""Four parameters from fewer customers who came back would be read out of nothing."""
BEGIN_ROWS = 4_000
"""The search begins on so many histories, and ends on all."""


class PurchaseModel(ABC):
    """A model of purchases; `fit` learns `parameters_`, their errors and the log-likelihood."""

    name: ClassVar[str]
    title: ClassVar[str]
    parameter_names: ClassVar[tuple[str, ...]]
    parameters_: Floats
    peak_: Peak

    def fit(self, histories: Histories) -> Self:
        """Maximum likelihood, without any pull towards a wanted answer.

        Raises
        ------
        TooFewRepeatCustomers
            If fewer than 10 customers bought on two days or more.
        NoBestParameters
            If the search does not settle.
        """
        there = histories.repeat_customers
        if there < FEWEST_REPEAT_CUSTOMERS:
            raise TooFewRepeatCustomers(self.title, FEWEST_REPEAT_CUSTOMERS, there)
        origin = self.start(histories)
        start = origin
        part = histories.thinned(BEGIN_ROWS)
        if len(part) < len(histories):
            start = climb(lambda p: self.slope(p, part), origin, what=self.title).parameters
        self.peak_ = climb(
            lambda p: self.slope(p, histories), start, what=self.title, origin=origin
        )
        self.parameters_ = self.peak_.parameters
        return self

    def with_parameters(self, *parameters: float) -> Self:
        """The model as it would be after a fit that found `parameters`."""
        self.parameters_ = np.array(parameters, dtype=np.float64)
        return self

    def log_likelihood(self, histories: Histories) -> float:
        """The sum over customers, with the constants of the published likelihood."""
        return self.slope(self.parameters_, histories).height

    def expected_purchases(self, age: ArrayLike) -> Floats:
        """Repeat purchases that a new customer makes within each age, before anything is seen."""
        ages = np.atleast_1d(np.asarray(age, dtype=np.float64))
        none = np.zeros(len(ages))
        return self.purchases_while_alive(none, none, ages)

    @staticmethod
    def plain_rate(histories: Histories) -> float:
        """Repeat purchases per unit of time, over all customers and their whole ages."""
        n = histories.customers
        ages = float(n @ histories.observed_age.values)
        return float(n @ histories.repeat_purchases.values) / max(ages, 1e-300)

    @abstractmethod
    def start(self, histories: Histories) -> Floats:
        """Parameters to begin the search with; they follow the unit of time."""

    @abstractmethod
    def slope(self, parameters: Floats, histories: Histories) -> Slope:
        """The log-likelihood of the histories with its derivatives."""

    @abstractmethod
    def alive(self, x: Floats, t_x: Floats, age: Floats) -> Floats:
        """The chance that each customer still buys."""

    @abstractmethod
    def purchases_while_alive(self, x: Floats, age: Floats, horizon: ArrayLike) -> Floats:
        """Expected purchases within each horizon of a customer who is alive now."""

    @abstractmethod
    def next_purchase(
        self, x: Floats, age: Floats, chances: tuple[float, ...]
    ) -> tuple[Floats, list[Floats]]:
        """The chance that a living customer buys again, and by when, with which chance, if so."""
