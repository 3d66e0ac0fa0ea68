"""What lists are made from, held while the data stay as they are, and what is asked of it.

What was learnt is shared, not copied: nobody writes into it. It is large, so no more than two are
held. A method learns at its first use; after that a list takes a few milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import recommendations, segments
from crm_core.recommendations import (
    IN_GROUPS,
    METHODS,
    Learnt,
    Limits,
    Network,
    NextBest,
    Preview,
    WhyNot,
)
from crm_core.recommendations.everybody import lists_of
from crm_core.recommendations.reads import READS
from crm_core.recommendations.taken import Taken, lately_taken
from crm_core.records.filters import Sorting
from crm_core.records.products import ProductFilters
from crm_core.workflows import learning, list_tables
from crm_core.workflows import recommendations as work
from pages.parts import records_reads, segments_kept, workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KNOWN = METHODS | IN_GROUPS
IN_COUNTRY, IN_SEGMENT = "country", "segment"
MOST_FOUND = 50


def label(name: str) -> str:
    """Give what the screen calls a method."""
    return KNOWN[name].label if name in KNOWN else name


def version() -> str:
    """Name what lists are made from as it is now."""
    return workspace.version(*READS)


@st.cache_resource(max_entries=2, show_spinner="Reading what customers took")
def _learnt(version: str) -> Learnt:
    return learning.learnt(workspace.store())


def learnt() -> Learnt:
    """Give what lists are made from; methods learn when they are first asked for."""
    return _learnt(version())


@st.cache_resource(max_entries=2, show_spinner="Reading who is in which segment")
def _in_segments(version: str, kept: str, name: str) -> Learnt:
    return learning.learnt(workspace.store(), segmentation=name)


def _segmentation() -> tuple[str, str | None]:
    """The state of kept segmentations, and the name of the one saved last."""
    kept = workspace.version("segmentations", "segment_members")
    return kept, next(iter(segments_kept.newest(kept)), None)


def by(name: str) -> Learnt:
    """Give what a method learns from: only *popular in their segment* reads the segments.

    Kept apart, so that a newly saved segmentation lets no other method learn anew.
    """
    kept, segmentation = _segmentation()
    if name != IN_SEGMENT or segmentation is None:
        return learnt()
    return _in_segments(version(), kept, segmentation)


def offered(known: Learnt) -> list[str]:
    """Give every method, and popularity within groups where customers are in some."""
    within = [IN_SEGMENT] if _segmentation()[1] else []
    if any(known.interactions.groups.get(IN_COUNTRY, ())):
        within.insert(0, IN_COUNTRY)
    return [*METHODS, *within]


def taught(name: str) -> Learnt:
    """Give what a method learns from once it has learnt; a line says so while it does."""
    known = by(name)
    if not known.known(name):
        with st.spinner(f"Learning once for these data: {label(name)}", show_time=True):
            known.method(name)
    return known


def preview(known: Learnt, customer_id: str, name: str, n: int, limits: Limits) -> Preview:
    """Give one customer's list by a method, which learns first where it has not."""
    of = taught(name) if has_history(known, customer_id) else known
    return recommendations.preview(of, customer_id, model=name, n=n, limits=limits)


def why_not(customer_id: str, product_id: str, name: str, n: int, limits: Limits) -> WhyNot:
    """Give what keeps a product from the list of a method, or what outranks it."""
    return recommendations.why_not(
        by(name), customer_id, product_id, model=name, n=n, limits=limits
    )


def notes(one: Preview) -> tuple[str, ...]:
    """Give what the method that made a list left out or sampled."""
    name = one.fallback or one.model
    return by(name).method(name).notes_


def has_history(known: Learnt, customer_id: str) -> bool:
    """Say whether there is anything to make a list from; who refuses that has nothing here."""
    row = known.interactions.rows.get(customer_id)
    return row is not None and bool(known.interactions.has_history[row])


def taken(known: Learnt, customer_id: str) -> tuple[list[Taken], int]:
    """Give what a customer took last, and how many products they own."""
    return lately_taken(known, customer_id)


def found_products(text: str) -> dict[str, str]:
    """Give the names of products that hold all words, by id."""
    rows = records_reads.list_page(
        workspace.version("products"),
        ProductFilters(text, kind="product"),
        Sorting("name", False),
        1,
        MOST_FOUND,
    )
    return {
        str(at): name if isinstance(name, str) else str(at) for at, name in rows["name"].items()
    }


def product_names(known: Learnt, ids: list[str]) -> dict[str, str]:
    """Give what products are called."""
    catalogue = known.interactions.catalogue
    return {one: str(catalogue.names[catalogue.places[one]]) for one in ids}


def categories(known: Learnt) -> list[str]:
    """Give every category there is, by name."""
    return sorted({str(name) for name in known.interactions.catalogue.categories if name})


@st.cache_data(max_entries=8, show_spinner=False)
def _members(version: str, segmentation_id: str, segment: int) -> list[str]:
    rows: pa.Table = workspace.read(segments.members, segmentation_id, segment)
    return [str(one) for one in rows["customer_id"].to_pylist()]


def members(segmentation_id: str, segment: int) -> list[str]:
    """Give the ids of who is in a segment."""
    return _members(workspace.version(), segmentation_id, segment)


@st.cache_resource(max_entries=8, show_spinner="Making the list of each customer")
def _next_best(
    version: str, segmentation_id: str, segment: int, model: str, n: int, limits: Limits
) -> NextBest:
    return learning.next_best_of(
        workspace.store(),
        by(model),
        segmentation_id,
        segment,
        model=model,
        limit=n,
        limits=limits,
    )


def next_best(segmentation_id: str, segment: int, model: str, n: int, limits: Limits) -> NextBest:
    """Give the products that stand in most lists of a segment's customers."""
    taught(model)
    return _next_best(workspace.version(), segmentation_id, segment, model, n, limits)


def lists_table(ids: list[str], model: str, n: int, limits: Limits) -> pa.Table:
    """Give the list of each of the customers for a file."""
    return work.as_table(lists_of(by(model), ids, model=model, n=n, limits=limits).columns())


@st.cache_resource(max_entries=8, show_spinner="Looking for what is bought together")
def _network(version: str, pairs: int, category: str | None) -> Network:
    return recommendations.bought_together(taught("rules"), pairs=pairs, category=category, seed=0)


def network(pairs: int, category: str | None) -> Network:
    """Give the products most bought together, as points and lines."""
    return _network(version(), pairs, category)


@st.cache_resource(max_entries=8, show_spinner="Looking for what comes round")
def _due(version: str, days: int, least_chance: float, limits: Limits) -> pd.DataFrame:
    return recommendations.due_calendar(
        taught("due"), days=days, least_chance=least_chance, limits=limits
    )


def due(days: int, least_chance: float, limits: Limits) -> pd.DataFrame:
    """Give what comes round for whom on which day."""
    return _due(version(), days, least_chance, limits)


def named(rows: pd.DataFrame) -> dict[str, Any]:
    """Give the names of the customers in some rows, by id."""
    ids = tuple(dict.fromkeys(rows["customer_id"]))
    return records_reads.rows_by_id(workspace.version(), "customers", ids)["name"].to_dict()


def table(rows: pd.DataFrame) -> pa.Table:
    """Give a frame for a file."""
    return list_tables.frame_table(rows)
