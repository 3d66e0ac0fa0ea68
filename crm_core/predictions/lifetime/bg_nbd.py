"""BG/NBD: customers buy at random, each at their own rate, and may leave after any purchase.

Purchases of a living customer come at a rate that differs between customers as Gamma(r, alpha);
after each, the customer leaves for good with a chance that differs as Beta(a, b).

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2),
275-284; P(alive) from Fader & Hardie (2008), brucehardie.com/notes/021.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crm_core.predictions.lifetime.climb import Slope
from crm_core.predictions.lifetime.gamma_steps import digamma_step, log_gamma_step
from crm_core.predictions.lifetime.histories import Floats, Histories
from crm_core.predictions.lifetime.purchase_model import PurchaseModel
from crm_core.predictions.lifetime.quadrature import beta_nodes

BLOCK_ROWS = 1 << 13
"""So many histories at a time stay near the processor, and on one of them: sums of so few are not
shared out between threads, which would wait for each other longer than they add."""


class BGNBD(PurchaseModel):
    """The model with its parameters r, alpha, a and b; alpha in the unit of time of the ages."""

    name = "bg_nbd"
    title = "BG/NBD"
    parameter_names = ("r", "alpha", "a", "b")

    def start(self, histories: Histories) -> Floats:
        rate = self.plain_rate(histories)
        return np.array([0.5, 0.5 / rate, 0.5, 2.0])

    def slope(self, parameters: Floats, histories: Histories) -> Slope:
        """The log-likelihood with its derivatives.

        It falls into parts of x alone, of T alone, and one of all three, for those who came back.
        """
        parts = (
            _by_count(parameters, histories),
            _by_age(parameters, histories),
            _left_or_stayed(parameters, histories.repeated()),
        )
        return Slope(
            sum(part.height for part in parts),
            np.sum([part.gradient for part in parts], axis=0),
            np.sum([part.curvature for part in parts], axis=0),
        )

    def alive(self, x: Floats, t_x: Floats, age: Floats) -> Floats:
        """The chance that a customer still buys; 1 for who never came back, by the model."""
        from scipy.special import expit

        r, alpha, a, b = self.parameters_
        odds_of_leaving = (
            np.log(a)
            - np.log(b + np.maximum(x, 1) - 1)
            + (r + x) * (np.log(alpha + age) - np.log(alpha + t_x))
        )
        return np.where(x > 0, expit(-odds_of_leaving), 1.0)

    def purchases_while_alive(self, x: Floats, age: Floats, horizon: ArrayLike) -> Floats:
        """Expected purchases within each horizon of a customer who is alive now.

        The mean of (1 - (1 + p h / (alpha + T))^-(r + x)) / p over the chance p of leaving, which
        is Beta(a, b + x) for a living customer. This is the published formula with its Gaussian
        hypergeometric function written out, without the division by a - 1.
        """
        r, alpha, a, b = self.parameters_
        spans, result = np.broadcast_to(horizon, np.shape(x)), np.empty(np.shape(x))
        for count in np.unique(x):
            rows = x == count
            reach = spans[rows] / (alpha + age[rows])
            chances, weights = beta_nodes(a, b + count, reach.max())
            none = np.expm1(-(r + count) * np.log1p(np.multiply.outer(reach, chances)))
            result[rows] = -np.einsum("ij,j->i", none, weights / chances)  # on one processor
        return result

    def next_purchase(
        self, x: Floats, age: Floats, chances: tuple[float, ...]
    ) -> tuple[Floats, list[Floats]]:
        """The chance of another purchase of a living customer, here 1, and when it falls due."""
        r, alpha, _, _ = self.parameters_
        with np.errstate(over="ignore"):
            waits = [(alpha + age) * np.expm1(-np.log1p(-chance) / (r + x)) for chance in chances]
        return np.ones(np.shape(x)), waits


def _by_count(parameters: Floats, histories: Histories) -> Slope:
    """What depends on x alone: ln of G(r+x) / G(r) B(a, b+x) / B(a, b)."""
    from scipy.special import polygamma

    r, _, a, b = parameters
    x, n = histories.repeat_purchases.levels, histories.repeat_purchases.total(histories.customers)
    height = n @ (log_gamma_step(r, x) + log_gamma_step(b, x) - log_gamma_step(a + b, x))
    leaving = -(n @ digamma_step(a + b, x))
    gradient = [n @ digamma_step(r, x), 0.0, leaving, leaving + n @ digamma_step(b, x)]
    curvature = np.zeros((4, 4))
    curvature[0, 0] = n @ (polygamma(1, r + x) - polygamma(1, r))
    curvature[2:, 2:] = n @ (polygamma(1, a + b) - polygamma(1, a + b + x))
    curvature[3, 3] += n @ (polygamma(1, b + x) - polygamma(1, b))
    return Slope(float(height), np.array(gradient), curvature)


def _by_age(parameters: Floats, histories: Histories) -> Slope:
    """What depends on x and T, as sums by T: ln of (alpha / (alpha + T))^r (alpha + T)^-x."""
    r, alpha = parameters[:2]
    ages, n = histories.observed_age, histories.customers
    customers, bought = ages.total(n), ages.total(n * histories.repeat_purchases.values)
    passed, since = np.log1p(ages.levels / alpha), alpha + ages.levels
    waited = ages.levels / (alpha * since)
    curvature = np.zeros((4, 4))
    curvature[0, 1] = curvature[1, 0] = customers @ waited
    curvature[1, 1] = bought @ since**-2 - r * (customers @ (waited * (1 / alpha + 1 / since)))
    height = -r * (customers @ passed) - bought @ np.log(since)
    slope = r * (customers @ waited) - bought @ (1 / since)
    return Slope(float(height), np.array([-customers @ passed, slope, 0.0, 0.0]), curvature)


def _left_or_stayed(parameters: Floats, back: Histories) -> Slope:
    """Customers who came back: ln(1 + e^z), z the log-odds that the last purchase was the last."""
    height, gradient, curvature = 0.0, np.zeros(4), np.zeros((4, 4))
    levels = _levels(parameters, back)
    for begin in range(0, len(back), BLOCK_ROWS):
        block = back[begin : begin + BLOCK_ROWS]
        part = _left_or_stayed_block(parameters, block, levels)
        height += part.height
        gradient += part.gradient
        curvature += part.curvature
    return Slope(height, gradient, curvature)


def _levels(parameters: Floats, back: Histories) -> tuple[Floats, ...]:
    """Logarithms and inverses for every T, t_x and x there is: few, against the histories."""
    _, alpha, _, b = parameters
    stays = b + back.repeat_purchases.levels - 1
    ages, lasts = alpha + back.observed_age.levels, alpha + back.last_purchase_age.levels
    return np.log(ages), 1 / ages, np.log(lasts), 1 / lasts, np.maximum(stays, 1e-300)


def _left_or_stayed_block(parameters: Floats, back: Histories, levels: tuple[Floats, ...]) -> Slope:
    r, _, a, _ = parameters
    log_age, per_age, log_last, per_last, stays = levels
    age, last = back.observed_age.places, back.last_purchase_age.places
    events = r + back.repeat_purchases.values
    stay = stays[back.repeat_purchases.places]
    silence = log_age[age] - log_last[last]
    early, late = per_last[last], per_age[age]
    z = np.log(a / stay) + events * silence
    grown = np.exp(-np.abs(z))
    left = np.where(z > 0, 1.0, grown) / (1 + grown)
    weighted = back.customers * left
    spread = weighted * (1 - left)
    ways = np.empty((4, len(back)))
    ways[0] = silence
    ways[1] = events * (late - early)
    ways[2] = 1 / a
    ways[3] = -1 / stay
    curvature = (ways * spread) @ ways.T
    cross = weighted @ (late - early)
    curvature[0, 1] += cross
    curvature[1, 0] += cross
    curvature[1, 1] += (weighted * events) @ (early**2 - late**2)
    curvature[2, 2] -= weighted.sum() / a**2
    curvature[3, 3] += weighted @ ways[3] ** 2
    height = back.customers @ (np.maximum(z, 0) + np.log1p(grown))
    return Slope(float(height), (ways * weighted).sum(axis=1), curvature)
