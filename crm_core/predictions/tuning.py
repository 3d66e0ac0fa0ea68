"""The options of a model chosen by trial, within the rows it may learn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.predictions.models import Model, Task
from crm_core.predictions.training import Lesson, out_of_fold
from crm_core.resampling import assigned_folds, strata

Floats = NDArray[np.floating[Any]]
Metric = Callable[[Lesson, Floats], float]

FOLDS = 3


class Tuning:
    """Tries each of a model's choices in three folds, and remembers which did best.

    Parameters
    ----------
    metric
        Of scores of the rows of a lesson; more is better. Who judges passes it in.
    seed
        Of the folds and the estimators.

    Attributes
    ----------
    chosen : by model, the choice of each part of the rows it was asked about, in that order.
    """

    def __init__(self, metric: Metric, *, seed: int) -> None:
        self.metric, self.seed = metric, seed
        self.chosen: dict[str, list[dict[str, Any]]] = {}

    def choice(
        self, model: Model, lesson: Lesson, *, tried: Callable[[], None] | None = None
    ) -> dict[str, Any]:
        """The best of the model's choices on these rows; the usual one where they are too few.

        Whole groups of rows stand on one side, as in the split without. `tried` is called before
        each model that is fitted.
        """
        best = self._best(model, lesson, tried)
        if len(model.choices) > 1:
            self.chosen.setdefault(model.name, []).append(dict(best))
        return best

    def _best(
        self, model: Model, lesson: Lesson, tried: Callable[[], None] | None
    ) -> dict[str, Any]:
        labels = strata(lesson.target) if lesson.kind == "number" else lesson.target
        if len(model.choices) < 2 or lesson.groups.max() + 1 < FOLDS * FOLDS:
            return model.choices[0]
        fold = assigned_folds(lesson.groups, labels, folds=FOLDS, seed=self.seed)
        part = replace(lesson, fold=fold)
        heights = [self._height(model, choice, part, tried) for choice in model.choices]
        return model.choices[int(np.argmax(heights))]

    def _height(
        self,
        model: Model,
        choice: dict[str, Any],
        lesson: Lesson,
        tried: Callable[[], None] | None,
    ) -> float:
        def made(task: Task) -> Any:
            return model.made(replace(task, choice=choice))

        progress = None if tried is None else lambda share, words: tried()
        scores = out_of_fold(lesson, [replace(model, made=made)], seed=self.seed, progress=progress)
        found = self.metric(lesson, scores[model.name])
        return -np.inf if np.isnan(found) else found
