"""Recommendations: what to offer to whom, why, and why not something else."""

import streamlit as st

from pages.parts import (
    recommend_customer,
    recommend_due,
    recommend_network,
    recommend_segment,
    recommend_start,
    states,
)

st.title("Recommendations")
states.offer_data_when_empty("What to offer your customers")
known = recommend_start.learnt_or_stop()
customer, segment, together, due = st.tabs(
    ["One customer", "A segment", "Bought together", "Due again"],
    key="recommend_view",
    bind="query-params",
)
if customer.open:
    with customer:
        recommend_customer.draw(known)
if segment.open:
    with segment:
        recommend_segment.draw(known)
if together.open:
    with together:
        recommend_network.draw(known)
if due.open:
    with due:
        recommend_due.draw(known)
