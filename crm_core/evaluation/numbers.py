"""Numbers: how far predictions lie from the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.evaluation.judge import summed

Floats = NDArray[np.floating[Any]]


class NumberJudge:
    """Judges predicted numbers against actual ones, both finite.

    R2 is against predicting the mean of the judged rows; NaN where they do not vary.
    """

    names: tuple[str, ...] = ("mse", "mae", "r2")

    def __init__(self, actual: Floats, predicted: Floats) -> None:
        self.rows = len(actual)
        # About their mean, squares of large numbers keep their digits.
        centred = actual - actual.mean() if self.rows else actual
        error = actual - predicted
        self._sums = np.array([error**2, np.abs(error), centred, centred**2])
        self._smallest = self.rows * np.finfo(np.float64).eps ** 2 * _largest(actual) ** 2

    def figures(self) -> Floats:
        """The figures of `names` over all rows."""
        return np.asarray(self.drawn(np.ones((1, self.rows)))[0])

    def drawn(self, weights: Floats) -> Floats:
        """The figures of `names` for each draw, row i counting `weights[draw, i]` times."""
        if not self.rows:
            return np.full((len(weights), 3), np.nan)
        squared, absolute, centre, spread = summed(self._sums, weights).T
        about_mean = spread - centre**2 / self.rows
        varies = about_mean > self._smallest
        explained = np.where(varies, 1 - squared / np.where(varies, about_mean, 1.0), np.nan)
        return np.column_stack([squared / self.rows, absolute / self.rows, explained])


def _largest(values: Floats) -> float:
    return float(np.abs(values).max()) if len(values) else 0.0
