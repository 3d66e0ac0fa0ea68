"""The pictures of lifetime value: what the model makes of whom, and how it kept track."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import lifetime
from crm_core.predictions.lifetime import Outlook
from pages.parts import lifetime_figures, lifetime_reads
from pages.parts.figure import chart
from pages.parts.text import plain

MAP_HEIGHT, TRACK_HEIGHT = 380, 360


def draw(outlook: Outlook) -> None:
    """Draw both maps, the tracking plot, and the parameters, each with a sentence."""
    left, right = st.columns(2)
    with left:
        _expected(outlook)
    with right:
        _alive(outlook)
    _tracking(outlook)
    with st.expander(
        "Parameters, and what they mean", on_change="rerun", key="lifetime_inside"
    ) as e:
        if e.open:
            lifetime_figures.parameters(outlook)


def _expected(outlook: Outlook) -> None:
    lifetime_figures.heading("expected_purchases")
    grid = lifetime_reads.grid(outlook)
    words = lifetime.expected_in_words(grid, horizon_days=outlook.horizon_days)
    chart(
        lifetime.expected_purchases(grid, horizon_days=outlook.horizon_days),
        words,
        "lifetime_expected",
        height=MAP_HEIGHT,
    )
    st.caption(f"{plain(words)} Who bought often and then fell silent has most likely left.")


def _alive(outlook: Outlook) -> None:
    lifetime_figures.heading("p_alive")
    grid = lifetime_reads.grid(outlook)
    words = lifetime.alive_in_words(grid)
    chart(lifetime.chance_alive(grid), words, "lifetime_alive", height=MAP_HEIGHT)
    st.caption(f"{plain(words)} The same silence says more about a customer who used to buy often.")


def _tracking(outlook: Outlook) -> None:
    lifetime_figures.heading("tracking")
    weeks = lifetime_reads.tracked(outlook)
    words = lifetime.tracking_in_words(weeks, calibrated_until=outlook.calibrate_until)
    chart(
        lifetime.tracking(weeks, calibrated_until=outlook.calibrate_until),
        words,
        "lifetime_tracking",
        height=TRACK_HEIGHT,
    )
    st.caption(words)
