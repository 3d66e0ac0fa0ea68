"""Segments: find groups of customers that behave alike, understand them, keep them."""

import streamlit as st

from pages.parts import segments_explorer, segments_saved, states

st.title("Segments")
states.offer_data_when_empty("Your segments")
explore, saved = st.tabs(["Explore", "Saved"], key="segments_view", bind="query-params")
if explore.open:
    with explore:
        segments_explorer.draw()
if saved.open:
    with saved:
        segments_saved.draw()
