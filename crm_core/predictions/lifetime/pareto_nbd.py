"""Pareto/NBD: customers buy at random, each at their own rate, and may leave at any time.

Rates of buying differ between customers as Gamma(r, alpha), rates of leaving as Gamma(s, beta).
The published likelihood is a difference of Gaussian hypergeometric functions, which cancel where a
customer has bought often. That difference is an integral over the moment of leaving,

    s times the integral from t_x to T of (alpha + u)^-(r + x) (beta + u)^-(s + 1) du,

of a smooth, positive function; summed at nodes, nothing cancels, and the derivatives are means over
the same nodes.

Source: Schmittlein, Morrison & Colombo (1987), Counting Your Customers, Management Science 33(1),
1-24; Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model, brucehardie.com/notes/009.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crm_core.predictions.lifetime.climb import Slope
from crm_core.predictions.lifetime.gamma_steps import digamma_step, log_gamma_step
from crm_core.predictions.lifetime.histories import Floats, Histories
from crm_core.predictions.lifetime.purchase_model import PurchaseModel
from crm_core.predictions.lifetime.quadrature import legendre_nodes

NODES = 48
FADED = 40.0
"""Where the integrand has fallen by e to this power, the integral ends: the rest is rounding."""
BLOCK_ROWS = 256
WAIT_NODES = 400
LONGEST_WAIT = 40.0
"""In powers of e: so rarely does the next purchase of a living customer take longer."""


class ParetoNBD(PurchaseModel):
    """The model with its parameters r, alpha, s, beta; alpha and beta in the unit of the ages."""

    name = "pareto_nbd"
    title = "Pareto/NBD"
    parameter_names = ("r", "alpha", "s", "beta")

    def start(self, histories: Histories) -> Floats:
        rate = self.plain_rate(histories)
        n = histories.customers
        typical_age = float(n @ histories.observed_age.values) / n.sum()
        return np.array([0.5, 0.5 / rate, 0.5, max(typical_age, 1e-12)])

    def slope(self, parameters: Floats, histories: Histories) -> Slope:
        """The log-likelihood with its derivatives."""
        whole = _by_count(parameters, histories)
        height, gradient, curvature = whole.height, whole.gradient, whole.curvature
        for begin in range(0, len(histories), BLOCK_ROWS):
            part = _alive_or_left(parameters, histories[begin : begin + BLOCK_ROWS])
            height += part.height
            gradient = gradient + part.gradient
            curvature = curvature + part.curvature
        return Slope(height, gradient, curvature)

    def alive(self, x: Floats, t_x: Floats, age: Floats) -> Floats:
        """The chance that each customer still buys."""
        chances = np.empty(np.shape(x))
        for begin in range(0, len(chances), BLOCK_ROWS):
            rows = slice(begin, begin + BLOCK_ROWS)
            shares, _, _ = _atoms(self.parameters_, x[rows], t_x[rows], age[rows])
            chances[rows] = shares[:, 0]
        return chances

    def purchases_while_alive(self, x: Floats, age: Floats, horizon: ArrayLike) -> Floats:
        """Expected purchases within each horizon of a customer who is alive now."""
        r, alpha, s, beta = self.parameters_
        longer = np.log1p(np.asarray(horizon, dtype=np.float64) / (beta + age))
        span: Floats = (beta + age) * longer * _mean_decay((s - 1) * longer)
        rate: Floats = (r + x) / (alpha + age)
        return rate * span

    def next_purchase(
        self, x: Floats, age: Floats, chances: tuple[float, ...]
    ) -> tuple[Floats, list[Floats]]:
        """The chance that a living customer buys again, and by when, with which chance, if so.

        A purchase after the wait u needs a customer who has not left by then. With v such that
        e^-v is the chance that a customer who never leaves waits longer, the chance of a purchase
        by then is the integral of e^-v ((beta + T) / (beta + T + u(v)))^s.
        """
        r, alpha, s, beta = self.parameters_
        v = np.linspace(0.0, 1.0, WAIT_NODES) ** 2 * LONGEST_WAIT
        waits: list[Floats] = [np.empty(np.shape(x)) for _ in chances]
        ever = np.empty(np.shape(x))
        for begin in range(0, len(ever), BLOCK_ROWS):
            rows = slice(begin, begin + BLOCK_ROWS)
            a, b = (alpha + age[rows])[:, None], (beta + age[rows])[:, None]
            k = (r + x[rows])[:, None]
            u = a * np.expm1(np.minimum(v / k, 600.0))
            flow = np.exp(-v - s * np.log1p(u / b))
            steps = (flow[:, 1:] + flow[:, :-1]) / 2 * np.diff(v)
            reached = np.concatenate([np.zeros((len(k), 1)), np.cumsum(steps, axis=1)], axis=1)
            ever[rows] = reached[:, -1]
            for wait, chance in zip(waits, chances, strict=True):
                wait[rows] = _crossing(v, reached, chance * reached[:, -1:], a, k)
        return np.minimum(ever, 1.0), waits


def _crossing(v: Floats, reached: Floats, wanted: Floats, a: Floats, k: Floats) -> Floats:
    """The wait at which each row of a rising table reaches what is wanted of it."""
    after = np.clip((reached < wanted).sum(axis=1), 1, len(v) - 1)[:, None]
    low, high = (np.take_along_axis(reached, after - side, axis=1) for side in (1, 0))
    share = (wanted - low) / np.maximum(high - low, 1e-300)
    at = v[after - 1] + share * (v[after] - v[after - 1])
    return np.asarray(a * np.expm1(np.minimum(at / k, 600.0)))[:, 0]


def _mean_decay(span: Floats) -> Floats:
    """(1 - e^-span) / span, which is 1 for none."""
    near = np.abs(span) < 1e-12
    return np.where(near, 1.0, -np.expm1(-span) / np.where(near, 1.0, span))


def _by_count(parameters: Floats, histories: Histories) -> Slope:
    """What depends on x alone: ln of G(r+x) / G(r)."""
    from scipy.special import polygamma

    r = parameters[0]
    x, n = histories.repeat_purchases.levels, histories.repeat_purchases.total(histories.customers)
    gradient, curvature = np.zeros(4), np.zeros((4, 4))
    gradient[0] = n @ digamma_step(r, x)
    curvature[0, 0] = n @ (polygamma(1, r + x) - polygamma(1, r))
    return Slope(float(n @ log_gamma_step(r, x)), gradient, curvature)


def _atoms(
    parameters: Floats, x: Floats, t_x: Floats, age: Floats
) -> tuple[Floats, Floats, Floats]:
    """How each likelihood is shared out over the moments a customer may have left at.

    Returns
    -------
    tuple
        Shares by row, in the first column that of not having left; the ends u of the active life in
        the same places; the logarithm of what the shares are shares of.
    """
    r, alpha, s, beta = parameters
    places, weights = legendre_nodes(NODES)
    near = min(alpha, beta) + t_x
    with np.errstate(over="ignore"):
        faded = np.minimum(
            (alpha + t_x) * np.expm1(FADED / (r + x)), (beta + t_x) * np.expm1(FADED / (s + 1))
        )
    longest = np.log1p(np.minimum(age - t_x, faded) / near)[:, None]
    grown = np.exp(longest * places)
    ends = np.empty((len(x), NODES + 1))
    ends[:, 0] = age
    ends[:, 1:] = t_x[:, None] + near[:, None] * (grown - 1)
    logs = -r * np.log1p(ends / alpha) - x[:, None] * np.log(alpha + ends)
    logs -= s * np.log1p(ends / beta) + np.log(beta + ends)
    logs[:, 0] += np.log(beta + age)
    with np.errstate(divide="ignore"):
        logs[:, 1:] += np.log(s * weights * longest * near[:, None] * grown)
    most = logs.max(axis=1, keepdims=True)
    shares = np.exp(logs - most)
    total = shares.sum(axis=1, keepdims=True)
    shares /= total
    return shares, ends, (most + np.log(total))[:, 0]


def _alive_or_left(parameters: Floats, histories: Histories) -> Slope:
    """The part of all three: derivatives are means over the moments of leaving."""
    r, alpha, s, beta = parameters
    x, n = histories.repeat_purchases.values, histories.customers
    shares, ends, height = _atoms(
        parameters, x, histories.last_purchase_age.values, histories.observed_age.values
    )
    bought = x[:, None]
    left = np.ones(NODES + 1)
    left[0] = 0.0
    late, gone = 1 / (alpha + ends), 1 / (beta + ends)
    waited, stayed = ends / alpha * late, ends / beta * gone
    ways = np.stack(
        [
            -np.log1p(ends / alpha),
            r * waited - bought * late,
            left / s - np.log1p(ends / beta),
            s * stayed - left * gone,
        ]
    )
    weighted = shares * n[:, None]
    means = np.einsum("kij,ij->ki", ways, shares)
    flat = ways.reshape(4, -1)
    curvature = (flat * weighted.reshape(-1)) @ flat.T - (means * n) @ means.T
    _add(curvature, 0, 1, (weighted * waited).sum())
    _add(curvature, 2, 3, (weighted * stayed).sum())
    curvature[1, 1] += (weighted * (bought * late**2 - r * waited * (1 / alpha + late))).sum()
    curvature[2, 2] -= (weighted * left).sum() / s**2
    curvature[3, 3] += (weighted * (left * gone**2 - s * stayed * (1 / beta + gone))).sum()
    return Slope(float(n @ height), means @ n, curvature)


def _add(curvature: Floats, row: int, column: int, value: float) -> None:
    curvature[row, column] += value
    curvature[column, row] += value
