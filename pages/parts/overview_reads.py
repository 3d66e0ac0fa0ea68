"""Cached reads of the figures. Each is keyed by the data's version and plain values.

Those that read millions of order lines say so while they do: nobody looks at a blank page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import metrics
from crm_core.metrics import Kpi, Period, Recorded, Trend
from pages.parts.workspace import read

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def _read_period(ask: Callable[..., Any], *given: Any, period: Period, **named: Any) -> Any:
    return read(ask, *given, start=period.start, end=period.end, **named)


@st.cache_data(max_entries=8, show_spinner=False)
def recorded(version: str) -> Recorded:
    return read(metrics.recorded)


@st.cache_data(max_entries=32, show_spinner="Adding up the figures")
def kpis(version: str, period: Period) -> dict[str, Kpi]:
    return _read_period(metrics.kpis, period=period)


@st.cache_data(max_entries=32, show_spinner="Adding up the figures over time")
def trend(version: str, period: Period) -> Trend:
    return _read_period(metrics.trend, period=period)


@st.cache_data(max_entries=32, show_spinner="Adding up the months")
def revenue_by_month(version: str, period: Period) -> pd.DataFrame:
    return _read_period(metrics.revenue_by_month, period=period)


@st.cache_data(max_entries=32, show_spinner="Adding up the countries")
def revenue_by_country(version: str, period: Period) -> pd.DataFrame:
    return _read_period(metrics.revenue_by_country, period=period)


@st.cache_data(max_entries=32, show_spinner="Adding up the categories")
def revenue_by_category(version: str, period: Period) -> pd.DataFrame:
    return _read_period(metrics.revenue_by_category, period=period)


@st.cache_data(max_entries=32, show_spinner="Counting who came back")
def cohort_retention(version: str, period: Period) -> pd.DataFrame:
    return _read_period(metrics.cohort_retention, period=period)


@st.cache_data(max_entries=64, show_spinner=False)
def kpi_row_count(version: str, name: str, period: Period) -> int:
    return _read_period(metrics.kpi_row_count, name, period=period)


@st.cache_data(max_entries=64, show_spinner=False)
def kpi_rows(version: str, name: str, period: Period, page: int, size: int) -> pd.DataFrame:
    offset = (page - 1) * size
    return _read_period(metrics.kpi_rows, name, period=period, limit=size, offset=offset)


def every_kpi_row(name: str, period: Period) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return _read_period(metrics.kpi_rows_arrow, name, period=period)


def report(period: Period) -> pa.Table:
    return _read_period(metrics.report_arrow, period=period)
