"""Sums that stand for integrals, exact to rounding for what the purchase models ask of them."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log

import numpy as np

from crm_core.predictions.lifetime.histories import Floats

FEWEST_NODES, MOST_NODES = 12, 128
DIGITS = 16


@lru_cache(maxsize=8)
def legendre_nodes(count: int) -> tuple[Floats, Floats]:
    """Places and weights on [0, 1]: the integral of f is the weighted sum of f at the places."""
    places, weights = np.polynomial.legendre.leggauss(count)
    return (places + 1) / 2, weights / 2


def beta_nodes(a: float, b: float, reach: float) -> tuple[Floats, Floats]:
    """Places and weights of the mean over Beta(a, b) of a function of p that bends as 1 + reach p.

    Gauss-Jacobi quadrature: the eigenvalues of the recurrence of the Jacobi polynomials, and the
    squared first entries of its eigenvectors. How many nodes it takes grows with `reach`.

    Source: Golub & Welsch (1969), Calculation of Gauss Quadrature Rules, Math. Comp. 23, 221-230.
    """
    from scipy.linalg import eigh_tridiagonal

    count = _enough(reach)
    k = np.arange(count, dtype=np.float64)
    first, second = b - 1, a - 1
    sums = 2 * k + first + second
    middle = np.empty(count)
    middle[0] = (second - first) / (first + second + 2)
    middle[1:] = (second**2 - first**2) / (sums[1:] * (sums[1:] + 2))
    k, sums = k[1:], sums[1:]
    aside = 4 * k * (k + first) * (k + second) * (k + first + second)
    aside = aside / (sums**2 * (sums + 1) * (sums - 1))
    # For k = 1 the factor k + first + second stands above and below, and may be 0.
    aside[0] = 4 * (1 + first) * (1 + second) / ((first + second + 2) ** 2 * (first + second + 3))
    places, ways = eigh_tridiagonal(middle, np.sqrt(aside))
    weights = ways[0] ** 2
    kept = weights > 0
    return np.clip((1 + places[kept]) / 2, 1e-300, 1.0), weights[kept] / weights[kept].sum()


def _enough(reach: float) -> int:
    """How many nodes leave an error below rounding, by the rate at which the sums close in."""
    if reach <= 0:
        return FEWEST_NODES
    wanted = ceil(DIGITS * log(10) / (2 * log((2 + reach) / reach)))
    return min(max(wanted, FEWEST_NODES), MOST_NODES)
