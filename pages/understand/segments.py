"""Segments: find groups of customers that behave alike, understand them, keep them."""

import streamlit as st

from pages.parts import (
    segments_compare,
    segments_explorer,
    segments_rule_builder,
    segments_saved,
    states,
)

st.title("Segments")
states.offer_data_when_empty("Your segments")
explore, rules, saved, compare = st.tabs(
    ["Explore", "Rules", "Saved", "Compare"], key="segments_view", bind="query-params"
)
if explore.open:
    with explore:
        segments_explorer.draw()
if rules.open:
    with rules:
        segments_rule_builder.draw()
if saved.open:
    with saved:
        segments_saved.draw()
if compare.open:
    with compare:
        segments_compare.draw()
