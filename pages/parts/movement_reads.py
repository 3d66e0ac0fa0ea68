"""Cached reads of movement: scored once for two dates, then cut in every way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import segments
from crm_core.segments import movement as measures
from crm_core.segments.movement import Flow
from crm_core.workflows import movement
from pages.parts import workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@st.cache_resource(max_entries=3, show_spinner="Scoring the customers on both dates")
def _moved(version: str, segmentation_id: str, start: date, end: date) -> pd.DataFrame:
    return workspace.read(_read, segmentation_id, start, end)


def _read(con: Any, segmentation_id: str, start: date, end: date) -> pd.DataFrame:
    return movement.moved(con, segments.named(con, segmentation_id), start, end)


@st.cache_data(max_entries=16, show_spinner=False)
def flows(version: str, segmentation_id: str, start: date, end: date) -> list[Flow]:
    return measures.flows(_moved(version, segmentation_id, start, end))


@st.cache_data(max_entries=16, show_spinner=False)
def changes(
    version: str, segmentation_id: str, start: date, end: date, before: int | None, after: int
) -> pd.DataFrame:
    return measures.changes(_movers(version, segmentation_id, start, end, before, after))


@st.cache_resource(max_entries=6, show_spinner=False)
def _movers(
    version: str, segmentation_id: str, start: date, end: date, before: int | None, after: int
) -> pd.DataFrame:
    return measures.movers(_moved(version, segmentation_id, start, end), before, after)


def movers_page(
    version: str,
    segmentation_id: str,
    start: date,
    end: date,
    flow: Flow,
    *,
    page: int,
    size: int,
) -> pd.DataFrame:
    """Give one page (from 1) of the customers of a flow, the id as index."""
    rows = _movers(version, segmentation_id, start, end, flow.before, flow.after)
    shown = rows.iloc[(page - 1) * size : page * size].set_index("customer_id")
    names = [name.removeprefix("before ") for name in shown if name.startswith("before ")]
    pairs = [f"{when} {name}" for name in names for when in ("before", "after")]
    return shown[["revenue", *pairs]]


def every_mover(version: str, segmentation_id: str, start: date, end: date, flow: Flow) -> pa.Table:
    """Give all customers of a flow, for a file."""
    return measures.as_arrow(_movers(version, segmentation_id, start, end, flow.before, flow.after))
