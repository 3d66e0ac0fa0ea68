"""Duplicates: customers who may be one person, to be merged or told apart."""

import streamlit as st

from pages.parts import duplicates_groups, outcome, states

st.title("Duplicates")
states.offer_data_when_empty("Customers who are there twice")
outcome.show("duplicates")
threshold = duplicates_groups.chosen_threshold()
version = duplicates_groups.scanned_version()
if version:
    duplicates_groups.draw(version, threshold)
