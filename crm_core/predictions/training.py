"""Models trained side by side on one split, each row scored by models that did not see it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from crm_core.matrices import Coded, mixed_transform
from crm_core.predictions.models import BASELINE, FEW_ROWS, FOREST, MODELS, Kind, Model, Task
from crm_core.resampling import sides

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Lesson:
    """What there is to learn.

    Attributes
    ----------
    columns : the features.
    target : a number per row, or the number of its class.
    kind : of the target.
    classes : how many classes there are; 0 for numbers.
    fold : the fold of each row, as `resampling` gives it.
    groups : rows that never stand on both sides, as `resampling.row_groups` gives them.
    """

    columns: Coded
    target: NDArray[Any]
    kind: Kind
    classes: int
    fold: Integers
    groups: Integers

    def taken(self, rows: NDArray[np.bool_]) -> Lesson:
        """Some of the rows, their groups numbered anew from 0."""
        groups = np.unique(self.groups[rows], return_inverse=True)[1]
        columns = self.columns.taken(rows)
        return replace(
            self,
            columns=columns,
            target=self.target[rows],
            fold=self.fold[rows],
            groups=groups.astype(np.int64),
        )


class Tuner(Protocol):
    """What picks one of a model's `choices` for rows to learn from."""

    def choice(
        self, model: Model, lesson: Lesson, *, tried: Callable[[], None] | None = None
    ) -> dict[str, Any]: ...


def out_of_fold(
    lesson: Lesson,
    models: Sequence[Model],
    *,
    seed: int,
    progress: Progress | None = None,
    tuner: Tuner | None = None,
) -> dict[str, Floats]:
    """The scores of each model by name, from models that learnt from other rows only.

    Imputation, scaling and the choice of values are learnt in each fold anew, from its training
    rows, once for all models; a `tuner` is shown nothing else either. `progress` is told before
    each model in each fold, and again before each trial of its options; what it raises ends it all.

    Returns
    -------
    dict
        By model: rows x classes of probabilities, or one number a row; NaN for rows that no fold
        judges.
    """
    shape = (
        (len(lesson.target),)
        if lesson.kind == "number"
        else (
            len(lesson.target),
            lesson.classes,
        )
    )
    scores = {model.name: np.full(shape, np.nan) for model in models}
    steps = len(models) * (int(lesson.fold.max()) + 1)
    done = 0
    for number, (learning, judged) in enumerate(sides(lesson.fold, lesson.groups), 1):
        transform = mixed_transform(lesson.columns.taken(learning))
        values = transform.forward(lesson.columns.taken(learning))
        unseen = transform.forward(lesson.columns.taken(judged))
        part = lesson.taken(learning) if tuner else lesson
        for model in models:
            tell = partial(progress or _silent, done / steps, f"{model.label}, part {number}")
            tell()
            choice = tuner.choice(model, part, tried=tell) if tuner else {}
            task = Task(lesson.kind, len(values), seed, choice)
            scores[model.name][judged] = predicted(
                fitted_model(model, task, values, lesson.target[learning]), unseen, lesson
            )
            done += 1
    return scores


def _silent(share: float, words: str) -> None:
    """Tell nobody how far it is."""


def fitted_model(model: Model, task: Task, values: Floats, target: NDArray[Any]) -> Any:
    """The estimator of a model, trained; the baseline's, where all rows are of one class."""
    if task.kind != "number" and len(np.unique(target)) < 2:
        model = MODELS[BASELINE]
    with steady(len(values)):
        estimator = model.made(task).fit(values, target)
    if model.name == FOREST:
        # Threads grow the same trees, but add their votes in any order: the last digit would move.
        estimator.set_params(n_jobs=1)
    return estimator


def predicted(estimator: Any, values: Floats, lesson: Lesson) -> Floats:
    """Numbers, or probabilities of all classes: a class that training did not hold has 0."""
    with steady(len(values)):
        if lesson.kind == "number":
            return np.asarray(estimator.predict(values))
        given = np.asarray(estimator.predict_proba(values))
    everything = np.zeros((len(values), lesson.classes))
    everything[:, np.asarray(estimator.classes_, dtype=np.int64)] = given
    return everything


@contextmanager
def steady(rows: int) -> Iterator[None]:
    """A block for scikit-learn: one thread on few rows, and no warning that it could go on longer.

    A network or a linear machine that stops at its last round is judged like any other.
    """
    from sklearn.exceptions import ConvergenceWarning

    limits = 1 if rows < FEW_ROWS else None
    with warnings.catch_warnings(), _libraries().limit(limits=limits):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


@cache
def _libraries() -> Any:
    """The numeric libraries of this process; to find them takes longer than a small model."""
    import sklearn.linear_model  # noqa: F401 - its libraries must be there to be found
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()
