"""The models that can be trained, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from crm_core.errors import InvalidValue, UnknownColumn

Kind = Literal["binary", "multiclass", "number"]
CLASSES: tuple[Kind, ...] = ("binary", "multiclass")
EVERY: tuple[Kind, ...] = ("binary", "multiclass", "number")
BASELINE, FOREST = "baseline", "forest"
FEW_ROWS = 20_000
"""Below this many rows threads wait for each other longer than they work."""


@dataclass(frozen=True)
class Task:
    """What an estimator is made for: the kind of target, how many rows teach it, the seed.

    `choice` are options in place of the usual ones: one of the model's `choices`.
    """

    kind: Kind
    rows: int
    seed: int
    choice: dict[str, Any] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.kind == "number"


@dataclass(frozen=True)
class Model:
    """One way of predicting: its name, what it does in words, and what it can predict.

    `made` gives an estimator with scikit-learn's `fit`, and `predict_proba` for classes or
    `predict` for numbers. Tuned, it takes the best of `choices`, of which the first is the usual.
    """

    name: str
    label: str
    sentence: str
    kinds: tuple[Kind, ...]
    made: Callable[[Task], Any]
    choices: tuple[dict[str, Any], ...] = ({},)


def _baseline(task: Task) -> Any:
    from sklearn.dummy import DummyClassifier, DummyRegressor

    return DummyRegressor() if task.is_number else DummyClassifier(strategy="prior")


def _linear(task: Task) -> Any:
    from sklearn.linear_model import Ridge

    return Ridge(**{"alpha": 1.0} | task.choice)


def _logistic(task: Task) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=500, **task.choice)


def _svm(task: Task) -> Any:
    from crm_core.predictions.support_vectors import SupportVectors

    return SupportVectors(is_number=task.is_number, seed=task.seed, **task.choice)


def _fewest(task: Task) -> int:
    """The fewest rows in a leaf: enough for a rate, and a share of the rows."""
    return max(5, task.rows // 200)


def _tree(task: Task) -> Any:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeRegressor if task.is_number else DecisionTreeClassifier
    options = {"max_leaf_nodes": 32, "min_samples_leaf": _fewest(task)} | task.choice
    return kind(random_state=task.seed, **options)


def _forest(task: Task) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestRegressor if task.is_number else RandomForestClassifier
    options: dict[str, Any] = {"max_features": 1 / 3} if task.is_number else {}
    options |= {"min_samples_leaf": 5} | task.choice
    threads = 1 if task.rows < FEW_ROWS else -1
    return kind(n_estimators=100, n_jobs=threads, random_state=task.seed, **options)


def _mlp(task: Task) -> Any:
    from crm_core.predictions.network import Network

    return Network(is_number=task.is_number, seed=task.seed, **task.choice)


def _boosting(task: Task) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if task.is_number else HistGradientBoostingClassifier
    options = {
        "learning_rate": 0.05,
        "max_iter": 100,
        "max_leaf_nodes": 15,
        "min_samples_leaf": min(20, max(5, task.rows // 20)),
    }
    return kind(early_stopping=False, random_state=task.seed, **options | task.choice)


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            BASELINE,
            "Baseline",
            "Gives everyone the same: the share of each class, or the mean. What all must beat.",
            EVERY,
            _baseline,
        ),
        Model(
            "linear",
            "Linear regression",
            "A sum of weighted features, the weights held small (ridge, penalty 1).",
            ("number",),
            _linear,
            ({"alpha": 1.0}, {"alpha": 0.1}, {"alpha": 10.0}, {"alpha": 100.0}),
        ),
        Model(
            "logistic",
            "Logistic regression",
            "A sum of weighted features turned into a probability (penalty 1).",
            CLASSES,
            _logistic,
            ({"C": 1.0}, {"C": 0.01}, {"C": 0.1}, {"C": 10.0}),
        ),
        Model(
            "svm",
            "Support vector machine",
            "The widest margin between classes, straight or bent (RBF), whichever does better on a "
            "fifth of the training rows, which also turns distances into probabilities. Beyond "
            "20,000 training rows the bent one is approximated (Nystroem, 300 points).",
            EVERY,
            _svm,
            ({"penalty": 1.0}, {"penalty": 0.1}, {"penalty": 10.0}),
        ),
        Model(
            "tree",
            "Decision tree",
            "Questions asked one after another, at most 32 different ends.",
            EVERY,
            _tree,
            ({}, {"max_leaf_nodes": 4}, {"max_leaf_nodes": 8}, {"max_leaf_nodes": 16}),
        ),
        Model(
            FOREST,
            "Random forest",
            "The mean of 100 trees, each grown on other rows and features.",
            EVERY,
            _forest,
            ({}, {"min_samples_leaf": 1}, {"min_samples_leaf": 20}),
        ),
        Model(
            "mlp",
            "Neural network",
            "Two hidden layers of 32 and 16 units. From 1,000 training rows on it stops when a "
            "tenth of them, kept apart, is no longer predicted better.",
            EVERY,
            _mlp,
            ({"penalty": 1e-3}, {"penalty": 1e-1}, {"penalty": 1.0}),
        ),
        Model(
            "boosting",
            "Gradient boosting",
            "100 small trees, each mending what those before it got wrong, over binned features.",
            EVERY,
            _boosting,
            ({}, {"max_leaf_nodes": 5}, {"max_leaf_nodes": 31}, {"max_iter": 300}),
        ),
    )
}


def chosen_models(names: Sequence[str], kind: Kind) -> list[Model]:
    """The named models that can predict this kind; *all* names every one of them.

    The baseline comes first, named or not: the others are held against it.

    Raises
    ------
    UnknownColumn
        If there is no such model.
    InvalidValue
        If a named model cannot predict this kind.
    """
    able = [model for model in MODELS.values() if kind in model.kinds]
    wanted = [model.name for model in able] if list(names) == ["all"] else list(names)
    for name in wanted:
        if name not in MODELS:
            raise UnknownColumn("model", name, list(MODELS), "Or name 'all'.")
        if kind not in MODELS[name].kinds:
            what = "numbers" if kind == "number" else "classes"
            raise InvalidValue("models", name, f"it cannot predict {what}")
    return [model for model in able if model.name in (BASELINE, *wanted)]
