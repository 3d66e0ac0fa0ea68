"""Several classes: each set against the rest, and averaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.evaluation.binary import SMALLEST, BinaryJudge
from crm_core.evaluation.judge import ratio, summed

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class ClassConfusion:
    """Rows by actual class (down) and named class (across), in the order of `labels`."""

    labels: tuple[str, ...]
    counts: list[list[int]]


class ClassesJudge:
    """Judges the class that each row was put into, and the probabilities where there are some.

    Means over classes are over those that occur in what is judged, among the actual or the named,
    as scikit-learn's macro averages are.

    Parameters
    ----------
    actual, named
        Numbers of classes from 0 on.
    probabilities
        Rows x classes, each row summing to 1; without them ROC AUC, average precision, log loss and
        Brier are NaN.
    folds
        As in `BinaryJudge`.
    """

    names: tuple[str, ...] = (
        "roc_auc",
        "pr_auc",
        "accuracy",
        "balanced_accuracy",
        "precision",
        "recall",
        "macro_f1",
        "log_loss",
        "brier",
    )

    def __init__(
        self,
        actual: Integers,
        named: Integers,
        probabilities: Floats | None = None,
        *,
        folds: Integers | None = None,
    ) -> None:
        self.rows = len(actual)
        self._actual, self._named = actual, named
        known = int(max(actual.max(), named.max())) + 1 if self.rows else 0
        self._classes = known if probabilities is None else probabilities.shape[1]
        self._cell = actual * self._classes + named
        self._losses = None if probabilities is None else _losses(actual, probabilities)
        self._against_rest = (
            []
            if probabilities is None
            else [
                BinaryJudge(actual == number, probabilities[:, number], folds=folds)
                for number in range(self._classes)
            ]
        )

    def figures(self) -> Floats:
        """The figures of `names` over all rows."""
        return np.asarray(self.drawn(np.ones((1, self.rows)))[0])

    def drawn(self, weights: Floats) -> Floats:
        """The figures of `names` for each draw, row i counting `weights[draw, i]` times."""
        if not self.rows:
            return np.full((len(weights), len(self.names)), np.nan)
        found = _from_counts(self._counts(weights))
        if self._losses is None:
            unknown = np.full((len(weights), 2), np.nan)
            return np.hstack([unknown, found, unknown])
        # A class that does not occur leaves the mean over classes undefined, as it does one class.
        areas = np.mean([judge.areas(weights) for judge in self._against_rest], axis=0)
        return np.hstack([areas, found, summed(self._losses, weights) / self.rows])

    def _counts(self, weights: Floats) -> Floats:
        """Draws x actual class x named class."""
        size = self._classes**2
        cells = self._cell + size * np.arange(len(weights))[:, None]
        counts = np.bincount(cells.ravel(), weights.ravel(), size * len(weights))
        return counts.reshape(len(weights), self._classes, self._classes).astype(np.float64)


def _losses(actual: Integers, probabilities: Floats) -> Floats:
    """Log loss and Brier score of each row."""
    happened = np.take_along_axis(probabilities, actual[:, None], axis=1)[:, 0]
    squares = (probabilities**2).sum(axis=1) - 2 * happened + 1
    return np.array([-np.log(np.clip(happened, SMALLEST, 1 - SMALLEST)), squares])


def _from_counts(counts: Floats) -> Floats:
    """Accuracy, balanced accuracy, precision, recall and macro F1 from confusion matrices."""
    right = np.diagonal(counts, axis1=1, axis2=2)
    actual, named = counts.sum(axis=2), counts.sum(axis=1)
    recall = ratio(right, actual)
    occurs = actual + named > 0
    return np.column_stack(
        [
            right.sum(axis=1) / actual.sum(axis=1),
            _mean_where(actual > 0, recall),
            _mean_where(occurs, ratio(right, named)),
            _mean_where(occurs, recall),
            _mean_where(occurs, ratio(2 * right, actual + named)),
        ]
    )


def _mean_where(counts: NDArray[np.bool_], values: Floats) -> Floats:
    """The mean of each row over the places that count."""
    return np.asarray((values * counts).sum(axis=1) / counts.sum(axis=1))


def class_confusion(actual: Integers, named: Integers, labels: tuple[str, ...]) -> ClassConfusion:
    """How many rows of each class were put into each."""
    size = len(labels)
    counts = np.bincount(actual * size + named, minlength=size**2).reshape(size, size)
    return ClassConfusion(labels, counts.tolist())
