"""History: who changed what and when, and undo."""

import streamlit as st

from crm_core.errors import InputError
from crm_core.schema import TRACKED
from pages.parts import (
    downloads,
    history_parts,
    history_reads,
    lists,
    outcome,
    records_reads,
    row_changes,
    states,
    workspace,
)
from pages.parts.text import plain

version = workspace.version()
st.title("History")
outcome.show("history")
table, row_id = st.query_params.get("history_table"), st.query_params.get("history_row")
if table and row_id:
    if table not in TRACKED:
        raise InputError(f"No table '{table}' has a history.")
    st.subheader(f"{TRACKED[table].noun.capitalize()} {plain(row_id)}")
    st.page_link("pages/prepare/history.py", label="All changes", icon=":material/arrow_back:")
    row_changes.draw(table, row_id)
    st.stop()

if not records_reads.list_count(version, history_parts.EVERYTHING):
    states.offer_data_when_empty("Every change, with a way back,")
    st.info("Nothing was ever changed here.", icon=":material/history:")
    st.stop()
filters = history_parts.chosen_filters()
total = records_reads.list_count(version, filters)
if total == 0:
    states.nothing_found("changes")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center"):
    words = "change" if total == 1 else "changes"
    st.markdown(f"**{total:,}** {words}, the newest first", width="stretch")
    downloads.download(
        "Export",
        lambda: history_reads.matching_change_sets(filters),
        "history",
        "history_export",
        count=total,
    )
place = st.container(key="history_list")
page, size = lists.paging("history", total)
rows = history_reads.sole_rows(version, filters, page, size)
undone = history_reads.undone_reasons(version, filters, page, size)
with place:
    for change_set in history_reads.change_sets(version, filters, page, size):
        history_parts.draw(change_set, rows.get(change_set.id), undone.get(change_set.id))
