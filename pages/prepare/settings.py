"""Settings: what a team sets once for its workspace."""

import streamlit as st

from crm_core.workflows.settings import setting_texts
from pages.parts import outcome, settings_form, workspace

st.title("Settings")
outcome.show("settings")
settings_form.draw(setting_texts(workspace.settings()))
st.caption(
    "Amounts are stored as they came and shown in the currency above; none is converted. "
    "Times are stored without a zone and read as times of the time zone above."
)
st.subheader("This workspace")
facts = {"Database file": str(workspace.database_path()), "You": workspace.actor()}
for label, fact in facts.items():
    with st.container(gap="xxsmall"):
        st.caption(label)
        st.text(fact)
st.caption("Changes made here are recorded under your name.")
