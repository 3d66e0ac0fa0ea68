"""Recommendation models: which way of recommending serves these customers, and is any good."""

import streamlit as st

from pages.parts import judging_lists, judging_ratings, judging_rules, states

st.title("Recommendation models")
states.offer_data_when_empty("How good your recommendations are")
lists, ratings, rules = st.tabs(
    ["Lists", "Ratings", "Bought together"], key="judging_view", bind="query-params"
)
if lists.open:
    with lists:
        judging_lists.draw()
if ratings.open:
    with ratings:
        judging_ratings.draw()
if rules.open:
    with rules:
        judging_rules.draw()
