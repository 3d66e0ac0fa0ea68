"""What is typed into a grid and not saved yet: what saving would change, Save and Discard."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records import edits
from crm_core.records.edits import Difference
from crm_core.workflows.records import save_edits
from pages.parts import outcome, workspace
from pages.parts.grid import Grid
from pages.parts.text import plain

PROBLEMS = 3
"""So many values to mend are named above the table; the list below it holds all."""


def save_bar(grid: Grid, bar: Any) -> None:
    """Draw how many changes are unsaved, with Save and Discard, into the container `bar`.

    What they are is drawn here, below the table: above it, each would push the table down.
    """
    changed = grid.changes()
    with bar:
        if changed:
            with st.container(border=True, key=f"{grid.name}_unsaved"):
                _draw_bar(grid, changed)
        outcome.show(grid.name)
    if changed:
        _draw_changes(grid, changed)


def _draw_bar(grid: Grid, changed: list[Difference]) -> None:
    rows = len({difference.id for difference in changed})
    extent = outcome.counted(len(changed), "change")
    with st.container(horizontal=True, vertical_alignment="center"):
        where = outcome.counted(rows, grid.spec.noun)
        st.markdown(f"**{extent}** in {where}, not saved", width="stretch")
        st.button(
            "Save",
            type="primary",
            icon=":material/save:",
            key=f"{grid.name}_save",
            on_click=_save,
            args=(grid,),
        )
        st.button("Discard", key=f"{grid.name}_discard", on_click=_discard, args=(grid,))
    refused = [difference for difference in changed if difference.problem]
    for difference in refused[:PROBLEMS]:
        st.error(f"{plain(difference.id)}: {plain(difference.problem)}", icon=":material/error:")
    if len(refused) > PROBLEMS:
        more = outcome.counted(len(refused) - PROBLEMS, "value")
        st.caption(f"{more} more to mend, listed below the table.")


def _draw_changes(grid: Grid, changed: list[Difference]) -> None:
    listed: dict[str, list[str]] = {
        grid.spec.key: [d.id for d in changed],
        "Field": [d.column.title for d in changed],
        "Now": [_shown(d.before) for d in changed],
        "Will be": [_shown(d.typed if d.problem else d.after) for d in changed],
    }
    if any(d.problem for d in changed):
        listed["To mend"] = [_shown(d.problem) for d in changed]
    st.markdown("**What saving will change**")
    st.dataframe(
        listed,
        hide_index=True,
        height="auto",
        placeholder="",
        column_config={grid.spec.key: grid.spec.column(grid.spec.key).title},
        alt="Changes that are not saved yet",
        key=f"{grid.name}_diff",
    )


def _save(grid: Grid) -> None:
    grid.collect()
    changed = grid.changes()
    if not changed or any(difference.problem for difference in changed):
        outcome.remember_problem(
            grid.name, "Nothing was saved: mend the values named above, or discard them."
        )
        return
    rows = edits.edits_to_save(grid.pending, changed, grid.spec.key)
    reason = f"Edit {outcome.counted(len(rows), grid.spec.noun)} in the {grid.name}"
    try:
        saved = save_edits(
            workspace.store(),
            grid.table,
            rows,
            [],
            [],
            actor=workspace.actor(),
            reason=reason,
        )
    except RapportError as error:
        outcome.remember_problem(grid.name, error)
        return
    grid.forget_edits()
    outcome.remember(grid.name, saved, "Saved", grid.spec.noun)


def _discard(grid: Grid) -> None:
    grid.forget_edits()
    outcome.forget(grid.name)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
