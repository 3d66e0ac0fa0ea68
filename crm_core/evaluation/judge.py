"""What every judge gives: figures of all rows, and of any draw of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


class Judge(Protocol):
    """Truth and predictions of the same rows, side by side."""

    names: tuple[str, ...]
    """The figures, in order; each is in `formulas.FORMULAS`."""
    rows: int

    def figures(self) -> Floats:
        """Each figure over all rows; NaN where one is undefined."""
        ...

    def drawn(self, weights: Floats) -> Floats:
        """Each figure (across) of each draw (down): row i counts `weights[draw, i]` times."""
        ...


@dataclass(frozen=True)
class Figure:
    """A figure over all rows, and the bounds of its 95% bootstrap interval.

    Each is None where the figure is undefined.
    """

    mean: float | None
    low: float | None
    high: float | None


def defined(value: float) -> float | None:
    """The value, or None where it is no number.

    >>> defined(0.5), defined(float("nan"))
    (0.5, None)
    """
    return float(value) if np.isfinite(value) else None


def ratio(part: Floats, whole: Floats) -> Floats:
    """One number over another; 0 where the whole is 0, as scikit-learn has it."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


def summed(columns: Floats, weights: Floats) -> Floats:
    """The sum of each column (one a row of `columns`) for each draw (one a row of `weights`)."""
    # Without BLAS: the threads it starts for a sum this short wait longer than they work.
    return np.asarray(np.einsum("ij,dj->di", columns, weights))
