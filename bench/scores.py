"""Scoring a million customers with reasons, beside the probabilities alone.

Ours begins with a frame of features and ends with scores and reasons in words: columns coded,
filled and scaled, the estimator asked why. The baseline is the estimator's own `predict_proba` of
a matrix that is ready. Both take turns in one process, so that a busy machine is busy for both.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bench.predictions import people, warm
from bench.rows import Row, seconds_of

SCORED, RUNS = 1_000_000, 3
MODELS = ("boosting", "forest", "tree", "logistic")
TAUGHT = 20_000


def rows() -> list[Row]:
    """One line for each kind of estimator whose reasons are exact."""
    warm()
    frame, taught = people(SCORED), people(TAUGHT)
    return [_line(model, frame, taught) for model in MODELS]


def _line(model: str, frame: Any, taught: Any) -> Row:
    from crm_core.matrices import coded
    from crm_core.workflows.predicted_scores import scored

    saved = saved_model(model, taught)
    matrix = saved.transform.forward(coded(frame, saved.features))
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds_of(lambda: scored(saved, frame)))
        theirs.append(seconds_of(lambda: saved.estimator.predict_proba(matrix)))
    return Row(
        f"scoring of {SCORED:,} customers x 40 features with reasons, {model}",
        min(ours),
        "its `predict_proba` of a ready matrix",
        min(theirs),
        "at most 3",
    )


def saved_model(model: str, frame: Any) -> Any:
    """A trained model, as it would come out of a database."""
    from crm_core.matrices import coded, mixed_transform
    from crm_core.predictions.models import MODELS as KNOWN
    from crm_core.predictions.models import Task
    from crm_core.predictions.saved import SavedModel
    from crm_core.predictions.training import fitted_model

    columns = coded(frame, [name for name in frame if name not in ("customer_id", "left")])
    transform = mixed_transform(columns)
    values = transform.forward(columns)
    target = (frame["left"] == "yes").to_numpy().astype(int)
    estimator = fitted_model(KNOWN[model], Task("binary", len(values), 0), values, target)
    estimator.predict_proba(values[:100])
    day = date(2024, 12, 31)
    names = (*columns.numbers, *columns.codes)
    return SavedModel(
        "model-1", "Leavers", 1, "left", "binary", model, day, None, datetime(2025, 1, 1),
        names, ("no", "yes"), transform, values.mean(axis=0), [], estimator, {},
    )  # fmt: skip
