"""The choice of days on the overview: a preset, or any first and last day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from crm_core.metrics import Period, Recorded, presets
from crm_core.metrics.presets import LAST_12_MONTHS
from crm_core.schema import EARLIEST_DAY, LATEST_DAY

CUSTOM = "Custom"


def chosen_period(known: Period, last_day: date) -> Period:
    """Draw the choice, kept in the URL, and give the period; waits for the second of two days."""
    named = presets(known, last_day)
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
        min_value=min(EARLIEST_DAY, begun.start),
        max_value=max(LATEST_DAY, begun.end),
        key="overview_days",
        bind="query-params",
        format="YYYY-MM-DD",
        width=260,
    )
    if not isinstance(days, tuple) or len(days) < 2:
        st.info("Choose the last day too.", icon=":material/date_range:")
        st.stop()
    return Period(*days)


def say_period(period: Period, known: Recorded) -> None:
    """Say which days are shown, which they are compared with, and what is missing there."""
    before = period.previous
    said = f"{_day(period.start)} to {_day(period.end)}, {period.days:,} days"
    if before:
        said += f", compared with {_day(before.start)} to {_day(before.end)}"
    if known.orders and not known.reaches_back("orders", before):
        first = _day(known.orders.start)
        said += f". No order is recorded before {first}, so there is no full period before"
    st.caption(f"{said}.")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
