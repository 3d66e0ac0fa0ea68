"""The dialog that makes customers one: side by side, field by field."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records.merging import JOINED
from crm_core.schema import ROW_VERSION, TRACKED, Column
from crm_core.workflows.merging import merge_customers
from crm_core.workflows.records import Saved
from pages.parts import duplicates_reads, forms, links, outcome, records_reads, workspace
from pages.parts.text import plain

BOTH = ""
"""The choice of all notes, one below the other."""


@st.dialog("Merge customers", width="large")
def draw(ids: tuple[str, ...], name: str) -> None:
    """Draw whose values are kept; the page that keeps its outcome under `name` says how it went."""
    version = workspace.version()
    rows = {row_id: records_reads.row(version, "customers", row_id) for row_id in ids}
    keep = st.radio(
        "Who stays",
        ids,
        format_func=lambda row_id: _who(rows[row_id]),
        key=f"merge_keep_{'_'.join(ids)}",
        help="The others go to the bin, and what they have moves here.",
    )
    others = tuple(row_id for row_id in ids if row_id != keep)
    chosen = _fields(rows, keep, others)
    _what_moves(others)
    if st.button("Merge", type="primary", icon=":material/merge:", key="merge_now"):
        _merge(rows, keep, others, chosen, name)


def _who(row: dict[str, Any]) -> str:
    facts = (row["customer_id"], row["since"] and f"since {row['since']}")
    return plain(f"{row['name'] or 'No name'} ({', '.join(str(f) for f in facts if f)})")


def _fields(rows: dict[str, dict[str, Any]], keep: str, others: tuple[str, ...]) -> dict[str, str]:
    """Draw a choice for each field they disagree in, and give those that were decided."""
    sources, columns = duplicates_reads.suggested_sources(workspace.version(), keep, others)
    decided: dict[str, str] = {}
    filled = []
    for column in columns:
        values = {row_id: forms.as_text(row[column.name]) for row_id, row in rows.items()}
        if len({text for text in values.values() if text}) > 1:
            picked = _field(column, values, sources[column.name])
            if picked != BOTH and (picked,) != sources[column.name]:
                decided[column.name] = picked
        elif any(values.values()) and not values[keep]:
            filled.append(column.title)
    if filled:
        st.caption(plain(f"Empty so far, and filled in from the other: {', '.join(filled)}."))
    return decided


def _field(column: Column, values: dict[str, str], suggested: tuple[str, ...]) -> str:
    """Draw the different values of one field, the suggested one first, and give whose is picked."""
    options: dict[str, str] = {}
    for row_id in (*suggested, *values):
        options.setdefault(values[row_id], row_id)
    whose = [row_id for text, row_id in options.items() if text]
    if column.name == JOINED and len(suggested) > 1:
        whose = [BOTH, *whose]
    return st.radio(
        plain(column.title),
        whose,
        format_func=lambda row_id: plain(values[row_id]) if row_id else "All of them",
        horizontal=True,
        key=f"merge_{column.name}_{'_'.join(values)}_{'_'.join(suggested)}",
    )


def _what_moves(others: tuple[str, ...]) -> None:
    counts: dict[str, int] = {}
    for tables in duplicates_reads.holdings(workspace.version(), others).values():
        for table, rows in tables.items():
            counts[table] = counts.get(table, 0) + rows
    moving = ", ".join(outcome.counted(rows, TRACKED[t].noun) for t, rows in counts.items())
    st.caption(
        f"{'Moves along: ' + moving if moving else 'Nothing moves along'}. "
        "Where one of them refused something, it stays refused. "
        "A merge can be taken back from History at any time."
    )


def _merge(
    rows: dict[str, dict[str, Any]],
    keep: str,
    others: tuple[str, ...],
    chosen: dict[str, str],
    name: str,
) -> None:
    try:
        merged = merge_customers(
            workspace.store(),
            keep,
            others,
            actor=workspace.actor(),
            sources=chosen,
            seen={row_id: int(row[ROW_VERSION]) for row_id, row in rows.items()},
        )
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    saved = Saved(merged.change_set_id, merged.customers, [])
    outcome.remember(name, saved, f"Merged into {keep}", "customer")
    links.open_customer(keep) if name == "customer" else st.rerun()
