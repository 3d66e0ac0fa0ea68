"""The dialog that adds a customer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.workflows.records import add_row
from pages.parts import duplicates_reads, forms, links, records_reads, workspace
from pages.parts.text import plain


@st.dialog("Add a customer", width="medium")
def add_a_customer() -> None:
    """Draw the form; a customer that can be held closes it, else the reason is shown."""
    columns = [c for c in records_reads.columns(workspace.version(), "customers") if c.editable]
    said = st.container()
    with st.form("new_customer", border=False):
        typed = forms.fields(columns, {}, "new_customer")
        wanted_id = st.text_input(
            "Customer ID", key="new_customer_id", placeholder="Left empty, one is made"
        )
        sent = st.form_submit_button("Add", type="primary", key="new_customer_add")
    if not (sent or st.session_state.pop("new_customer_anyway_now", False)):
        return
    values = {name: value for name, value in typed.items() if not _is_blank(value)}
    if not values:
        st.error("Fill in at least one field, a name for example.", icon=":material/error:")
        return
    if wanted_id.strip():
        values["customer_id"] = wanted_id.strip()
    with said:
        if sent and _looks_like_somebody(values):
            return
    try:
        added = add_row(workspace.store(), "customers", values, actor=workspace.actor())
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.session_state["directory_added"] = (added.id, added.change_set_id)
    st.rerun()


def _looks_like_somebody(values: dict[str, Any]) -> bool:
    """Warn of customers who may be the same person, with a way to add all the same."""
    found = duplicates_reads.lookalikes(values)
    if not found:
        return False
    st.warning("Somebody like that is there already.", icon=":material/group:")
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            links.customer_link(
                one.customer_id, one.name or one.customer_id, icon=":material/open_in_new:"
            )
            known = " · ".join(part for part in (one.email, one.phone, one.city) if part)
            st.caption(plain(f"{known} – {one.reason} ({one.score:.0%} sure)"))
    st.button("Add all the same", key="new_customer_anyway", on_click=_add_anyway)
    return True


def _add_anyway() -> None:
    st.session_state["new_customer_anyway_now"] = True


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
