"""Rows in order of their score: what ROC, precision-recall and gains are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ranking:
    """Rows from the highest score to the lowest.

    Attributes
    ----------
    order : positions of the rows in that order.
    hits : 1.0 where the row is positive, in that order.
    ends : the last place of each run of equal scores.
    """

    order: Integers
    hits: Floats
    ends: Integers

    def counts(self, weights: Floats) -> tuple[Floats, Floats]:
        """Positives and negatives among the rows down to each run's end, for each draw."""
        drawn = weights[:, self.order]
        rows = np.cumsum(drawn, axis=1)
        hits = np.cumsum(drawn * self.hits, axis=1)
        if len(self.ends) < len(self.order):
            hits, rows = hits[:, self.ends], rows[:, self.ends]
        return hits, rows - hits

    def plain_counts(self) -> tuple[Floats, Floats]:
        """The same where every row counts once."""
        true, false = self.counts(np.ones((1, len(self.order))))
        return true[0], false[0]


def ranking(actual: Flags, score: Floats, within: Integers | None = None) -> Ranking:
    """The rows in order of `score`, highest first; `within` are the positions of those that count.

    `order` then holds positions among all rows.
    """
    rows = np.arange(len(score)) if within is None else within
    order = rows[np.argsort(-score[rows], kind="stable")]
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    return Ranking(order, actual[order].astype(np.float64), ends[: len(order)].astype(np.int64))


def roc_area(true: Floats, false: Floats) -> Floats:
    """The area under each ROC curve, equal scores counting half; NaN with one class only.

    `true` and `false` are positives and negatives down to each threshold (across), one curve a row,
    as `Ranking.counts` gives them. Source: Fawcett (2006), Pattern Recognition Letters 27, 861-874.
    """
    steps = (false[:, 1:] - false[:, :-1]) * (true[:, 1:] + true[:, :-1])
    area = steps.sum(axis=1) + false[:, 0] * true[:, 0]
    whole = 2 * true[:, -1] * false[:, -1]
    return np.where(whole > 0, area / np.where(whole > 0, whole, 1.0), np.nan)


def average_precision(true: Floats, false: Floats) -> Floats:
    """The precision at each threshold, weighted by the recall it adds; NaN without a positive.

    Scores that are equal are one threshold. As scikit-learn's `average_precision_score`; rows and
    columns as in `roc_area`.
    """
    precision = true / np.maximum(true + false, 1e-300)
    found = true[:, 0] * precision[:, 0]
    found += ((true[:, 1:] - true[:, :-1]) * precision[:, 1:]).sum(axis=1)
    whole = true[:, -1]
    return np.where(whole > 0, found / np.where(whole > 0, whole, 1.0), np.nan)
