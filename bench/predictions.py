"""Predictions: six models in five folds, and a million customers scored with reasons.

Ours is all a person waits for: reading the features, the leak alarm, preparing the columns in each
fold, the models, every figure with its interval, the verdict. The baseline is the same estimators
one after another, fit and predict only, on matrices made before the clock starts. Scoring begins
with a frame of features and ends with scores and reasons in words; its baseline gives probabilities
of a ready matrix. Contenders run in processes of their own.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.company import company_file
from bench.rows import Row, in_own_process, report

TAUGHT, SCORED, FOLDS, RUNS = 100_000, 1_000_000, 5, 3
NUMBERS, CATEGORIES = 32, 8
MODELS = ("logistic", "svm", "tree", "forest", "mlp", "boosting")
SCORERS = ("boosting", "forest", "tree", "logistic")
TAUGHT_FOR_SCORING = 20_000


def rows() -> list[Row]:
    """One line for training, and one for scoring with each kind of estimator that is exact."""
    make_database()
    ours, theirs = (in_own_process("bench.predictions", task) for task in ("ours", "theirs"))
    found = [
        Row(
            f"all six models, {TAUGHT:,} customers x {NUMBERS + CATEGORIES} features, "
            f"{FOLDS} folds",
            ours.seconds,
            "the same estimators, fit and predict only",
            theirs.seconds,
            "at most 1.1",
            ours.gib,
            theirs.gib,
        )
    ]
    for model in SCORERS:
        ours, theirs = (_fastest(task, model) for task in ("ours_score", "theirs_score"))
        found.append(
            Row(
                f"scoring of {SCORED:,} customers with reasons, {model}",
                ours.seconds,
                "its `predict_proba` of a ready matrix",
                theirs.seconds,
                "at most 3",
                ours.gib,
                theirs.gib,
            )
        )
    return found


def _fastest(task: str, model: str) -> Any:
    taken = [in_own_process("bench.predictions", task, model) for _ in range(RUNS)]
    return min(taken, key=lambda run: run.seconds)


def people(rows: int) -> Any:
    """Customers of 40 features, six of which say who leaves: straight, bent and together."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {f"number_{place}": random.normal(size=rows).round(3) for place in range(NUMBERS)}
    )
    for place in range(CATEGORIES):
        frame[f"kind_{place}"] = random.choice(["a", "b", "c", "d", "e", "f"], rows)
    frame.insert(0, "customer_id", [f"cust-{number}" for number in range(rows)])
    odds = (
        frame["number_0"]
        - 0.5 * frame["number_1"]
        + frame["number_2"] * frame["number_3"]
        + (frame["kind_0"] == "a")
        - (frame["kind_1"] == "b")
        - 1
    )
    frame["left"] = np.where(random.random(rows) < 1 / (1 + np.exp(-odds)), "yes", "no")
    return frame


def database() -> Path:
    return company_file().with_name("predictions.duckdb")


def make_database() -> None:
    """Put the customers into a database once."""
    if database().is_file():
        return
    from crm_core.store import open_store

    frame = people(TAUGHT)
    with (
        open_store(database(), create=True) as store,
        store.transaction(actor="bench", reason="Add customers") as tx,
    ):
        for name in frame.columns[1:]:
            kind: Any = "number" if name.startswith("number") else "text"
            tx.add_column("customers", name, kind)
        tx.con.register("people", frame)
        tx.insert("customers", "people")


def question() -> Any:
    from crm_core.workflows.prediction_rows import Question

    features = [name for name in people(1) if name not in ("customer_id", "left")]
    return Question("left", features=features, models=MODELS, split="folds", folds=FOLDS)


def ours() -> None:
    """Train and judge; whoever waits is told at each step, on stderr."""
    from crm_core.store import open_store
    from crm_core.workflows.predictions import train

    _warm()

    def told(share: float, words: str) -> None:
        print(f"{share:.0%} {words}", file=sys.stderr, flush=True)

    with open_store(database()) as store, store.cursor() as con:
        report(lambda: train(con, question(), progress=told))


def theirs() -> None:
    """The estimators of the models, on matrices that are ready for each fold."""
    from crm_core.matrices import mixed_transform
    from crm_core.predictions.models import MODELS as KNOWN
    from crm_core.predictions.models import Task
    from crm_core.resampling import sides

    _warm()
    lesson = _lesson()
    ready = []
    for learning, judged in sides(lesson.fold, lesson.groups):
        transform = mixed_transform(lesson.columns.taken(learning))
        values, unseen = (
            transform.forward(lesson.columns.taken(part)) for part in (learning, judged)
        )
        ready.append((values, lesson.target[learning], unseen))

    def one_after_another() -> None:
        for values, target, unseen in ready:
            for name in MODELS:
                estimator = KNOWN[name].made(Task("binary", len(values), 0))
                estimator.fit(values, target).predict_proba(unseen)

    report(one_after_another)


def _lesson() -> Any:
    from crm_core.matrices import coded
    from crm_core.store import open_store
    from crm_core.workflows.prediction_rows import lesson_of, read_table, usable

    asked = question()
    with open_store(database()) as store, store.cursor() as con:
        table = read_table(con, asked)
    columns, _, _ = usable(table, asked)
    return lesson_of(table, coded(table.frame, columns), asked)[0]


def ours_score(model: str) -> None:
    from crm_core.workflows.predicted_scores import scored

    frame, saved = people(SCORED), _saved(model)
    report(lambda: scored(saved, frame))


def theirs_score(model: str) -> None:
    from crm_core.matrices import coded

    frame, saved = people(SCORED), _saved(model)
    matrix = saved.transform.forward(coded(frame, saved.features))
    del frame
    report(lambda: saved.estimator.predict_proba(matrix))


def _saved(model: str) -> Any:
    """A trained model, as it would come out of a database."""
    from crm_core.matrices import coded, mixed_transform
    from crm_core.predictions.models import MODELS as KNOWN
    from crm_core.predictions.models import Task
    from crm_core.predictions.saved import SavedModel
    from crm_core.predictions.training import fitted_model

    _warm()
    frame = people(TAUGHT_FOR_SCORING)
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


def _warm() -> None:
    """Import what either side uses: neither is timed at that."""
    import scipy.sparse  # noqa: F401
    import sklearn.ensemble
    import sklearn.kernel_approximation
    import sklearn.neural_network
    import sklearn.svm  # noqa: F401


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
