"""A table edited in place: unsaved edits follow the row by its id through sort, filter and page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.records import edits, frames
from crm_core.records.edits import Difference, Pending
from crm_core.schema import ROW_VERSION, TRACKED
from pages.parts import grid_columns, opening, records_reads, workspace

if TYPE_CHECKING:
    import pandas as pd

CHOSEN = "chosen"
ONE_EXPORT = """<style>
[class*="_grid_"] [data-testid="stElementToolbar"] button[aria-label^="Download"] {display: none}
</style>"""
"""A table's own download would save the page on screen alone, beside an Export that saves all."""
HEADING_PIXELS, ROW_PIXELS = 38, 35


class Grid:
    """One table's grid on one page: what is shown, chosen, typed and saved.

    `name` prefixes every key. Made anew in each run; what lasts lives in the session by id.
    """

    def __init__(self, name: str, table: str) -> None:
        self.name, self.table = name, table
        self.spec = TRACKED[table]
        self.columns = records_reads.columns(workspace.version(), table)
        self.collect()

    @property
    def pending(self) -> Pending:
        """What was typed and not saved yet."""
        return st.session_state.setdefault(f"{self.name}_pending", Pending())

    @property
    def chosen(self) -> list[str]:
        """The ids of the rows whose box is ticked."""
        return sorted(st.session_state.setdefault(f"{self.name}_chosen", set()))

    def clear_choice(self) -> None:
        st.session_state[f"{self.name}_chosen"] = set()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Make the next grid a new widget, which remembers nothing."""
        st.session_state[f"{self.name}_round"] = st.session_state.get(f"{self.name}_round", 0) + 1
        st.session_state.pop(f"{self.name}_shown", None)

    def collect(self) -> None:
        """Move what the last drawn grid holds by position into what is kept by id."""
        shown = st.session_state.get(f"{self.name}_shown")
        state = st.session_state.get(shown["key"]) if shown else None
        if not shown or not state:
            return
        names = [column.name for column in self.columns if column.editable]
        self.pending.take(state["edited_rows"], shown["ids"], shown["versions"], names)
        chosen = st.session_state.setdefault(f"{self.name}_chosen", set())
        for position, values in state["edited_rows"].items():
            if CHOSEN in values and int(position) < len(shown["ids"]):
                row_id = shown["ids"][int(position)]
                (chosen.add if values[CHOSEN] else chosen.discard)(row_id)

    def draw(
        self,
        rows: pd.DataFrame,
        view: object,
        *,
        alt: str,
        tallest: int = 460,
        on_open: Callable[[str], Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        """Draw `rows`, with what is typed and not saved in place of what is stored.

        `view` names what decides which rows stand where (filter, sort, page): together with the
        data's version it makes the key, so that positions never outlive the rows they meant.
        """
        key = self._key(view)
        shown = st.session_state.get(f"{self.name}_shown")
        if shown is None or shown["key"] != key:
            shown = {
                "key": key,
                "ids": [str(row_id) for row_id in rows.index],
                "versions": [int(version) for version in rows[ROW_VERSION]],
                "carried": {row_id: dict(v) for row_id, v in self.pending.typed.items()},
                "chosen": self.chosen,
            }
            st.session_state[f"{self.name}_shown"] = shown
        visible = frames.overlaid(rows.drop(columns=ROW_VERSION), self.columns, shown["carried"])
        # Long texts and what nobody has stand last: they would push the rest out of sight.
        empty = records_reads.empty_columns(workspace.version(), self.table)
        visible = visible[sorted(visible, key=lambda n: (n in empty, grid_columns.is_long(n)))]
        visible.insert(0, CHOSEN, [row_id in shown["chosen"] for row_id in visible.index])
        settings = grid_columns.settings(self.columns) | (extra or {})
        settings["_index"] = st.column_config.TextColumn(
            self.spec.column(self.spec.key).title, disabled=True, pinned=True
        )
        settings[CHOSEN] = st.column_config.CheckboxColumn("", width=40, pinned=True)
        if on_open:
            visible.insert(1, opening.COLUMN, opening.LABEL)
            settings[opening.COLUMN] = opening.column(self.name, key, tuple(shown["ids"]))
        fixed = [c.name for c in self.columns if not c.editable]
        fixed += [name for name in visible if name not in (CHOSEN, *(c.name for c in self.columns))]
        st.html(ONE_EXPORT)
        st.data_editor(
            visible,
            key=key,
            column_config=settings,
            disabled=fixed,
            num_rows="fixed",
            height=min(tallest, HEADING_PIXELS + ROW_PIXELS * len(visible)),
            placeholder="",
            alt=alt,
        )
        self.collect()
        opened = opening.opened(self.name) if on_open else None
        if on_open and opened:
            on_open(opened)

    def _key(self, view: object) -> str:
        state = (workspace.version(), view, st.session_state.get(f"{self.name}_round", 0))
        return opening.key_of(f"{self.name}_grid", state)

    def changes(self) -> list[Difference]:
        """Give what saving would change."""
        if not self.pending.typed:
            return []
        ids = tuple(sorted(self.pending.typed))
        stored = records_reads.rows_by_id(workspace.version(), self.table, ids)
        return edits.differences(self.pending, stored, self.columns)

    def forget_edits(self) -> None:
        """Drop every unsaved edit."""
        st.session_state[f"{self.name}_pending"] = Pending()
        self._begin_anew()
