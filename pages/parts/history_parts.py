"""The parts of the history page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records.history import ChangeSet, HistoryFilters
from crm_core.records.touched import SoleRow
from crm_core.schema import RECORDS, TRACKED
from crm_core.workflows.records import undo_change_set
from pages.parts import history_reads, links, lists, outcome, unmerge_dialog, workspace
from pages.parts.text import plain

EVERYTHING = HistoryFilters()
LINKED = {"customers": links.customer_link, "orders": links.order_link}


def chosen_filters() -> HistoryFilters:
    """Draw the filters, and give what they are set to.

    What was done and who did it may name a person: these two stay out of the URL.
    """
    back: dict[str, Any] = {"on_change": lists.first_page, "args": ("history",)}
    url: dict[str, Any] = back | {"bind": "query-params"}
    own: dict[str, Any] = back | {"persist_state": "session"}
    top = st.columns(3)
    text = top[0].text_input(
        "Search", key="history_text", placeholder="Words of what was done", **own
    )
    actors = top[1].multiselect(
        "Who",
        history_reads.actors(workspace.version()),
        key="history_actor",
        placeholder="Anybody",
        **own,
    )
    tables = top[2].multiselect(
        "Table",
        list(RECORDS),
        format_func=lambda name: name.replace("_", " "),
        key="history_tables",
        placeholder="Any",
        **url,
    )
    low = st.columns(3)
    with low[0]:
        since = lists.day("From", "history_from", **url)
    with low[1]:
        until = lists.day("To", "history_to", **url)
    return HistoryFilters(text.strip(), tuple(actors), tuple(tables), since, until)


def draw(change_set: ChangeSet, row: SoleRow | None = None, undone: str | None = None) -> None:
    """Draw one change-set: what, who, when; its content on demand; undo or redo.

    `row` is the one row it wrote, `undone` why that was done which it undid.
    """
    key = f"history_{change_set.id}"
    with st.container(border=True, gap="xsmall", key=key):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_title(change_set, row, undone)}**", width="stretch")
            if change_set.undone_by:
                st.badge(f"undone by {change_set.undone_by}", color="gray", icon=":material/undo:")
            else:
                _offer_undo(change_set, f"{key}_undo")
        st.caption(
            f"No. {change_set.id} · {change_set.at:%Y-%m-%d %H:%M:%S} · {plain(change_set.actor)} "
            f"· {plain(change_set.extent)}"
        )
        details = st.expander("What changed", key=f"{key}_what", on_change="rerun")
        if details.open:
            with details:
                _content(change_set)


def _offer_undo(change_set: ChangeSet, key: str) -> None:
    """Draw Undo or Redo; of a merge, the dialog that asks who gets what came since."""
    if "created" in change_set.summary.get("merges", {}):
        if st.button("Unmerge", icon=":material/call_split:", key=key):
            unmerge_dialog.draw(change_set.id, "history")
        return
    label = "Redo" if change_set.undoes else "Undo"
    st.button(
        label,
        icon=f":material/{label.lower()}:",
        key=key,
        on_click=_undo,
        args=(change_set.id, label),
    )


def _title(change_set: ChangeSet, row: SoleRow | None, undone: str | None) -> str:
    words = f"{change_set.reason}: {undone}" if undone else change_set.reason
    return plain(f"{words} – {row.label}" if row else words)


def _content(change_set: ChangeSet) -> None:
    version = workspace.version()
    fields = history_reads.changed_fields(version, change_set.id)
    if not fields.empty:
        st.dataframe(
            fields,
            hide_index=True,
            placeholder="",
            key=f"history_{change_set.id}_fields",
            alt="Values before and after",
            column_config={
                "table_name": "Table",
                "row_id": "Row",
                "kind": "Kind",
                "column_name": "Field",
                "before": "Before",
                "after": "After",
            },
        )
    for table, kinds in change_set.summary.items():
        if kinds.get("created"):
            _created(change_set.id, table, kinds["created"])


def _created(change_set_id: int, table: str, count: int) -> None:
    ids = history_reads.created_rows(workspace.version(), change_set_id, table)
    there = f"{count:,} {TRACKED[table].name.replace('_', ' ')} created"
    st.markdown(f"**{there}**" + ("" if ids else ", none of them there any more"))
    with st.container(horizontal=True):
        for row_id in ids[:12]:
            if table in LINKED:
                LINKED[table](row_id)
            else:
                st.text(row_id, width="content")
        if count > len(ids[:12]) and ids:
            st.caption("and more", width="content")


def _undo(change_set_id: int, label: str) -> None:
    try:
        undone = undo_change_set(workspace.store(), change_set_id, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("history", error)
        return
    verb = "Redone" if label == "Redo" else "Undone"
    outcome.remember_undone("history", undone, verb, "row", target=change_set_id)
