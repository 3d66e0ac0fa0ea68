"""Everything that ever happened to one row, as a table."""

from __future__ import annotations

import streamlit as st

from pages.parts import history_reads, workspace

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
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="",
        key=f"changes_of_{table}",
        alt="Changes of this row, the newest first",
        column_config=HEADINGS
        | {"made_at": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm:ss")},
    )
