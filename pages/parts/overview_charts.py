"""The pictures of the overview, each with its definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core.charts import overview
from crm_core.metrics import FORMULAS, Period
from pages.parts import overview_reads, workspace
from pages.parts.figure import chart, show_formula

PART_KEYS = {"country": "overview_countries", "category": "overview_categories"}
BARS_HEIGHT, HALF_HEIGHT, LEAST_MAP_HEIGHT = 320, 360, 220


def draw(period: Period) -> None:
    """Draw revenue by month, by country and by category, and retention."""
    _by_month(period)
    left, right = st.columns(2)
    with left:
        _by_part("country", overview.revenue_by_country, period)
    with right:
        _by_part("category", overview.revenue_by_category, period)
    _retention(period)


def _heading(name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {FORMULAS[name].label}", width="stretch")
        show_formula(FORMULAS[name], key=f"overview_formula_{name}")


def _by_month(period: Period) -> None:
    _heading("revenue_by_month")
    months = overview_reads.cut("revenue_by_month", period)
    currency = workspace.settings().currency
    chart(
        overview.revenue_by_month(months, currency=currency),
        overview.revenue_by_month_in_words(months, currency=currency),
        "overview_months",
        height=BARS_HEIGHT,
    )


def _by_part(part: str, draw_parts: Callable[..., Any], period: Period) -> None:
    """Draw the bars of revenue by `part`: country or category."""
    name = f"revenue_by_{part}"
    _heading(name)
    parts = overview_reads.cut(name, period)
    currency = workspace.settings().currency
    if not len(parts):
        st.info("Nothing was sold in this period.", icon=":material/search_off:")
        return
    chart(
        draw_parts(parts, currency=currency),
        overview.parts_in_words(parts, part, currency=currency),
        PART_KEYS[part],
        height=HALF_HEIGHT,
    )


def _retention(period: Period) -> None:
    _heading("retention")
    cohorts = overview_reads.cut("cohort_retention", period)
    if not len(cohorts) or cohorts["months_since"].max() < 1:
        st.info(
            "Retention shows here once a whole month has passed after the first orders of known "
            "customers; choose a longer period.",
            icon=":material/search_off:",
        )
        return
    chart(
        overview.cohort_retention(cohorts),
        overview.cohort_retention_in_words(cohorts),
        "overview_retention",
        height=max(LEAST_MAP_HEIGHT, 150 + 28 * cohorts["cohort"].nunique()),
    )
