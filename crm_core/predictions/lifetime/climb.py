"""Maximum likelihood: up the log-likelihood by Newton's method, in the logarithms of parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import NoBestParameters
from crm_core.predictions.lifetime.histories import Floats

MOST_STEPS = 200
LONGEST_STEP = 2.0
"""No parameter changes by more than a factor of e squared at once."""
FARTHEST = 16.0
"""How far a logarithm may walk from its start: beyond, the parameter stands for none or endless."""
SETTLED = 1e-6
"""The climb ends with the step that promises no more log-likelihood than this: a thousandth of a
standard error away, the step itself leads to within a millionth."""
FLAT, SHARED = 1e-12, 1e-6
"""A direction that bends so little beside the others is flat; a parameter of which so small a part
lies along one is still told."""
LEVEL = 1e-2
"""Where rounding hides which way is up, this is a top: a change of every parameter by a factor of e
would raise the log-likelihood by no more. So ends a walk to a parameter of none or endless."""


@dataclass(frozen=True)
class Slope:
    """A log-likelihood with its first and second derivatives by the parameters."""

    height: float
    gradient: Floats
    curvature: Floats

    def by_logarithms(self, parameters: Floats) -> Slope:
        """The same, by the logarithms of the parameters."""
        gradient = self.gradient * parameters
        curvature = self.curvature * np.outer(parameters, parameters) + np.diag(gradient)
        return Slope(self.height, gradient, curvature)


Landscape = Callable[[Floats], Slope]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Peak:
    """The best parameters, how high they lie, and how sure each is.

    `errors` are standard errors from the observed information; NaN where the data tell nothing of a
    parameter. `at_edge` marks parameters that ran as far as the search goes.
    """

    parameters: Floats
    log_likelihood: float
    errors: Floats
    at_edge: Truths

    @property
    def relative_errors(self) -> Floats:
        return self.errors / self.parameters


def climb(landscape: Landscape, start: Floats, *, what: str, origin: Floats | None = None) -> Peak:
    """The highest point of a log-likelihood over positive parameters.

    Newton steps along the eigenvectors of the curvature, uphill where it is not concave, each
    halved until it rises. `origin` is the middle of the room for the search, `start` if left out.

    Raises
    ------
    NoBestParameters
        If the search does not settle; `what` names the model in the message.
    """
    middle = np.log(start if origin is None else origin)
    low, high = middle - FARTHEST, middle + FARTHEST
    at = np.clip(np.log(start), low, high)
    here = landscape(np.exp(at)).by_logarithms(np.exp(at))
    for _ in range(MOST_STEPS):
        free = ~((at <= low) & (here.gradient < 0) | (at >= high) & (here.gradient > 0))
        step = _step(here, free)
        promised = float(here.gradient @ step) / 2
        found = _rise(landscape, at, step, here, (low, high)) if promised > 0 else None
        if found is not None:
            at, here = found
        if promised <= SETTLED or found is None:
            break
    if promised > SETTLED and np.abs(here.gradient[free]).sum() > LEVEL:
        raise NoBestParameters(what)
    errors = _errors(here.curvature) * np.exp(at)
    return Peak(np.exp(at), here.height, errors, (at <= low) | (at >= high))


def _step(here: Slope, free: Truths) -> Floats:
    """The Newton step of the free parameters, turned uphill and kept short."""
    step = np.zeros(len(free))
    if not free.any():
        return step
    bends, ways = np.linalg.eigh(-here.curvature[np.ix_(free, free)])
    slopes = ways.T @ here.gradient[free]
    steep = np.maximum(np.abs(bends), 1e-12 * np.abs(bends).max(initial=1e-300))
    part = ways @ (slopes / steep)
    step[free] = part * min(1.0, LONGEST_STEP / max(np.abs(part).max(), 1e-300))
    return step


def _rise(
    landscape: Landscape, at: Floats, step: Floats, here: Slope, room: tuple[Floats, Floats]
) -> tuple[Floats, Slope] | None:
    """The first of ever shorter steps that leads up; None where rounding hides which way is up."""
    for halvings in range(30):
        there = np.clip(at + step * 0.5**halvings, *room)
        slope = landscape(np.exp(there)).by_logarithms(np.exp(there))
        if np.isfinite(slope.height) and slope.height > here.height:
            return there, slope
    return None


def _errors(curvature: Floats) -> Floats:
    """Standard errors of the logarithms, from the inverse of the observed information.

    Along a way that does not bend the data tell nothing: NaN for what changes on it.
    """
    bends, ways = np.linalg.eigh(-curvature)
    told = bends > FLAT * max(bends.max(), 0.0)
    hidden = (ways[:, ~told] ** 2).max(axis=1, initial=0.0) > SHARED
    errors: Floats = np.sqrt((ways[:, told] ** 2 / bends[told]).sum(axis=1))
    return np.where(hidden, np.nan, errors)
