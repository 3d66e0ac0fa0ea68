"""Scoring customers with a saved model, and saying why; the ledger keeps what was said."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crm_core import features
from crm_core.records.files import suffix_of, write_file
from crm_core.store import Store
from crm_core.store.versions import last_written
from crm_core.workflows.told_reasons import TOLD, Told

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crm_core.evaluation import Drift
    from crm_core.matrices import Coded
    from crm_core.predictions.picked import Picker
    from crm_core.predictions.saved import SavedModel

Progress = Callable[[float, str], None]

CHUNK_ROWS = 10_000
"""As many rows as a processor keeps at hand."""
THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Scored:
    """How many customers a model scored, as of which day, and how the reasons were worked out.

    `mean_score` is over those customers, None where there is none. `recorded` of the predictions
    are new in the ledger, as of `data_version`; the others stood there already. `drift` names the
    features whose values lie otherwise than when the model learnt, the farthest first.
    """

    model: str
    customers: int
    version: int
    algorithm: str
    target: str
    as_of: date
    mean_score: float | None
    method: str
    recorded: int
    data_version: int
    change_set_id: int | None
    drift: list[Drift]


def score_customers(
    store: Store,
    name: str,
    *,
    as_of: date | None = None,
    out: Path | None = None,
    actor: str = "",
    progress: Progress | None = None,
) -> Scored:
    """Score every customer with a saved model; write scores and reasons where `out` is named.

    The score is the probability of the positive class, the number, or of several classes the
    probability of the likeliest (then `predicted` names it). Reasons name the three features that
    moved the score most, and what the others did together; from where they start they add up to it.
    Each prediction is recorded once; scored again as of the same day, the ledger gets only what the
    model says otherwise because data were mended, beside what it said first.

    Parameters
    ----------
    as_of
        The last day that counts; the day of the last order or communication when left out.
    out
        A file for `customer_id`, `score` and `reasons`: CSV, Excel or Parquet by its suffix.
    progress
        Told how far it is; what it raises ends the scoring, and nothing is recorded.

    Raises
    ------
    UnknownColumn
        If no model bears the name, or a feature it needs is gone.
    UntrustedModel
        If it was altered, or holds what no model of ours does.
    InvalidValue
        If the file cannot be written there.
    """
    import pyarrow.compute as pc

    from crm_core.predictions.reasons import METHODS, method_of
    from crm_core.predictions.saved import saved_model

    tell = progress or _silent
    if out is not None:
        suffix_of(out)
    tell(0.0, "Reading the customers")
    with store.snapshot() as con:
        model = saved_model(con, name)
        day = as_of or features.default_as_of(con)
        frame = features.customer_features(con, as_of=day, columns=model.features)
        data_version = last_written(con, features.TABLES)
    table = scored(model, frame, progress=tell)
    tell(1.0, "Writing the ledger")
    if out is not None:
        write_file(table.to_reader(), out)
    recorded, change_set_id = record(store, model, table, day, data_version, actor=actor)
    return Scored(
        model.name,
        len(frame),
        model.version,
        model.algorithm,
        model.target,
        day,
        pc.mean(table["score"]).as_py(),
        METHODS[method_of(model.algorithm, model.kind)],
        recorded,
        data_version,
        change_set_id,
        [each for each in drift_of(model, frame) if each.state != "same"],
    )


def _silent(share: float, words: str) -> None:
    """Tell nobody how far it is."""


def record(
    store: Store, model: SavedModel, scores: pa.Table, day: date, data_version: int, *, actor: str
) -> tuple[int, int | None]:
    """Put into the ledger what does not stand there; how many lines, and the change-set if any.

    Two scorings at once are put down one after the other, so that nothing stands there twice.
    """
    from crm_core.predictions.ledger import SAME, TO_RECORD, known_until

    predicted = "s.predicted" if "predicted" in scores.column_names else "null::varchar"
    with store.transaction(actor=actor, reason=f"Score customers with '{model.name}'") as tx:
        tx.con.register("scored_rows", scores)
        given = {
            "model_id": model.model_id,
            "as_of": day,
            "horizon_days": model.horizon_days,
            "known_until": known_until(day, model.as_of, model.horizon_days),
            "data_version": data_version,
            "scored_at": tx.at,
            "same": SAME,
        }
        sql = TO_RECORD.format(scored="scored_rows", predicted=predicted)
        rows = tx.insert("predictions", sql, given)
        tx.con.unregister("scored_rows")
    return rows, tx.change_set_id if rows else None


def drift_of(model: SavedModel, frame: pd.DataFrame) -> list[Drift]:
    """How far each feature of a model lies from what it learnt from; see `evaluation.drift`."""
    from crm_core import evaluation
    from crm_core.matrices import coded

    known = [
        evaluation.Profile(
            each["column"], tuple(each["edges"]), tuple(each["levels"]), tuple(each["counts"])
        )
        for each in model.profiles
    ]
    return evaluation.drift(known, coded(frame, model.features))


def scored(model: SavedModel, frame: pd.DataFrame, *, progress: Progress = _silent) -> pa.Table:
    """`customer_id`, `score` and `reasons` of customers; of several classes `predicted` too."""
    import numpy as np
    import pyarrow as pa

    from crm_core.matrices import coded
    from crm_core.predictions.training import steady

    picker = picker_of(model)
    columns = coded(frame, model.features)
    words = Told(model.features, model.kind, columns)

    def part(start: int) -> pa.Table:
        rows = np.arange(start, min(start + CHUNK_ROWS, len(frame)))
        return _part(model, picker, words, columns.taken(rows))

    starts, tables = range(0, max(len(frame), 1), CHUNK_ROWS), []
    with (
        steady(0),
        ThreadPoolExecutor(THREADS) as pool,
        # Closed early, it lets go of the parts that wait.
        closing(cast("Generator[pa.Table, None, None]", pool.map(part, starts))) as made,
    ):
        for done, table in enumerate(made, 1):
            so_far = min(done * CHUNK_ROWS, len(frame))
            progress(done / len(starts), f"Scored {so_far:,} of {len(frame):,} customers")
            tables.append(table)
    table = pa.concat_tables(tables)
    return table.add_column(0, "customer_id", pa.array(frame["customer_id"], pa.string()))


def picker_of(model: SavedModel) -> Picker:
    """What picks the reasons that are told of a saved model's scores."""
    import numpy as np

    from crm_core.predictions.picked import Picker
    from crm_core.predictions.reasons import Explainer

    places = {feature: place for place, feature in enumerate(model.features)}
    origin = np.array([places[feature] for feature, _ in model.transform.names])
    explainer = Explainer(
        model.estimator, origin, model.typical, model=model.algorithm, kind=model.kind
    )
    return Picker(explainer, TOLD)


def _part(model: SavedModel, picker: Picker, words: Told, columns: Coded) -> pa.Table:
    import pyarrow as pa

    values = model.transform.forward(columns)
    found = picker.of(values)
    table = {"score": pa.array(found.score), "reasons": words.told(columns, found)}
    if model.kind == "multiclass":
        likeliest = model.estimator.predict_proba(values).argmax(axis=1)
        names = [model.labels[int(place)] for place in model.estimator.classes_[likeliest]]
        table["predicted"] = pa.array(names, pa.string())
    return pa.table(table)
