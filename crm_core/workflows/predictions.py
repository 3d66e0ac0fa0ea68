"""Training models side by side, judging them, and keeping the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from crm_core import features
from crm_core.store import Store
from crm_core.store.versions import last_written
from crm_core.workflows.compared_models import best_of, differences_of, notes_of
from crm_core.workflows.prediction_judging import (
    importance_of,
    judge_of,
    leading_figure,
    verdict_of,
)
from crm_core.workflows.prediction_rows import (
    KEY,
    Question,
    Table,
    check_choices,
    lesson_of,
    read_table,
    usable,
)
from crm_core.workflows.saved_models import KeptModel, checked_name, keep_model

if TYPE_CHECKING:
    import duckdb

    from crm_core.evaluation import Figure, Judge, Suspect
    from crm_core.predictions.training import Lesson

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Prediction:
    """Models side by side. Figures by model; every rate lies in [0, 1].

    `rows` are the customers whose target is known (at the last cut-off), `dropped` those whose is
    not. `judged_rows` of them were judged, all but with a holdout; `learnt_rows` counts what there
    was to learn from, in all cut-offs. `base_rate` is the share of positives, None unless there are
    two classes. `differences` are by how much the `best` model leads each other in ROC AUC (or R2);
    there are none unless the verdict is *better*, since they would rank chance.
    `data_version` is the last change-set of what features are made from. `tuned` are the options
    that were chosen in each part of the rows, None unless models were to be tuned. `saved` says
    which of the models was kept, as `model_id`; both are None where none was.
    """

    target: str
    kind: str
    rows: int
    base_rate: float | None
    models: dict[str, dict[str, Figure]]
    baseline: dict[str, Figure]
    leaks: list[Suspect]
    left_out: list[Suspect]
    positive: str | None
    verdict: str
    verdict_reason: str
    dropped: int
    features: list[str]
    split: str
    folds: int | None
    as_of: date
    horizon_days: int | None
    cut_offs: list[date]
    judged_rows: int
    learnt_rows: int
    seed: int
    best: str
    differences: dict[str, Figure]
    notes: list[str]
    data_version: int = 0
    tuned: dict[str, list[dict[str, Any]]] | None = None
    model_id: str | None = None
    saved: str | None = None
    change_set_id: int | None = None


@dataclass(frozen=True)
class Trained:
    """Models that were trained side by side, with the rows and scores they are judged by.

    Attributes
    ----------
    question : what was asked.
    prediction : what is told of them.
    lesson : the rows, in the order of `customers` and of each model's `scores`.
    customers : the customer of each row.
    labels : the classes, the positive one of two last; empty for numbers.
    scores : by model, as `predictions.training.out_of_fold` gives them.
    judges : by model, over the judged rows.
    """

    question: Question
    prediction: Prediction
    lesson: Lesson
    customers: list[str]
    labels: tuple[str, ...]
    scores: dict[str, Any]
    judges: dict[str, Judge]


def predict(
    store: Store,
    question: Question,
    *,
    save: str | None = None,
    actor: str = "",
    progress: Progress | None = None,
) -> Prediction:
    """Train models side by side on one split, judge them, and say whether any is worth having.

    With `save` the best of them (by ROC AUC, or R2) is trained once more on all rows and kept under
    that name with its card; else nothing is written.

    Raises
    ------
    UnknownColumn
        If the target, a feature or a model is not there.
    InvalidValue
        If a choice is out of bounds, a model cannot predict the kind of the target, or no feature
        is left.
    NotEnoughRows
        If the target does not differ, or there are fewer customers than folds.
    """
    name = None if save is None else checked_name(save)
    with store.cursor() as con:
        trained = train(con, question, progress=progress)
    found = trained.prediction
    if name is None:
        return found
    kept = keep(store, trained, name, found.best, actor=actor)
    return replace(
        found, model_id=kept.model_id, saved=kept.algorithm, change_set_id=kept.change_set_id
    )


def train(
    con: duckdb.DuckDBPyConnection, question: Question, *, progress: Progress | None = None
) -> Trained:
    """Train models side by side on one split and judge them; raises as `predict` does."""
    from crm_core.matrices import coded
    from crm_core.predictions.models import chosen_models
    from crm_core.predictions.training import out_of_fold
    from crm_core.predictions.tuning import Tuning

    check_choices(question)
    version = last_written(con, features.TABLES)
    table = read_table(con, question)
    models = chosen_models(question.models, table.target.kind)
    columns, suspects, left_out = usable(table, question)
    lesson, split = lesson_of(table, coded(table.frame, columns), question)
    tuner = Tuning(leading_figure, seed=question.seed) if question.tune else None
    scores = out_of_fold(lesson, models, seed=question.seed, progress=progress, tuner=tuner)
    judges = {name: judge_of(lesson, given) for name, given in scores.items()}
    found = _judged(question, table, lesson, split, models, (suspects, left_out), judges)
    found = replace(found, data_version=version, tuned=tuner.chosen if tuner else None)
    customers = table.frame[KEY].tolist()
    return Trained(question, found, lesson, customers, table.target.labels, scores, judges)


def keep(store: Store, trained: Trained, name: str, algorithm: str, *, actor: str) -> KeptModel:
    """Train one of the models once more on all rows, and keep it under a name with its card.

    Raises
    ------
    InvalidValue
        If the name is blank or longer than 80 signs.
    """
    found, lesson = trained.prediction, trained.lesson
    wanted = checked_name(name)
    choice = chosen_options(lesson, algorithm, seed=found.seed) if trained.question.tune else {}
    importance = importance_of(lesson, algorithm, seed=found.seed, choice=choice)
    card = card_of(found) | {"choice": choice, "importance": importance}
    return keep_model(store, wanted, algorithm, lesson, trained.labels, card, actor=actor)


def chosen_options(lesson: Lesson, algorithm: str, *, seed: int) -> dict[str, Any]:
    """The options that do best in three folds of all rows."""
    from crm_core.predictions.models import MODELS
    from crm_core.predictions.tuning import Tuning

    every = lesson.taken(lesson.fold == lesson.fold)
    return dict(Tuning(leading_figure, seed=seed).choice(MODELS[algorithm], every))


def _judged(
    question: Question,
    table: Table,
    lesson: Lesson,
    split: str,
    models: Sequence[Any],
    found: tuple[list[Suspect], list[Suspect]],
    judges: dict[str, Judge],
) -> Prediction:
    from crm_core import evaluation

    target = table.target
    figures = {
        name: evaluation.figures_of(judge, seed=question.seed) for name, judge in judges.items()
    }
    judged = lesson.fold >= 0
    labels = {model.name: model.label for model in models if model.name != "baseline"}
    leading = "r2" if target.kind == "number" else "roc_auc"
    best = best_of(figures, leading)
    answer = verdict_of(target, judged, figures, judges, labels, question.seed)
    ranked = judges if answer.verdict == "better" else {}
    return Prediction(
        question.target,
        target.kind,
        int(table.is_last.sum()),
        float(target.values[table.is_last].mean()) if target.kind == "binary" else None,
        figures,
        figures["baseline"],
        found[0],
        found[1],
        target.positive,
        answer.verdict,
        answer.reason,
        table.dropped,
        [*lesson.columns.numbers, *lesson.columns.codes],
        split,
        None if split == "holdout" else question.folds,
        table.as_of,
        table.horizon_days,
        table.cut_offs,
        int(judged.sum()),
        len(lesson.target),
        question.seed,
        best,
        differences_of(ranked, best, leading, seed=question.seed),
        notes_of(lesson, labels),
    )


def card_of(found: Prediction) -> dict[str, Any]:
    """What a person should know of a model: data, period, features, split, figures, limits."""
    told = {
        field.name: getattr(found, field.name)
        for field in fields(found)
        if field.name not in ("model_id", "saved", "change_set_id")
    }
    limits = [f"It was judged on {found.judged_rows:,} rows, and holds for customers like those."]
    if found.verdict != "better":
        limits.append(found.verdict_reason)
    kept = [suspect.column for suspect in found.leaks if suspect.column in found.features]
    if kept:
        limits.append(f"It uses columns that seem to know the answer: {', '.join(kept)}.")
    limits += found.notes
    return told | {"limits": limits, "scikit_learn": version_of("scikit-learn")}
