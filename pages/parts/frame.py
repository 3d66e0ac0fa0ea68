"""The frame around every page: page config, navigation, the shared sidebar, the guard."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError, StoreError
from pages.parts import finder, links, navigation, states, workspace


def draw() -> None:
    """Draw the frame and the page in it; an error with a sentence is shown as that sentence."""
    st.set_page_config(page_title="Rapport", page_icon=workspace.ICON, layout="wide")
    st.logo(workspace.ICON, size="large")
    page = st.navigation(navigation.menu(), expanded=True)
    try:
        workspace.store()
    except StoreError as error:
        states.refused(error)
        return
    links.restore_filters(page)
    try:
        with st.sidebar:
            finder.find_a_customer()
        page.run()
    except RapportError as error:
        states.problem(error)
