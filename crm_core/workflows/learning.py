"""What recommendations are made from, and what they offer a whole segment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from crm_core.schema import PERSONALISATION
from crm_core.store import Store
from crm_core.workflows.histories import histories

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crm_core.recommendations import Interactions, Learnt, Limits, NextBest


def learnt(
    store: Store,
    *,
    as_of: date | None = None,
    source: str | None = None,
    segmentation: str | None = None,
    seed: int = 0,
) -> Learnt:
    """Everything lists are made from, as of a day; methods learn when they are first asked for.

    Parameters
    ----------
    as_of, source
        As `histories` takes them.
    segmentation
        Whose segments popularity in the segment goes by.

    Raises
    ------
    InvalidValue
        If there is no such source.
    UnknownColumn
        If no segmentation bears the name.
    """
    from crm_core import privacy
    from crm_core.evaluation import ndcg
    from crm_core.recommendations.learnt import Learnt

    with store.snapshot() as con:
        interactions = histories(con, source=source, as_of=as_of)
        refusing = privacy.refusals(con, PERSONALISATION)
        if segmentation is not None:
            interactions = _with_segments(interactions, con, segmentation)
    return Learnt(interactions, refusing=refusing, seed=seed, metric=ndcg)


def _with_segments(
    interactions: Interactions, con: DuckDBPyConnection, segmentation: str
) -> Interactions:
    """The same with the name of each customer's segment as a group."""
    import numpy as np

    from crm_core.segments import members, named, saved_segments

    kept = named(con, segmentation)
    names = {one.segment: one.name for one in saved_segments(con, kept.segmentation_id)}
    found = members(con, kept.segmentation_id).to_pydict()
    groups = np.full(len(interactions.customers), "", dtype=object)
    for customer_id, segment in zip(found["customer_id"], found["segment"], strict=True):
        if customer_id in interactions.rows:
            groups[interactions.rows[customer_id]] = names.get(segment, "")
    return replace(interactions, groups={**interactions.groups, "segment": groups})


def next_best_of(
    store: Store,
    known: Learnt,
    segmentation: str,
    segment: int | None = None,
    *,
    model: str,
    limit: int = 10,
    limits: Limits | None = None,
) -> NextBest:
    """What to offer the members of a segment, or of all of a segmentation, and to how many.

    Raises
    ------
    UnknownColumn
        If no segmentation bears the name.
    InvalidValue
        If a choice cannot be meant.
    """
    from crm_core.recommendations import next_best
    from crm_core.segments import members, named

    with store.cursor() as con:
        kept = named(con, segmentation)
        people = members(con, kept.segmentation_id, segment)["customer_id"].to_pylist()
    return next_best(known, people, model=model, n=limit, limits=limits)
