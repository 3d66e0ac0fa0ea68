"""What can be done with ticked rows: into the bin, out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from crm_core.errors import RapportError
from crm_core.store import Store
from crm_core.workflows.records import Saved, delete_rows, restore_rows, undo_change_set
from pages.parts import links, merge_dialog, outcome, workspace
from pages.parts.grid import Grid
from pages.parts.text import plain

MOST_AT_ONCE = 5
"""Customers that can be compared side by side."""
Write = Callable[..., Saved]


def offer(grid: Grid, *, binned: bool) -> None:
    """Draw the action for the ticked rows, where any are ticked."""
    chosen = grid.chosen
    if not chosen:
        aim = "restore them" if binned else "move them to the bin"
        st.caption(f"Tick rows to {aim}; double-click a cell to edit it.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(chosen):,}** ticked")
        if binned:
            label, icon, write, verb = "Restore", "restore_from_trash", restore_rows, "Restored"
        else:
            label, icon, write, verb = "Move to the bin", "delete", delete_rows, "Moved to the bin"
        st.button(
            label,
            icon=f":material/{icon}:",
            key=f"{grid.name}_{'restore' if binned else 'delete'}",
            on_click=_write,
            args=(grid, write, verb, tuple(chosen)),
        )
        if grid.table == "customers" and not binned and 1 < len(chosen) <= MOST_AT_ONCE:
            _offer_merge(grid, tuple(chosen))
        st.button(
            "Untick all", type="tertiary", key=f"{grid.name}_untick", on_click=grid.clear_choice
        )


def _offer_merge(grid: Grid, ids: tuple[str, ...]) -> None:
    if st.button("Merge", icon=":material/merge:", key=f"{grid.name}_merge"):
        for row_id in ids:
            grid.pending.forget(row_id)
        merge_dialog.draw(ids, grid.name)


def _write(grid: Grid, write: Write, verb: str, ids: Sequence[str]) -> None:
    store: Store = workspace.store()
    try:
        saved = write(store, grid.table, list(ids), actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem(grid.name, error)
        return
    for row_id in ids:
        grid.pending.forget(row_id)
    grid.clear_choice()
    outcome.remember(grid.name, saved, verb, grid.spec.noun)


def say_what_was_done() -> None:
    """Say once that a customer was added, with a link to them and a way back."""
    added = st.session_state.get("directory_added")
    if not added:
        return
    customer_id, change_set_id = added
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Added {plain(customer_id)}.", icon=":material/check_circle:")
        links.customer_link(customer_id, "Open", icon=":material/open_in_new:")
        st.button("Undo", key="directory_unadd", on_click=_take_back, args=(change_set_id,))
        st.button("Dismiss", type="tertiary", key="directory_added_ok", on_click=_forget_added)


def _take_back(change_set_id: int) -> None:
    undo_change_set(workspace.store(), change_set_id, actor=workspace.actor())
    _forget_added()


def _forget_added() -> None:
    st.session_state.pop("directory_added", None)
