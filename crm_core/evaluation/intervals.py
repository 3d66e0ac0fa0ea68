"""How far a figure would move with other rows of the same kind: bootstrap intervals."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue
from crm_core.evaluation.judge import Figure, Judge, defined
from crm_core.resampling import resamples_for, weights

Floats = NDArray[np.floating[Any]]
BOUNDS = (2.5, 97.5)


def draws(judge: Judge, *, seed: int, resamples: int | None = None) -> Floats:
    """Every figure of every resample: resamples x figures, NaN where one is undefined."""
    many = resamples_for(judge.rows) if resamples is None else resamples
    if not judge.rows:
        return np.empty((0, len(judge.names)))
    blocks = weights(judge.rows, resamples=many, seed=seed)
    return np.concatenate([judge.drawn(block) for block in blocks])


def figures_of(judge: Judge, *, seed: int, resamples: int | None = None) -> dict[str, Figure]:
    """Each figure of a judge by name, with its percentile interval.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.
    """
    return figures_from(judge, draws(judge, seed=seed, resamples=resamples))


def figures_from(judge: Judge, found: Floats) -> dict[str, Figure]:
    """The same from `draws` that are there."""
    return _with_bounds(judge.names, judge.figures(), found)


def difference(
    judge: Judge, other: Judge, *, seed: int, resamples: int | None = None
) -> dict[str, Figure]:
    """Each figure of `judge` less that of `other`, both over the same rows and the same draws.

    Raises
    ------
    InvalidValue
        If the two do not judge as many rows, or not the same figures.
    """
    _check_alike(judge, other)
    one, two = (draws(each, seed=seed, resamples=resamples) for each in (judge, other))
    return difference_from(judge, other, one, two)


def difference_from(judge: Judge, other: Judge, found: Floats, others: Floats) -> dict[str, Figure]:
    """The same from the `draws` of both, of one seed; raises as `difference` does."""
    _check_alike(judge, other)
    return _with_bounds(judge.names, judge.figures() - other.figures(), found - others)


def _check_alike(judge: Judge, other: Judge) -> None:
    if judge.rows != other.rows or judge.names != other.names:
        raise InvalidValue("models", "two", "they can be compared on the same rows only")


def _with_bounds(names: Sequence[str], means: Floats, found: Floats) -> dict[str, Figure]:
    with warnings.catch_warnings():
        # A figure that no draw defines has no bounds; that is what NaN says.
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = np.nanpercentile(found, BOUNDS, axis=0) if len(found) else (means, means)
    return {
        name: Figure(defined(mean), defined(a), defined(b))
        if np.isfinite(mean)
        else Figure(None, None, None)
        for name, mean, a, b in zip(names, means, low, high, strict=True)
    }
