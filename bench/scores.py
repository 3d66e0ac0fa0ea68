"""Scoring a million customers with reasons, beside the probabilities alone.

Both sides begin at a matrix that is ready, and take turns in one process, so that a busy machine is
busy for both. Ours ends with scores, the features that moved each most, what each of them added and
what all others did; the baseline with the probabilities. Both may use every core. A further row
tells the whole way: a frame of features coded, filled and scaled, reasons picked and put in words.
Nothing was promised of that, and the baseline does none of it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

from bench.predictions import people, warm
from bench.rows import Row, seconds_of

SCORED, RUNS = 1_000_000, 3
MODELS = ("boosting", "forest", "tree", "logistic")
TAUGHT = 20_000


def rows() -> list[Row]:
    """Two lines for each kind of estimator whose reasons are exact."""
    warm()
    frame, taught = people(SCORED), people(TAUGHT)
    return [line for model in MODELS for line in _lines(model, frame, taught)]


def _lines(model: str, frame: Any, taught: Any) -> list[Row]:
    from crm_core.matrices import coded
    from crm_core.workflows.predicted_scores import THREADS, scored

    saved = saved_model(model, taught)
    matrix = saved.transform.forward(coded(frame, saved.features))
    if model == "forest":
        saved.estimator.set_params(n_jobs=THREADS)
    works = {
        "reasons": lambda: picked(saved, matrix),
        "words": lambda: scored(saved, frame),
        "alone": lambda: saved.estimator.predict_proba(matrix),
    }
    seconds = {name: float("inf") for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            seconds[name] = min(seconds[name], seconds_of(work))
    beside = "its `predict_proba` of a ready matrix", seconds["alone"]
    size = f"{SCORED:,} customers x 40 features, {model}"
    return [
        Row(
            f"scores and reasons of a ready matrix, {size}",
            seconds["reasons"],
            *beside,
            "at most 3",
        ),
        Row(f"the whole way from a frame to words, {size}", seconds["words"], *beside, "not set"),
    ]


def picked(saved: Any, matrix: Any) -> list[Any]:
    """The scores of all rows and their reasons, in the parts and threads that scoring uses."""
    from crm_core.predictions.training import steady
    from crm_core.workflows.predicted_scores import CHUNK_ROWS, THREADS, picker_of

    picker = picker_of(saved)
    parts = [matrix[start : start + CHUNK_ROWS] for start in range(0, len(matrix), CHUNK_ROWS)]
    with steady(0), ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(picker.of, parts))


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
