"""Cached reads of lifetime value. Large results are shared, not copied: nobody writes into them.

What is learnt depends on no horizon and no discount, so neither is in its key: moving them only
scores anew. A write that touches no purchase leaves everything here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.features.purchases import READS
from crm_core.predictions import lifetime as models
from crm_core.predictions.lifetime import Forecast, Grid, Outlook
from crm_core.workflows import lifetime as work
from crm_core.workflows.lifetime import Calibration, Lifetime
from pages.parts import records_reads, workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ANY_HORIZON = 1


def version() -> str:
    """Name the purchases as they are now."""
    return workspace.version(*READS)


@st.cache_resource(max_entries=4, show_spinner="Learning how customers buy")
def _forecast(version: str, as_of: date, unit: str, model: str) -> Forecast:
    return workspace.read(work.learnt, Outlook(as_of, ANY_HORIZON, unit, model))


def forecast(outlook: Outlook) -> Forecast:
    """Give both models, learnt from everything up to the as-of day."""
    learnt = _forecast(version(), outlook.as_of, outlook.unit, outlook.model)
    return replace(learnt, outlook=outlook)


@st.cache_resource(max_entries=4, show_spinner="Learning once more, without the last days")
def _calibration(version: str, outlook: Outlook) -> Calibration | None:
    return workspace.read(work.calibrated, outlook, forecast(outlook))


def calibration(outlook: Outlook) -> Calibration | None:
    """Give the model that saw nothing after the chosen day; None where none is chosen."""
    return _calibration(version(), replace(outlook, horizon_days=ANY_HORIZON, discount_rate=0.0))


@st.cache_resource(max_entries=4, show_spinner="Scoring each customer")
def _scores(version: str, outlook: Outlook) -> pd.DataFrame:
    return models.scored(forecast(outlook))


def scores(outlook: Outlook) -> pd.DataFrame:
    """Give what is expected of every customer."""
    return _scores(version(), replace(outlook, calibrate_until=None))


def summary(outlook: Outlook) -> Lifetime:
    """Give the figures over all customers."""
    judged = calibration(outlook)
    return work.summary(forecast(outlook), scores(outlook), judged.holdout if judged else None)


@st.cache_data(max_entries=8, show_spinner="Adding up the weeks")
def _tracked(version: str, outlook: Outlook) -> pd.DataFrame:
    return workspace.read(work.tracked, forecast(outlook), calibration(outlook))


def tracked(outlook: Outlook) -> pd.DataFrame:
    """Give repeat purchases week by week beside what the model expects."""
    return _tracked(version(), replace(outlook, horizon_days=ANY_HORIZON, discount_rate=0.0))


@st.cache_resource(max_entries=8, show_spinner=False)
def _grid(version: str, outlook: Outlook) -> Grid:
    return models.grid(forecast(outlook))


def grid(outlook: Outlook) -> Grid:
    """Give the model laid out over frequency and silence."""
    return _grid(version(), replace(outlook, calibrate_until=None, discount_rate=0.0))


@st.cache_resource(max_entries=8, show_spinner=False)
def _ranked(version: str, outlook: Outlook, group: str | None, by: str, descending: bool) -> Any:
    return models.ranked(scores(outlook), by, descending=descending, group=group)


def ranked(outlook: Outlook, group: str | None, by: str, *, descending: bool) -> Any:
    """Give the places of a group's customers in order of a column."""
    return _ranked(version(), replace(outlook, calibrate_until=None), group, by, descending)


def named_page(outlook: Outlook, places: Any, page: int, size: int) -> pd.DataFrame:
    """Give one page of scores by customer id, the customers' names first."""
    rows = models.page_of(scores(outlook), places, page=page, size=size)
    records = records_reads.rows_by_id(workspace.version(), "customers", tuple(rows.index))
    rows.insert(0, "name", records["name"].reindex(rows.index))
    return rows


def every_row(held: pd.DataFrame, places: Any) -> pa.Table:
    """Give all customers of a list for a file."""
    return models.as_table(held, places)


def score_of(outlook: Outlook, customer_id: str) -> dict[str, Any] | None:
    """Give what is expected of one customer; None for who never bought."""
    return models.score_of(forecast(outlook), customer_id)
