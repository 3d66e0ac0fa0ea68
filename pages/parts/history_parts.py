"""The parts of the history page."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records.history import ChangeSet, HistoryFilters
from crm_core.schema import RECORDS, TRACKED
from crm_core.workflows.records import undo_change_set
from pages.parts import links, outcome, records_reads, workspace
from pages.parts.lists import first_page
from pages.parts.text import plain

EVERYTHING = HistoryFilters()
LINKED = {"customers": links.customer_link, "orders": links.order_link}


def chosen_filters() -> HistoryFilters:
    """Draw the filters, all of them in the URL, and give what they are set to."""
    url: dict[str, Any] = {
        "on_change": first_page,
        "args": ("history",),
        "bind": "query-params",
    }
    top = st.columns((2, 1.4, 1.4, 1.1, 1.1))
    text = top[0].text_input(
        "Search", key="history_text", placeholder="Words of what was done", **url
    )
    actors = top[1].multiselect(
        "Who", records_reads.actors(workspace.version()), key="history_actor", **url
    )
    tables = top[2].multiselect(
        "Table",
        list(RECORDS),
        format_func=lambda name: name.replace("_", " "),
        key="history_tables",
        **url,
    )
    since = _day(top[3], "From", "history_from", url)
    until = _day(top[4], "To", "history_to", url)
    return HistoryFilters(text.strip(), tuple(actors), tuple(tables), since, until)


def _day(place: Any, label: str, key: str, url: dict[str, Any]) -> date | None:
    chosen = place.date_input(label, None, key=key, format="YYYY-MM-DD", **url)
    return chosen if isinstance(chosen, date) else None


def draw(change_set: ChangeSet) -> None:
    """Draw one change-set: what, who, when; its content on demand; undo or redo."""
    key = f"history_{change_set.id}"
    with st.container(border=True, gap="xsmall", key=key):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(change_set.reason)}**", width="stretch")
            if change_set.undone_by:
                st.badge(f"undone by {change_set.undone_by}", color="gray", icon=":material/undo:")
            else:
                label = "Redo" if change_set.undoes else "Undo"
                st.button(
                    label,
                    icon=f":material/{label.lower()}:",
                    key=f"{key}_undo",
                    on_click=_undo,
                    args=(change_set.id, label),
                )
        st.caption(
            f"No. {change_set.id} · {change_set.at:%Y-%m-%d %H:%M:%S} · {plain(change_set.actor)} "
            f"· {plain(change_set.extent)}"
        )
        details = st.expander("What changed", key=f"{key}_what", on_change="rerun")
        if details.open:
            with details:
                _content(change_set)


def _content(change_set: ChangeSet) -> None:
    version = workspace.version()
    fields = records_reads.changed_fields(version, change_set.id)
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
    ids = records_reads.created_rows(workspace.version(), change_set_id, table)
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
    outcome.remember_undone("history", undone, "Redone" if label == "Redo" else "Undone", "row")
