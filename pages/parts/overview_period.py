"""The choice of days on the overview: a preset, or any first and last day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from crm_core.metrics import Period, presets
from crm_core.metrics.presets import LAST_12_MONTHS

CUSTOM = "Custom"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def chosen_period(known: Period) -> Period:
    """Draw the choice, kept in the URL, and give the period; waits for the second of two days."""
    named = presets(known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Period",
            [*named, CUSTOM],
            default=LAST_12_MONTHS,
            required=True,
            key="overview_period",
            wrap=True,
            bind="query-params",
        )
        period = named.get(name or LAST_12_MONTHS)
        if period is None:
            period = _between_days(named[LAST_12_MONTHS])
    return period


def _between_days(begun: Period) -> Period:
    days = st.date_input(
        "First and last day",
        (begun.start, begun.end),
        min_value=EARLIEST,
        max_value=LATEST,
        key="overview_days",
        bind="query-params",
        format="YYYY-MM-DD",
        width=260,
    )
    if not isinstance(days, tuple) or len(days) < 2:
        st.info("Choose the last day too.", icon=":material/date_range:")
        st.stop()
    return Period(*days)


def say_period(period: Period, known: Period) -> None:
    """Say which days are shown, which they are compared with, and what is missing there."""
    before = period.previous
    said = f"{_day(period.start)} to {_day(period.end)}, {period.days:,} days"
    if before:
        said += f", compared with {_day(before.start)} to {_day(before.end)}"
    if before and before.start < known.start:
        said += f". Nothing is recorded before {_day(known.start)}, so the comparison is partial"
    st.caption(f"{said}.")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
