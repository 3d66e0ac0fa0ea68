"""Finding a customer: the search box of the sidebar, and the one inside a page."""

from __future__ import annotations

import streamlit as st

from crm_core.records.search import Match
from pages.parts import links, records_reads, workspace
from pages.parts.text import plain

SHOWN = 8


def find_a_customer() -> None:
    """Draw the box and, below it, links to the best matches."""
    text = st.text_input(
        "Find a customer",
        key="finder_text",
        placeholder="Name, e-mail, phone or id",
        icon=":material/search:",
        persist_state="session",
    )
    if not text.strip():
        return
    matches, total = records_reads.found_customers(workspace.version(), text.strip(), SHOWN)
    for match in matches:
        where = match.city or match.customer_id
        links.customer_link(
            match.customer_id,
            f"{match.label} · {where}",
            icon=":material/person:",
            help=plain(match.detail or match.customer_id),
        )
    if not matches:
        st.caption("No customer matches.")
    elif total > len(matches):
        st.caption(f"{total - len(matches):,} more: add a word to narrow it down.")


def pick_a_customer(key: str) -> str | None:
    """Draw a box and a list of matches to choose from; give the chosen customer's id."""
    text = st.text_input(
        "Customer",
        key=f"{key}_text",
        placeholder="Type a name, e-mail, phone or id, then press Enter",
        icon=":material/search:",
    )
    if not text.strip():
        return None
    matches, total = records_reads.found_customers(workspace.version(), text.strip(), 50)
    if not matches:
        st.caption("No customer matches.")
        return None
    labels = {match.customer_id: f"{_label(match)} ({match.customer_id})" for match in matches}
    return st.selectbox(
        f"Choose one of {total:,}" if total > 1 else "Found",
        list(labels),
        index=0 if total == 1 or matches[0].customer_id == text.strip() else None,
        format_func=lambda customer_id: labels.get(customer_id, customer_id),
        key=f"{key}_choice",
        placeholder="Choose a customer",
    )


def _label(match: Match) -> str:
    return f"{match.label}, {match.detail}" if match.detail else match.label
