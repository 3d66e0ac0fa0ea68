"""The form that logs a communication."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from crm_core.errors import RapportError
from crm_core.schema import CHANNELS, DIRECTIONS, OUTCOMES, PURPOSES
from crm_core.workflows.records import Saved, add_row
from pages.parts import outcome, workspace
from pages.parts.text import plain


def log_a_communication(customer_id: str | None, key: str) -> None:
    """Draw the form for one customer; how it went is shown under `key` in the next run."""
    with st.expander("Log a communication", icon=":material/add_comment:", key=f"{key}_open"):
        form(customer_id, key)
    outcome.show(key)


def form(customer_id: str | None, key: str) -> None:
    """Draw the fields; what is sent is logged at once, or the reason against it is shown."""
    _begin_anew_after_logging(key)
    with st.form(key, border=False, clear_on_submit=False):
        top = [*st.columns(2), *st.columns(2)]
        channel = top[0].selectbox("Channel", CHANNELS, key=f"{key}_channel")
        direction = top[1].selectbox("Direction", DIRECTIONS, index=1, key=f"{key}_direction")
        purpose = top[2].selectbox("Purpose", PURPOSES, key=f"{key}_purpose")
        result = top[3].selectbox(
            "Outcome", OUTCOMES, index=None, placeholder="Not known yet", key=f"{key}_outcome_value"
        )
        low = st.columns(2)
        subject = low[0].text_input("Subject", key=f"{key}_subject")
        when = low[1].datetime_input("When", key=f"{key}_when", format="YYYY-MM-DD")
        text = st.text_area("What was said", key=f"{key}_said", height=90)
        sent = st.form_submit_button("Log it", type="primary", key=f"{key}_send")
    if sent:
        values = {
            "customer_id": customer_id,
            "occurred_at": when,
            "channel": channel,
            "direction": direction,
            "purpose": purpose,
            "outcome": result,
            "subject": subject,
            "text": text,
            "owner": workspace.actor(),
        }
        _log(values, key)


def _begin_anew_after_logging(key: str) -> None:
    """Set what belongs to one communication alone, before its fields are drawn again."""
    logged = st.session_state.pop(f"{key}_logged", False)
    if logged or f"{key}_when" not in st.session_state:
        st.session_state[f"{key}_when"] = _now()
    if logged:
        empty = {f"{key}_subject": "", f"{key}_said": "", f"{key}_outcome_value": None}
        st.session_state.update(empty)


def _log(values: dict[str, Any], key: str) -> None:
    if not values["customer_id"]:
        st.error("Choose the customer first.", icon=":material/error:")
        return
    if not (values["subject"].strip() or values["text"].strip() or values["outcome"]):
        st.error("Write a subject or what was said, or choose an outcome.", icon=":material/error:")
        return
    try:
        added = add_row(
            workspace.store(),
            "communications",
            {name: value for name, value in values.items() if value not in (None, "")},
            actor=workspace.actor(),
        )
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.session_state[f"{key}_logged"] = True
    outcome.remember(key, Saved(added.change_set_id, 1, []), "Logged", "communication")
    st.rerun()


def _now() -> datetime:
    """The time in the workspace's zone, to the minute."""
    zone = ZoneInfo(workspace.settings().time_zone)
    return datetime.now(zone).replace(tzinfo=None, second=0, microsecond=0)
