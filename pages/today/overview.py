"""Overview: how the business is doing, and where each number comes from."""

import streamlit as st

from pages.parts import (
    downloads,
    overview_charts,
    overview_figures,
    overview_period,
    overview_reads,
    states,
)

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Overview", width="stretch")
    export = st.container(width="content")

states.offer_data_when_empty("Your figures")
known = overview_reads.recorded()
whole, last_day = known.whole, known.last_day
if whole is None or last_day is None:
    st.info(
        "No orders and no communications are recorded yet: the figures appear with the first one.",
        icon=":material/monitoring:",
    )
    st.stop()

period = overview_period.chosen_period(whole, last_day)
overview_period.say_period(period, known)
with export:
    downloads.download(
        "Export",
        lambda: overview_reads.report(period),
        f"figures {period.start} {period.end}",
        "overview_export",
    )
overview_figures.tiles(overview_reads.kpis(period), overview_reads.trend(period), period, known)
overview_charts.draw(period)
