"""Two classes: how well a score tells one from the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.evaluation.judge import ratio, summed
from crm_core.evaluation.ranking import average_precision, ranking, roc_area

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

THRESHOLD = 0.5
SMALLEST = float(np.finfo(np.float64).eps)
"""Probabilities are taken to lie this far inside 0 and 1, as scikit-learn's log loss does."""


@dataclass(frozen=True)
class Confusion:
    """How many rows were named rightly and wrongly at a threshold."""

    threshold: float
    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int


class BinaryJudge:
    """Judges scores of the positive class.

    Areas compare scores within a fold, because two folds' models may score on different scales;
    counts at the threshold and losses are over all rows at once.
    Source: Forman & Scholz (2010), SIGKDD Explorations 12(1), 49-57.

    Parameters
    ----------
    actual
        Whether each row is positive.
    score
        Finite; where all lie in [0, 1] they are taken as probabilities, else the figures that need
        probabilities (log loss, Brier, and those at the threshold) are NaN.
    folds
        The fold that scored each row; one for all where left out.
    threshold
        Rows that score at or above it are named positive.
    """

    names: tuple[str, ...] = (
        "roc_auc",
        "pr_auc",
        "accuracy",
        "balanced_accuracy",
        "precision",
        "recall",
        "f1",
        "log_loss",
        "brier",
    )

    def __init__(
        self,
        actual: Flags,
        score: Floats,
        *,
        folds: Integers | None = None,
        threshold: float = THRESHOLD,
    ) -> None:
        self.rows = len(actual)
        self.is_probability = bool(((score >= 0) & (score <= 1)).all())
        fold = np.zeros(self.rows, dtype=np.int64) if folds is None else folds
        self._rankings = [
            ranking(actual, score, np.flatnonzero(fold == number)) for number in np.unique(fold)
        ]
        self._sums = self._summed(actual, score, threshold)

    def _summed(self, actual: Flags, score: Floats, threshold: float) -> Floats:
        """What is summed over the rows: hits, alarms, both, loss and squared error of each."""
        hit, named = actual.astype(np.float64), (score >= threshold).astype(np.float64)
        columns = [hit, named, hit * named]
        if self.is_probability:
            inside = np.clip(score, SMALLEST, 1 - SMALLEST)
            columns += [-np.log(np.where(actual, inside, 1 - inside)), (score - hit) ** 2]
        return np.ascontiguousarray(np.array(columns))

    def figures(self) -> Floats:
        """The figures of `names` over all rows."""
        return np.asarray(self.drawn(np.ones((1, self.rows)))[0])

    def drawn(self, weights: Floats) -> Floats:
        """The figures of `names` for each draw, row i counting `weights[draw, i]` times."""
        areas = self.areas(weights)
        if not self.is_probability or not self.rows:
            return np.hstack([areas, np.full((len(weights), 7), np.nan)])
        sums = summed(self._sums, weights)
        at_threshold = _at_threshold(sums[:, 0], sums[:, 1], sums[:, 2], self.rows)
        return np.hstack([areas, at_threshold, sums[:, 3:] / self.rows])

    def areas(self, weights: Floats | None = None) -> Floats:
        """ROC AUC and average precision of each draw, or of all rows once.

        They are averaged over the folds that define them, by their rows.
        """
        drawn = np.ones((1, self.rows)) if weights is None else weights
        total, share = np.zeros((len(drawn), 2)), np.zeros((len(drawn), 2))
        for ranked in self._rankings:
            true, false = ranked.counts(drawn)
            found = np.column_stack([roc_area(true, false), average_precision(true, false)])
            rows = np.where(np.isnan(found), 0.0, (true[:, -1] + false[:, -1])[:, None])
            total += np.nan_to_num(found) * rows
            share += rows
        return np.where(share > 0, total / np.where(share > 0, share, 1.0), np.nan)


def _at_threshold(hits: Floats, named: Floats, both: Floats, rows: int) -> Floats:
    """Accuracy, balanced accuracy, precision, recall and F1 from sums over the rows."""
    right_negatives = rows - hits - named + both
    recall, specific = ratio(both, hits), ratio(right_negatives, rows - hits)
    has_both = (hits > 0) & (hits < rows)
    return np.column_stack(
        [
            (both + right_negatives) / rows,
            np.where(has_both, (recall + specific) / 2, recall + specific),
            ratio(both, named),
            recall,
            ratio(2 * both, hits + named),
        ]
    )


def confusion(actual: Flags, score: Floats, *, threshold: float = THRESHOLD) -> Confusion:
    """How many rows a threshold names rightly and wrongly."""
    named = score >= threshold
    return Confusion(
        threshold,
        int((actual & named).sum()),
        int((~actual & named).sum()),
        int((~actual & ~named).sum()),
        int((actual & ~named).sum()),
    )
