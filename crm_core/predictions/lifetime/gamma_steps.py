"""How far the logarithm of the gamma function climbs over a step, exact for large numbers too."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crm_core.predictions.lifetime.histories import Floats

LARGE = 100.0
"""From here on the series below is exact to rounding."""


def log_gamma_step(start: ArrayLike, step: ArrayLike) -> Floats:
    """Give ln G(start + step) - ln G(start), for numbers above 0.

    The two are large and nearly equal where `start` is large; the series of Stirling for their
    difference loses nothing there.

    Source: NIST Digital Library of Mathematical Functions, 5.11.1, dlmf.nist.gov/5.11.
    """
    from scipy.special import gammaln

    z, h = np.broadcast_arrays(np.asarray(start, np.float64), np.asarray(step, np.float64))
    far = np.maximum(z, LARGE)
    longer = np.log1p(h / far)
    series = (far + h - 0.5) * longer + h * np.log(far) - h + _rest(far + h) - _rest(far)
    return np.asarray(np.where(z < LARGE, gammaln(z + h) - gammaln(z), series))


def digamma_step(start: ArrayLike, step: ArrayLike) -> Floats:
    """Give the derivative of `log_gamma_step` by its start: psi(start + step) - psi(start)."""
    from scipy.special import digamma

    z, h = np.broadcast_arrays(np.asarray(start, np.float64), np.asarray(step, np.float64))
    far = np.maximum(z, LARGE)
    series = np.log1p(h / far) + _slope(far + h) - _slope(far)
    return np.asarray(np.where(z < LARGE, digamma(z + h) - digamma(z), series))


def _rest(z: Floats) -> Floats:
    """What Stirling's formula for ln G leaves."""
    return np.asarray(1 / (12 * z) - 1 / (360 * z**3) + 1 / (1260 * z**5))


def _slope(z: Floats) -> Floats:
    """What the logarithm leaves of psi."""
    return np.asarray(-1 / (2 * z) - 1 / (12 * z**2) + 1 / (120 * z**4) - 1 / (252 * z**6))
