"""Models that were trained side by side: what is told of them, and the card of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from crm_core.workflows.prediction_rows import Question

if TYPE_CHECKING:
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
