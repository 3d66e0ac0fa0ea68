"""Scores of models brought before the judge: figures, verdict, what a model goes by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.evaluation import Figure, Judge, Verdict
    from crm_core.matrices import MixedTransform
    from crm_core.predictions.targets import Target
    from crm_core.predictions.training import Lesson


MOST_JUDGED = 5_000


def judge_of(lesson: Lesson, scores: Any) -> Judge:
    """The judge that suits the target, over the rows that were scored."""
    from crm_core import evaluation

    judged = lesson.fold >= 0
    actual, given, folds = lesson.target[judged], scores[judged], lesson.fold[judged]
    if lesson.kind == "number":
        return evaluation.NumberJudge(actual, given)
    if lesson.kind == "binary":
        return evaluation.BinaryJudge(actual == 1, given[:, 1], folds=folds)
    return evaluation.ClassesJudge(actual, given.argmax(axis=1), given, folds=folds)


def verdict_of(
    target: Target,
    judged: Any,
    figures: dict[str, dict[str, Figure]],
    draws: dict[str, Any],
    labels: dict[str, str],
) -> Verdict:
    """Whether any model beats the baseline by more than chance; `draws` as `evaluation.draws`."""
    from crm_core import evaluation

    values = target.values[judged]
    if target.kind == "number":
        explained = {name: figures[name]["r2"].mean for name in labels}
        place = evaluation.NumberJudge.names.index("r2")
        errors = {name: float(draws[name][:, place].std()) for name in labels}
        return evaluation.number_verdict(explained, errors, len(values), models=labels)
    areas = {name: figures[name]["roc_auc"].mean for name in labels}
    sizes = {label: int((values == place).sum()) for place, label in enumerate(target.labels)}
    return evaluation.class_verdict(areas, sizes, models=labels)


@dataclass(frozen=True)
class FittedApart:
    """A model that learnt from all parts of the rows but the first, which `judged` marks."""

    estimator: Any
    transform: MixedTransform
    judged: Any


def fitted_apart(
    lesson: Lesson, name: str, *, seed: int, choice: dict[str, Any] | None = None
) -> FittedApart:
    """A model to look into, beside rows that it did not learn from."""
    from crm_core import resampling
    from crm_core.matrices import mixed_transform
    from crm_core.predictions.models import MODELS, Task
    from crm_core.predictions.training import fitted_model

    learning, judged = next(resampling.sides(lesson.fold, lesson.groups))
    transform = mixed_transform(lesson.columns.taken(learning))
    values = transform.forward(lesson.columns.taken(learning))
    task = Task(lesson.kind, len(values), seed, choice or {})
    return FittedApart(
        fitted_model(MODELS[name], task, values, lesson.target[learning]), transform, judged
    )


def importance_of(
    lesson: Lesson, name: str, *, seed: int, choice: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """How much ROC AUC (or R2) falls without each feature, on one part of the rows by the others.

    As `predictions.importance.permutation_importance`, its rows as records.
    """
    apart = fitted_apart(lesson, name, seed=seed, choice=choice)
    table = importance_apart(lesson, apart, seed=seed)
    return [
        {str(key): None if value != value else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def importance_apart(lesson: Lesson, apart: FittedApart, *, seed: int) -> pd.DataFrame:
    """The permutation importance of each feature to a fitted model, on rows it did not learn from.

    Over at most `MOST_JUDGED` seeded rows: more make the figure no clearer, and take their time.
    """
    import numpy as np

    from crm_core.predictions.importance import permutation_importance
    from crm_core.predictions.training import predicted

    judged = np.flatnonzero(apart.judged)
    if len(judged) > MOST_JUDGED:
        chosen = np.random.default_rng(seed).choice(judged, MOST_JUDGED, replace=False)
        judged = np.sort(chosen)
    part = replace(lesson, target=lesson.target[judged], fold=0 * lesson.fold[judged])
    return permutation_importance(
        lambda rows: predicted(apart.estimator, rows, lesson),
        apart.transform,
        lesson.columns.taken(judged),
        lambda scores: leading_figure(part, scores),
        seed=seed,
    )


def leading_figure(lesson: Lesson, scores: Any) -> float:
    """ROC AUC, or R2 of numbers: what models are ranked by."""
    judge = judge_of(lesson, scores)
    leading = "r2" if lesson.kind == "number" else "roc_auc"
    return float(judge.figures()[judge.names.index(leading)])
