"""A support vector machine that picks its kernel and gives probabilities."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.resampling import holdout, strata

Floats = NDArray[np.floating[Any]]

EXACT_ROWS = 20_000
"""Up to this many training rows the RBF kernel is exact; beyond, it is approximated."""
POINTS = 300
KERNELS = ("linear", "rbf")


class SupportVectors:
    """Linear and RBF side by side on four fifths of the rows; the better on the last fifth is kept.

    That fifth also teaches how distances from the margin become probabilities (Platt 1999). For
    numbers the smaller squared error on it decides.

    Parameters
    ----------
    is_number
        Whether numbers are predicted, else classes.
    seed
        Of the split, and of the points that approximate the kernel.
    penalty
        Of a row on the wrong side of the margin.
    """

    kernel_: str
    is_exact_: bool
    classes_: NDArray[Any]

    def __init__(self, *, is_number: bool, seed: int = 0, penalty: float = 1.0) -> None:
        self.is_number, self.seed, self.penalty = is_number, seed, penalty

    def fit(self, values: Floats, target: NDArray[Any]) -> Self:
        """Learn from rows of finite numbers; `target` holds a number or a class per row."""
        self._centre, self._spread = 0.0, 1.0
        if self.is_number:
            self._centre, self._spread = float(target.mean()), float(target.std()) or 1.0
            target = (target - self._centre) / self._spread
        else:
            self.classes_ = np.unique(target)
        self.is_exact_ = len(values) <= EXACT_ROWS
        learning, trying = self._split(target)
        tried = [self._tried(kernel, values, target, learning, trying) for kernel in KERNELS]
        best = int(np.argmin([loss for loss, _, _ in tried]))
        self.kernel_ = KERNELS[best]
        _, self._machine, self._probabilities = tried[best]
        return self

    def predict_proba(self, values: Floats) -> Floats:
        """The probability of each of `classes_`."""
        distances = self._distances(self._machine, values)
        return np.asarray(self._probabilities.predict_proba(distances))

    def predict(self, values: Floats) -> Floats:
        """The predicted numbers."""
        return np.asarray(self._machine.predict(values)) * self._spread + self._centre

    def _split(self, target: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which rows teach and which try; all do both where a class would be missing."""
        labels = strata(target) if self.is_number else np.searchsorted(self.classes_, target)
        everyone = np.ones(len(target), dtype=bool)
        if np.bincount(labels).min() < 2 or len(target) < 20:
            return everyone, everyone
        trying = holdout(np.arange(len(target)), labels, seed=self.seed) == 0
        both = np.unique(labels[trying]), np.unique(labels[~trying])
        if not self.is_number and any(len(seen) < len(self.classes_) for seen in both):
            return everyone, everyone
        return ~trying, trying

    def _tried(
        self,
        kernel: str,
        values: Floats,
        target: NDArray[Any],
        learning: NDArray[np.bool_],
        trying: NDArray[np.bool_],
    ) -> tuple[float, Any, Any]:
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import log_loss

        machine = self._made(kernel).fit(values[learning], target[learning])
        if self.is_number:
            error = machine.predict(values[trying]) - target[trying]
            return float((error**2).mean()), machine, None
        distances = self._distances(machine, values[trying])
        probabilities = LogisticRegression(C=100.0, max_iter=500).fit(distances, target[trying])
        given = probabilities.predict_proba(distances)
        return float(log_loss(target[trying], given, labels=self.classes_)), machine, probabilities

    def _made(self, kernel: str) -> Any:
        from sklearn.kernel_approximation import Nystroem
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

        options: dict[str, Any] = {"C": self.penalty, "dual": False, "random_state": self.seed}
        straight = (
            LinearSVR(loss="squared_epsilon_insensitive", **options)
            if self.is_number
            else LinearSVC(**options)
        )
        if kernel == "linear":
            return straight
        if self.is_exact_:
            return (SVR if self.is_number else SVC)(C=self.penalty, cache_size=500)
        return make_pipeline(Nystroem(n_components=POINTS, random_state=self.seed), straight)

    def _distances(self, machine: Any, values: Floats) -> Floats:
        """Distances from the margin, one column where there are two classes."""
        distances = np.asarray(machine.decision_function(values))
        return distances[:, None] if distances.ndim == 1 else distances
