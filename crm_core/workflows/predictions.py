"""Training models side by side, judging them, and keeping the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from crm_core.workflows.trained_models import Prediction, Progress, Trained, card_of

if TYPE_CHECKING:
    import duckdb

    from crm_core.evaluation import Judge, Suspect
    from crm_core.predictions.training import Lesson

TRAINING = 0.9
"""The share of the bar that training takes; the rest is for judging."""


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
    """Train models side by side on one split and judge them; raises as `predict` does.

    `progress` is told before each model in each part of the rows, each trial of its options and
    each judgement; what it raises ends the training.
    """
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
    tell = progress or _silent
    scores = out_of_fold(
        lesson,
        models,
        seed=question.seed,
        progress=lambda share, words: tell(TRAINING * share, words),
        tuner=tuner,
    )
    judges = {name: judge_of(lesson, given) for name, given in scores.items()}
    draws = _draws(judges, models, question.seed, tell)
    found = _judged(question, table, lesson, split, models, (suspects, left_out), judges, draws)
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


def _silent(share: float, words: str) -> None:
    """Tell nobody how far it is."""


def _draws(
    judges: dict[str, Judge], models: Sequence[Any], seed: int, tell: Progress
) -> dict[str, Any]:
    """The figures of each model in every resample: drawn once, for intervals and differences."""
    from crm_core import evaluation

    found = {}
    for place, model in enumerate(models):
        tell(TRAINING + (1 - TRAINING) * place / len(models), f"Judging: {model.label}")
        found[model.name] = evaluation.draws(judges[model.name], seed=seed)
    return found


def _judged(
    question: Question,
    table: Table,
    lesson: Lesson,
    split: str,
    models: Sequence[Any],
    found: tuple[list[Suspect], list[Suspect]],
    judges: dict[str, Judge],
    draws: dict[str, Any],
) -> Prediction:
    from crm_core import evaluation

    target = table.target
    figures = {name: evaluation.figures_from(judge, draws[name]) for name, judge in judges.items()}
    judged = lesson.fold >= 0
    labels = {model.name: model.label for model in models if model.name != "baseline"}
    leading = "r2" if target.kind == "number" else "roc_auc"
    best = best_of(figures, leading)
    answer = verdict_of(target, judged, figures, draws, labels)
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
        differences_of(ranked, best, leading, draws),
        notes_of(lesson, labels),
    )
