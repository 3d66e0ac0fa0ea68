"""Cached reads of the figures. Each is keyed by the version of what it reads and plain values.

`metrics.READS` says what each is read from: a write of anything else leaves it. Those that read
millions of order lines say so while they do: nobody looks at a blank page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import metrics
from crm_core.metrics import PARTS, READS, Counts, Kpi, Period, Recorded, Trend
from pages.parts import workspace
from pages.parts.workspace import read

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


CUTS: dict[str, Callable[..., pd.DataFrame]] = {
    read_cut.__name__: read_cut
    for read_cut in (
        metrics.revenue_by_month,
        metrics.revenue_by_country,
        metrics.revenue_by_category,
        metrics.cohort_retention,
    )
}


def version_of(name: str) -> str:
    """Name the data that a figure is read from, as it is now."""
    return workspace.version(*READS[name])


def _read_period(ask: Callable[..., Any], *given: Any, period: Period, **named: Any) -> Any:
    return read(ask, *given, start=period.start, end=period.end, **named)


@st.cache_data(max_entries=8, show_spinner=False)
def _recorded(version: str) -> Recorded:
    return read(metrics.recorded)


def recorded() -> Recorded:
    return _recorded(version_of("recorded"))


@st.cache_data(max_entries=128, show_spinner="Adding up the figures")
def _kpi_counts(version: str, part: str, period: Period) -> Counts:
    return _read_period(metrics.kpi_counts, part, period=period)


def kpis(period: Period) -> dict[str, Kpi]:
    counts = [_kpi_counts(version_of(part), part, period) for part in PARTS]
    return metrics.kpis_of(counts, start=period.start, end=period.end)


@st.cache_data(max_entries=128, show_spinner="Adding up the figures over time")
def _trend_counts(version: str, part: str, period: Period) -> Counts:
    return _read_period(metrics.trend_counts, part, period=period)


def trend(period: Period) -> Trend:
    counts = [_trend_counts(version_of(part), part, period) for part in PARTS]
    return metrics.trend_of(counts, start=period.start, end=period.end)


@st.cache_data(max_entries=128, show_spinner="Adding up the parts")
def _cut(version: str, name: str, period: Period) -> pd.DataFrame:
    return _read_period(CUTS[name], period=period)


def cut(name: str, period: Period) -> pd.DataFrame:
    """Give revenue cut one way, or retention: one of `CUTS`."""
    return _cut(version_of(name), name, period)


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
