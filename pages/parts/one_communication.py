"""One communication: all of its fields to edit, and everything that ever changed it."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError
from crm_core.workflows.records import delete_rows, restore_rows, set_values
from pages.parts import (
    drafts,
    forms,
    links,
    outcome,
    records_reads,
    row_changes,
    similar_texts,
    workspace,
)
from pages.parts.text import plain


def draw(communication_id: str) -> None:
    """Draw the form, the bin button and the row's history."""
    version = workspace.version()
    row = records_reads.row(version, "communications", communication_id)
    st.title(plain(row["subject"] or f"A communication by {row['channel']}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        facts = (f"{row['occurred_at']:%Y-%m-%d %H:%M}", row["channel"], row["direction"])
        st.caption(plain(" · ".join((*facts, communication_id))), width="stretch")
        whose = records_reads.row(version, "customers", row["customer_id"])
        name = whose["name"] or row["customer_id"]
        links.customer_link(row["customer_id"], name, icon=":material/person:")
        st.page_link(links.COMMUNICATIONS, label="All communications", icon=":material/list:")
        _bin_button(communication_id, binned=row["deleted_at"] is not None)
    outcome.show("communication")
    columns = [c for c in records_reads.columns(version, "communications") if c.editable]
    draft = drafts.draft_of("communication", communication_id, row, columns[0].name)
    drafts.offer_the_present("communication", draft, row)
    with st.form("communication"):
        typed = forms.fields(columns, draft.values, draft.prefix)
        sent = st.form_submit_button("Save", type="primary", key="communication_save")
    if sent:
        _save(communication_id, forms.changed(typed, draft.values), draft.row_version)
    similar_texts.draw(row)
    st.subheader("History of this communication")
    row_changes.draw("communications", communication_id)


def _bin_button(communication_id: str, *, binned: bool) -> None:
    label, icon = ("Restore", "restore_from_trash") if binned else ("Move to the bin", "delete")
    if st.button(label, icon=f":material/{icon}:", key="communication_bin"):
        write = restore_rows if binned else delete_rows
        actor = workspace.actor()
        saved = write(workspace.store(), "communications", [communication_id], actor=actor)
        drafts.begin_anew("communication")
        outcome.remember("communication", saved, "Done", "communication")
        st.rerun()


def _save(communication_id: str, altered: dict[str, object], seen: int) -> None:
    if not altered:
        st.info("Nothing was altered.", icon=":material/info:")
        return
    try:
        saved = set_values(
            workspace.store(),
            "communications",
            communication_id,
            altered,
            actor=workspace.actor(),
            row_version=seen,
        )
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    drafts.begin_anew("communication")
    outcome.remember("communication", saved, "Saved", "communication")
    st.rerun()
