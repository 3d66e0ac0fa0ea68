"""The pictures above the communication log: they show what the filters leave."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import communications
from crm_core.records.communications import CommunicationFilters
from pages.parts import records_reads, workspace
from pages.parts.figure import chart

HEIGHT = 380


def draw(filters: CommunicationFilters) -> None:
    """Draw volume and outcome by channel, response rate by channel, and the hours of the week."""
    version, settings = workspace.version("communications"), workspace.settings()
    left, right = st.columns(2)
    with left:
        st.markdown("**Volume and outcome by channel**")
        counts = records_reads.outcomes_by_channel(version, filters)
        total = int(counts["communications"].sum())
        chart(
            communications.outcomes_by_channel(counts),
            f"Bars of {total:,} communications by channel, split by outcome.",
            "communications_volume_chart",
            height=HEIGHT,
        )
    with right:
        hours, rates = st.tabs(
            ["By hour and weekday", "Response rate by channel"],
            key="communications_tabs",
            on_change="rerun",
        )
        if hours.open:
            with hours:
                _hours(version, filters, settings.first_weekday, settings.business_hours)
        if rates.open:
            with rates:
                _rates(version, filters)


def _hours(
    version: str, filters: CommunicationFilters, first_weekday: str, business_hours: str
) -> None:
    counts = records_reads.volume_by_hour(version, filters)
    chart(
        communications.volume_by_hour(
            counts, first_weekday=first_weekday, business_hours=business_hours
        ),
        "Map of communications by weekday and hour; dotted lines mark business hours.",
        "communications_hours_chart",
        height=HEIGHT - 40,
    )


def _rates(version: str, filters: CommunicationFilters) -> None:
    responses = records_reads.responses_by_channel(version, filters)
    if responses.empty:
        st.info("No outbound communication is among these.", icon=":material/outbound:")
        return
    chart(
        communications.response_rate_by_channel(responses),
        "Bars of the share of outbound communications that were answered, by channel.",
        "communications_rates_chart",
        height=HEIGHT - 40,
    )
