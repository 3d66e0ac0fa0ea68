"""A small neural network that knows when to stop."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

LAYERS = (32, 16)
STOPPING_ROWS = 1000
"""From this many training rows on a tenth is kept apart to say when to stop: fewer cannot tell."""


class Network:
    """scikit-learn's multi-layer perceptron; a target of numbers is scaled on the way.

    Parameters
    ----------
    is_number
        Whether numbers are predicted, else classes.
    seed
        Of the first weights, and of the rows kept apart.
    penalty
        Of large weights.
    """

    classes_: NDArray[Any]

    def __init__(self, *, is_number: bool, seed: int = 0, penalty: float = 1e-3) -> None:
        self.is_number, self.seed, self.penalty = is_number, seed, penalty

    def fit(self, values: Floats, target: NDArray[Any]) -> Self:
        """Learn from rows of finite numbers; `target` holds a number or a class per row."""
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        counts = np.unique(target, return_counts=True)[1]
        is_stopping = len(target) >= STOPPING_ROWS and (self.is_number or counts.min() >= 20)
        options: dict[str, Any] = {
            "hidden_layer_sizes": LAYERS,
            "alpha": self.penalty,
            "early_stopping": is_stopping,
            "n_iter_no_change": 8,
            "learning_rate_init": 0.003,
            "max_iter": 100,
            "random_state": self.seed,
        }
        self._centre, self._spread = 0.0, 1.0
        if self.is_number:
            self._centre, self._spread = float(target.mean()), float(target.std()) or 1.0
            scaled = (target - self._centre) / self._spread
            self._net = MLPRegressor(**options).fit(values, scaled)
        else:
            self._net = MLPClassifier(**options).fit(values, target)
            self.classes_ = self._net.classes_
        return self

    def predict_proba(self, values: Floats) -> Floats:
        """The probability of each of `classes_`."""
        return np.asarray(self._net.predict_proba(values))

    def predict(self, values: Floats) -> Floats:
        """The predicted numbers."""
        return np.asarray(self._net.predict(values)) * self._spread + self._centre
