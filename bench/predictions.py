"""Six models side by side in five folds, beside the same estimators one after another.

Ours is all a person waits for: reading the features, the leak alarm, preparing the columns in each
fold, the models, every figure with its interval, the verdict. The baseline is the same estimators,
fit and predict only, on matrices made before, in the threads that they take with us: a forest all
cores, the rest what their libraries choose. Whoever trains is told at each step, and that is when
the baseline takes its turn with the same model and fold while our clock stands still, so that a
busy machine is busy for both.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.rows import Row

TAUGHT = int(os.environ.get("RAPPORT_BENCH_TAUGHT", "100000"))
FOLDS, NUMBERS, CATEGORIES = 5, 32, 8
MODELS = ("logistic", "svm", "tree", "forest", "mlp", "boosting")


def rows() -> list[Row]:
    """One line."""
    make_database()
    warm()
    ours, theirs = taken()
    return [
        Row(
            f"all six models, {TAUGHT:,} customers x {NUMBERS + CATEGORIES} features, "
            f"{FOLDS} folds, progress told",
            ours,
            "the same estimators, fit and predict only",
            theirs,
            "at most 1.1",
        )
    ]


def taken() -> tuple[float, float]:
    """Seconds of ours, and of the baseline whose turns come between its steps."""
    from crm_core.store import open_store
    from crm_core.workflows.predictions import train

    turns = list(baseline())
    begun = time.perf_counter()
    theirs = 0.0

    def told(_: float, words: str) -> None:
        nonlocal theirs
        if ", part " in words and not words.startswith("Baseline"):
            turn = time.perf_counter()
            turns.pop(0)()
            theirs += time.perf_counter() - turn

    with open_store(database()) as store, store.cursor() as con:
        train(con, question(), progress=told)
    assert not turns
    return time.perf_counter() - begun - theirs, theirs


def baseline() -> list[Callable[[], Any]]:
    """For each fold and model in our order: fit and predict on matrices that are ready."""
    from crm_core.matrices import mixed_transform
    from crm_core.predictions.models import MODELS as KNOWN
    from crm_core.predictions.models import Task
    from crm_core.resampling import sides

    lesson = _lesson()
    turns: list[Callable[[], Any]] = []
    for learning, judged in sides(lesson.fold, lesson.groups):
        transform = mixed_transform(lesson.columns.taken(learning))
        values, unseen = (
            transform.forward(lesson.columns.taken(part)) for part in (learning, judged)
        )
        target, task = lesson.target[learning], Task("binary", len(values), 0)
        for name in MODELS:

            def turn(
                model: Any = KNOWN[name],
                task: Any = task,
                values: Any = values,
                target: Any = target,
                unseen: Any = unseen,
            ) -> None:
                model.made(task).fit(values, target).predict_proba(unseen)

            turns.append(turn)
    return turns


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
    return Path(tempfile.gettempdir()) / f"rapport-bench-predictions-{TAUGHT}" / "crm.duckdb"


def make_database() -> None:
    """Put the customers into a database once."""
    if database().is_file():
        return
    from crm_core.store import open_store

    frame = people(TAUGHT)
    database().parent.mkdir(parents=True, exist_ok=True)
    making = database().with_suffix(".making")
    making.unlink(missing_ok=True)
    with (
        open_store(making, create=True) as store,
        store.transaction(actor="bench", reason="Add customers") as tx,
    ):
        for name in frame.columns[1:]:
            kind: Any = "number" if name.startswith("number") else "text"
            tx.add_column("customers", name, kind)
        tx.con.register("people", frame)
        tx.insert("customers", "people")
    making.rename(database())


def question() -> Any:
    from crm_core.workflows.prediction_rows import Question

    features = [name for name in people(1) if name not in ("customer_id", "left")]
    return Question("left", features=features, models=MODELS, split="folds", folds=FOLDS)


def _lesson() -> Any:
    from crm_core.matrices import coded
    from crm_core.store import open_store
    from crm_core.workflows.prediction_rows import lesson_of, read_table, usable

    asked = question()
    with open_store(database()) as store, store.cursor() as con:
        table = read_table(con, asked)
    columns, _, _ = usable(table, asked)
    return lesson_of(table, coded(table.frame, columns), asked)[0]


def warm() -> None:
    """Import what either side uses: neither is timed at that."""
    import scipy.sparse  # noqa: F401
    import sklearn.ensemble
    import sklearn.kernel_approximation
    import sklearn.neural_network
    import sklearn.svm  # noqa: F401
