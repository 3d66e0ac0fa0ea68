"""Gamma-Gamma: what a purchase is worth differs between customers, not with how often they buy.

A customer's purchases vary as Gamma(p, nu) around the customer's own mean; nu differs between
customers as Gamma(q, v).

Source: Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, brucehardie.com/notes/025.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from crm_core.errors import TooFewRepeatCustomers
from crm_core.predictions.lifetime.climb import Peak, Slope, climb
from crm_core.predictions.lifetime.gamma_steps import digamma_step, log_gamma_step
from crm_core.predictions.lifetime.histories import Coded, Floats
from crm_core.predictions.lifetime.purchase_model import BEGIN_ROWS, FEWEST_REPEAT_CUSTOMERS

BLOCK_ROWS = 1 << 13
"""So many customers at a time stay near one processor."""


class GammaGamma:
    """The model with its parameters p, q and v; v in money. `fit` learns them and their errors."""

    title = "Gamma-Gamma"
    parameter_names = ("p", "q", "v")
    parameters_: Floats
    peak_: Peak

    def fit(self, repeat_purchases: ArrayLike, mean_spend: ArrayLike) -> Self:
        """Maximum likelihood over customers with repeat purchases of some worth.

        Parameters
        ----------
        repeat_purchases
            How many; customers with none are left out.
        mean_spend
            What each of them was worth on average; customers with 0, less or none are left out.

        Raises
        ------
        TooFewRepeatCustomers
            If fewer than 10 customers are left.
        NoBestParameters
            If the search does not settle.
        """
        x, m = (np.asarray(given, dtype=np.float64) for given in (repeat_purchases, mean_spend))
        known = (x > 0) & (m > 0)
        there = int(np.count_nonzero(known))
        if there < FEWEST_REPEAT_CUSTOMERS:
            raise TooFewRepeatCustomers(self.title, FEWEST_REPEAT_CUSTOMERS, there)
        spending = Spending(x[known], m[known])
        start = origin = np.array([1.0, 2.0, float(m[known].mean())])
        part = spending.thinned(BEGIN_ROWS)
        if len(part) < len(spending):
            start = climb(part.slope, start, what=self.title).parameters
        self.peak_ = climb(spending.slope, start, what=self.title, origin=origin)
        self.parameters_ = self.peak_.parameters
        return self

    def with_parameters(self, *parameters: float) -> Self:
        """The model as it would be after a fit that found `parameters`."""
        self.parameters_ = np.array(parameters, dtype=np.float64)
        return self

    @property
    def mean_exists(self) -> bool:
        """Whether customers have a mean purchase on average: with q of 1 or less it is endless."""
        return bool(self.parameters_[1] > 1)

    def purchase_value(self, repeat_purchases: ArrayLike, mean_spend: ArrayLike) -> Floats:
        """What a purchase of each customer is worth: between their own mean and everybody's.

        A customer without repeat purchases of some worth gets everybody's; NaN where there is none.
        """
        p, q, v = self.parameters_
        x, m = (np.asarray(given, dtype=np.float64) for given in (repeat_purchases, mean_spend))
        known = (x > 0) & (m > 0)
        x, m = np.where(known, x, 0.0), np.where(known, m, 0.0)
        weight = p * x + q - 1
        return np.where(weight > 0, p * (v + x * m) / np.where(weight > 0, weight, 1.0), np.nan)


class Spending:
    """Repeat purchases x and their mean worth m, with the sums that no parameter changes."""

    def __init__(self, x: Floats, m: Floats) -> None:
        self.x, self.total, self.log_m = x, x * m, np.log(m)
        counts = Coded.of(x)
        self.levels, self.customers = counts.levels, counts.total(np.ones(len(x)))
        self.log_m_sum = float(self.log_m.sum())

    def __len__(self) -> int:
        return len(self.x)

    def thinned(self, most: int) -> Spending:
        """Every so many-th customer, at most so many in all: enough to begin a search with."""
        if len(self) <= most:
            return self
        step = -(-len(self) // most)
        return Spending(self.x[::step], np.exp(self.log_m[::step]))

    def slope(self, parameters: Floats) -> Slope:
        """The log-likelihood with its derivatives."""
        one, other = self._by_count(parameters), self._by_customer(parameters)
        return Slope(
            one.height + other.height,
            one.gradient + other.gradient,
            one.curvature + other.curvature,
        )

    def _by_count(self, parameters: Floats) -> Slope:
        """What depends on x alone: -ln B(p x, q), and ln of 1 / m for each customer."""
        from scipy.special import gammaln, polygamma

        p, q, _ = parameters
        x, n = self.levels, self.customers
        less, more = np.minimum(p * x, q), np.maximum(p * x, q)
        height = n @ (log_gamma_step(more, less) - gammaln(less)) - self.log_m_sum
        gradient = [n @ (x * digamma_step(p * x, q)), n @ digamma_step(q, p * x), 0.0]
        both = polygamma(1, p * x + q)
        curvature = np.zeros((3, 3))
        curvature[0, 0] = n @ (x**2 * (both - polygamma(1, p * x)))
        curvature[0, 1] = curvature[1, 0] = n @ (x * both)
        curvature[1, 1] = n @ (both - polygamma(1, q))
        return Slope(float(height), np.array(gradient), curvature)

    def _by_customer(self, parameters: Floats) -> Slope:
        """What takes every customer's own total t = x m: ln of (t / (v + t))^(p x) (v / (v + t))^q.

        The powers are kept apart: together they would be large and nearly cancel where a parameter
        walks off to none or endless.
        """
        p, q, v = parameters
        height, gradient, curvature = 0.0, np.zeros(3), np.zeros((3, 3))
        for begin in range(0, len(self), BLOCK_ROWS):
            rows = slice(begin, begin + BLOCK_ROWS)
            x, total = self.x[rows], self.total[rows]
            own, rest, per = np.log1p(v / total), np.log1p(total / v), 1 / (v + total)
            share, bought = total * per / v, x @ per
            height -= float(p * (x @ own) + q * rest.sum())
            gradient += -(x @ own), -rest.sum(), q * share.sum() - p * bought
            curvature[0, 2] -= bought
            curvature[1, 2] += share.sum()
            curvature[2, 2] += p * (x @ per**2) - q * (share @ (1 / v + per))
        curvature[2, :2] = curvature[:2, 2]
        return Slope(height, gradient, curvature)
