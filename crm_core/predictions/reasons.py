"""Why a score is what it is: what each feature added to it or took away.

Every method starts at the score of a typical row and adds up to the score itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from crm_core.predictions.paths import BoostedPaths, TreePaths
from crm_core.predictions.training import steady

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

Method = Literal["weights", "paths", "orders"]
METHODS: dict[Method, str] = {
    "weights": "Exact: each feature's weight times its distance from the mean of the training "
    "rows.",
    "paths": "Exact: what each question on the way through the trees changed, by the feature it "
    "asks about.",
    "orders": "Approximate: features are set from typical to actual one after another, in one "
    "order and its reverse, and the two changes averaged (Shapley values by sampled orders).",
}
BY_MODEL: dict[str, Method] = {
    "linear": "weights",
    "logistic": "weights",
    "tree": "paths",
    "forest": "paths",
    "boosting": "paths",
}
"""Of models of two classes or a number; all others are explained by *orders*."""


@dataclass(frozen=True)
class Reasons:
    """What made the scores of some rows.

    Attributes
    ----------
    base : the score they start from, one number a row.
    shares : rows x features, what each feature added; base and shares sum to the score.
    score : the score: the probability of the class explained, or the number.
    method : how it was worked out.
    """

    base: Floats
    shares: Floats
    score: Floats
    method: Method


def method_of(model: str, kind: str) -> Method:
    """How the scores of a model are explained."""
    return "orders" if kind == "multiclass" else BY_MODEL.get(model, "orders")


class Explainer:
    """What gives the reasons of any rows; what they have in common is worked out once.

    Parameters
    ----------
    origin
        For each column of the rows, the place of the feature it comes from.
    typical
        A row of the means of the training rows.
    model, kind
        What the estimator is called in `MODELS`, and what it predicts.

    Attributes
    ----------
    ways : what gives the exact shares, before log-odds become a probability; None of *orders*.
    """

    def __init__(
        self, estimator: Any, origin: Integers, typical: Floats, *, model: str, kind: str
    ) -> None:
        self.method = method_of(model, kind)
        self._estimator, self._origin, self._typical, self._kind = estimator, origin, typical, kind
        self._is_odds = kind == "binary" and model in ("logistic", "boosting")
        features = int(origin.max()) + 1
        self.ways: Weights | TreePaths | BoostedPaths | None = None
        if self.method == "weights":
            self.ways = _linear(estimator, origin, features, typical)
        elif self.method == "paths":
            paths = BoostedPaths if model == "boosting" else TreePaths
            self.ways = paths(estimator, origin, features)

    def of(self, values: Floats) -> Reasons:
        """The reasons of rows that were made fit for the estimator."""
        if self.ways is None:
            with steady(len(values)):
                return _by_orders(self._estimator, values, self._origin, self._typical, self._kind)
        return self.told_by(self.ways.base, self.ways.shares(values))

    def told_by(self, base: float, shares: Floats) -> Reasons:
        """The reasons of rows whose shares are in the units of the `ways`."""
        start, score, rate = self.scored(base, shares.sum(axis=1))
        told = shares * rate[:, None] if self._is_odds else shares
        return Reasons(np.full(len(shares), start), told, score, self.method)

    def scored(self, base: float, moved: Floats) -> tuple[float, Floats, Floats]:
        """Where all rows start, what they score, and what makes their shares shares of the score.

        Of log-odds each becomes its part of the probability in proportion: they add up to it.
        """
        if not self._is_odds:
            return base, base + moved, np.ones(1)
        start, score = float(_logistic(np.array([base]))[0]), _logistic(base + moved)
        still = np.abs(moved) < 1e-12
        rate = np.where(still, start * (1 - start), (score - start) / np.where(still, 1.0, moved))
        return start, score, rate


def reasons(
    estimator: Any, values: Floats, origin: Integers, typical: Floats, *, model: str, kind: str
) -> Reasons:
    """The reasons for the scores of rows that were made fit for the estimator; see `Explainer`."""
    return Explainer(estimator, origin, typical, model=model, kind=kind).of(values)


@dataclass(frozen=True)
class Weights:
    """A linear model, in log-odds or in units of the number.

    Attributes
    ----------
    by_feature : columns x features, the weight of each column at the feature it comes from.
    usual : what each feature adds to the score of a typical row.
    base : where every row starts: the score of that row.
    """

    by_feature: Floats
    usual: Floats
    base: float

    def shares(self, values: Floats) -> Floats:
        """Rows x features of what each feature adds beyond the usual."""
        return np.asarray(values @ self.by_feature - self.usual)


def _linear(estimator: Any, origin: Integers, features: int, typical: Floats) -> Weights:
    table = np.zeros((len(origin), features))
    table[np.arange(len(origin)), origin] = np.ravel(estimator.coef_)
    usual = typical @ table
    return Weights(table, usual, float(np.ravel(estimator.intercept_)[0] + usual.sum()))


def _logistic(odds: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(odds))


def _by_orders(
    estimator: Any, values: Floats, origin: Integers, typical: Floats, kind: str
) -> Reasons:
    place = None if kind == "number" else _explained(estimator, values, kind)
    features = int(origin.max()) + 1
    shares = np.zeros((len(values), features))
    score = _given(estimator, values, place)
    base = _given(estimator, np.tile(typical, (len(values), 1)), place)
    for order in (range(features), range(features - 1, -1, -1)):
        rows, before = np.tile(typical, (len(values), 1)), base
        for feature in order:
            rows[:, origin == feature] = values[:, origin == feature]
            after = _given(estimator, rows, place)
            shares[:, feature] += (after - before) / 2
            before = after
    return Reasons(base, shares, score, "orders")


def _explained(estimator: Any, values: Floats, kind: str) -> Integers:
    """The class whose probability is explained: the positive one, or of several the likeliest."""
    if kind == "binary":
        return np.full(len(values), 1, dtype=np.int64)
    return np.asarray(estimator.predict_proba(values).argmax(axis=1), dtype=np.int64)


def _given(estimator: Any, values: Floats, place: Integers | None) -> Floats:
    if place is None:
        return np.asarray(estimator.predict(values), dtype=np.float64)
    probabilities = np.asarray(estimator.predict_proba(values))
    return np.asarray(probabilities[np.arange(len(values)), place])
