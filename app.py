"""The frame around every page: page config, navigation, the shared sidebar, the guard."""

import streamlit as st

from crm_core.errors import RapportError, StoreError
from pages.parts import finder, navigation, states, workspace

ICON = workspace.ROOT / "assets" / "icon.svg"

st.set_page_config(page_title="Rapport", page_icon=ICON, layout="wide")
st.logo(ICON, size="large")
workspace.collect_garbage_by_the_clock()
page = st.navigation(navigation.menu())

try:
    workspace.store()
    with st.sidebar:
        finder.find_a_customer()
    page.run()
except StoreError as error:
    states.refused(error)
except RapportError as error:
    states.problem(error)
