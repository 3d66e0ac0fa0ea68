"""Everything that ever happened to one row, as a table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.workflows.records import restore_value, undo_change_set
from pages.parts import history_reads, outcome, workspace
from pages.parts.text import plain

HEADINGS = {
    "change_set_id": "Change",
    "actor": "Who",
    "reason": "What",
    "kind": "Kind",
    "column_name": "Field",
    "before": "Before",
    "after": "After",
}


def draw(table: str, row_id: str) -> None:
    """Draw the changes of one row, the newest first."""
    rows = history_reads.row_history(workspace.version(), table, row_id)
    if rows.empty:
        st.info("Nothing was ever recorded for this row.", icon=":material/history:")
        return
    event: Any = st.dataframe(
        rows,
        hide_index=True,
        placeholder="",
        key=f"changes_of_{table}_{row_id}_{len(rows)}",
        on_select="rerun",
        selection_mode="single-row",
        alt="Changes of this row, the newest first",
        column_config=HEADINGS
        | {"made_at": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm:ss")},
    )
    chosen = event["selection"]["rows"]
    if chosen:
        _ways_back(table, row_id, rows.iloc[chosen[0]])
    else:
        st.caption("Tick a change to go back to what was before it.")


def _ways_back(table: str, row_id: str, change: Any) -> None:
    """Draw what can be done about one change: its earlier value back, or all of it undone."""
    change_set_id = int(change["change_set_id"])
    with st.container(horizontal=True):
        if change["kind"] == "updated":
            was = "nothing" if change["before"] is None else f"“{change['before']}”"
            st.button(
                plain(f"Restore {was}"),
                icon=":material/settings_backup_restore:",
                key="row_restore",
                on_click=_restore,
                args=(table, row_id, change["column_name"], change_set_id),
            )
        st.button(
            f"Undo all of change {change_set_id}",
            icon=":material/undo:",
            key="row_undo",
            on_click=_undo,
            args=(change_set_id,),
        )


def _restore(table: str, row_id: str, column: str, change_set_id: int) -> None:
    store, actor = workspace.store(), workspace.actor()
    try:
        saved = restore_value(store, table, row_id, column, change_set_id, actor=actor)
    except RapportError as error:
        outcome.remember_problem("history", error)
        return
    outcome.remember("history", saved, "Restored", "value")


def _undo(change_set_id: int) -> None:
    try:
        undone = undo_change_set(workspace.store(), change_set_id, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("history", error)
        return
    outcome.remember_undone("history", undone, "Undone", "row", target=change_set_id)
