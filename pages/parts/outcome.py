"""How the last write of a page went: shown once it is done, with a way back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.schema import ROW_VERSION, TRACKED
from crm_core.store import Conflict, UndoConflict, Undone
from crm_core.store.removal import Place
from crm_core.workflows.records import Saved, save_edits, undo_change_set
from pages.parts import drafts, records_reads, workspace
from pages.parts.text import plain


def counted(number: int, noun: str) -> str:
    """Say how many of what.

    >>> counted(1, "change"), counted(2_000, "entry"), counted(0, "customer"), counted(4, "day")
    ('1 change', '2,000 entries', '0 customers', '4 days')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def remember(name: str, saved: Saved, verb: str, noun: str = "row") -> None:
    """Keep how a write went, for the next run of the page that keeps it under `name`."""
    st.session_state[f"{name}_outcome"] = {
        "words": f"{verb}: {counted(saved.rows, noun)}.",
        "rows": saved.rows,
        "change_set_id": saved.change_set_id,
        "noun": noun,
        "conflicts": [_values(conflict) for conflict in saved.conflicts],
        "mine": _mine(saved.conflicts),
    }


def _mine(conflicts: list[Conflict]) -> tuple[str, list[dict[str, Any]]] | None:
    """The table and the edits that write what was left alone over what is there now."""
    if not conflicts:
        return None
    table = conflicts[0].table
    key = TRACKED[table].key
    ids = tuple(sorted({conflict.id for conflict in conflicts}))
    now = records_reads.rows_by_id(workspace.version(), table, ids)[ROW_VERSION]
    edits = {row_id: {key: row_id, ROW_VERSION: int(now[row_id])} for row_id in ids}
    for conflict in conflicts:
        edits[conflict.id][conflict.column] = conflict.wanted
    return table, list(edits.values())


def remember_problem(name: str, problem: object) -> None:
    """Keep why a write was refused."""
    st.session_state[f"{name}_outcome"] = {"problem": str(problem)}


def forget(name: str) -> None:
    """Show nothing about the last write any more."""
    st.session_state.pop(f"{name}_outcome", None)


def show(name: str) -> None:
    """Draw how the last write went: its extent, Undo, and the values it left alone."""
    kept = st.session_state.get(f"{name}_outcome")
    if not kept:
        return
    if "problem" in kept:
        st.error(plain(kept["problem"]), icon=":material/error:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_outcome_bar"):
        if kept["rows"] or not kept["conflicts"]:
            st.success(plain(kept["words"]), icon=":material/check_circle:")
        if kept["change_set_id"]:
            st.button(
                "Undo last save",
                icon=":material/undo:",
                key=f"{name}_undo",
                on_click=_undo,
                args=(name, kept["change_set_id"], kept["noun"]),
            )
        st.button("Dismiss", type="tertiary", key=f"{name}_dismiss", on_click=forget, args=(name,))
    if kept["conflicts"]:
        chosen = draw_conflicts(kept["conflicts"], name, choose="places" in kept)
        _offer_to_take(name, kept, chosen)
    if kept.get("mine"):
        st.button(
            "Use mine",
            icon=":material/edit:",
            key=f"{name}_mine",
            help="Write the wanted values over those that are there now.",
            on_click=_use_mine,
            args=(name, *kept["mine"], kept["noun"]),
        )


def _use_mine(name: str, table: str, edits: list[dict[str, Any]], noun: str) -> None:
    """Write what was left alone; what was changed once more meanwhile is a conflict again."""
    reason = f"Edit {counted(len(edits), TRACKED[table].noun)} after a conflict"
    actor = workspace.actor()
    try:
        saved = save_edits(workspace.store(), table, edits, [], [], actor=actor, reason=reason)
    except RapportError as error:
        remember_problem(name, error)
        return
    drafts.begin_anew(name)
    remember(name, saved, "Saved", noun)


def _undo(name: str, change_set_id: int, noun: str) -> None:
    try:
        undone = undo_change_set(workspace.store(), change_set_id, actor=workspace.actor())
    except RapportError as error:
        remember_problem(name, error)
    else:
        drafts.begin_anew(name)
        remember_undone(name, undone, "Undone", noun, target=change_set_id)


def remember_undone(
    name: str, undone: Undone, verb: str, noun: str = "row", *, target: int
) -> None:
    """Keep how the undo of `target` went: its rows, and the values that were changed since."""
    st.session_state[f"{name}_outcome"] = {
        "words": f"{verb}: {counted(undone.reverted, noun)}.",
        "rows": undone.reverted,
        "change_set_id": None,
        "noun": noun,
        "conflicts": [_values(conflict) for conflict in undone.conflicts],
        "places": [conflict.place for conflict in undone.conflicts],
        "target": target,
    }


def _offer_to_take(name: str, kept: dict[str, Any], chosen: list[int]) -> None:
    """Draw the button that takes chosen conflicts of an undo back as well."""
    if "places" not in kept:
        return
    if not chosen:
        st.caption("Tick those that are to go back all the same.")
        return
    st.button(
        f"Put {counted(len(chosen), 'value')} back as well",
        icon=":material/undo:",
        key=f"{name}_take",
        on_click=_take,
        args=(name, kept["target"], [kept["places"][row] for row in chosen], kept["noun"]),
    )


def _take(name: str, target: int, places: list[Place], noun: str) -> None:
    try:
        undone = undo_change_set(workspace.store(), target, actor=workspace.actor(), take=places)
    except RapportError as error:
        remember_problem(name, error)
        return
    drafts.begin_anew(name)
    remember_undone(name, undone, "Put back", noun, target=target)


def _values(conflict: Conflict | UndoConflict) -> tuple[str, str, Any, Any]:
    wanted = conflict.wanted if isinstance(conflict, Conflict) else conflict.would_be
    return conflict.id, _title(conflict.table, conflict.column), conflict.now, wanted


def _title(table: str, name: str) -> str:
    """The column as people know it; a conflict about a whole row keeps its own word."""
    known = {
        column.name: column.title for column in records_reads.columns(workspace.version(), table)
    }
    return known.get(name, name)


def draw_conflicts(
    conflicts: list[tuple[str, str, Any, Any]], name: str, *, choose: bool = False
) -> list[int]:
    """Draw the values that were left alone, as they are now beside what was wanted.

    Gives the places of those that are ticked, where they can be chosen.
    """
    st.warning(
        "Somebody changed these values in the meantime, so they were left as they are now.",
        icon=":material/merge:",
    )
    event: Any = st.dataframe(
        {
            "Id": [row_id for row_id, *_ in conflicts],
            "Field": [column for _, column, *_ in conflicts],
            "Now": [_text(now) for *_, now, _ in conflicts],
            "Wanted": [_text(wanted) for *_, wanted in conflicts],
        },
        hide_index=True,
        placeholder="",
        alt="Values left alone because somebody changed them in the meantime",
        key=f"{name}_conflicts{'_to_choose' if choose else ''}",
        **({"on_select": "rerun", "selection_mode": "multi-row"} if choose else {}),
    )
    return list(event["selection"]["rows"]) if choose else []


def _text(value: object) -> str:
    return "" if value is None else str(value)
