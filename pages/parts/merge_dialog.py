"""The dialog that makes customers one: side by side, field by field."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records.merging import JOINED
from crm_core.schema import ROW_VERSION, Column
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
    """Draw a choice for each field where they differ, and give those that were decided."""
    sources, columns = duplicates_reads.suggested_sources(workspace.version(), keep, others)
    decided: dict[str, str] = {}
    differing = [c for c in columns if len({forms.as_text(r[c.name]) for r in rows.values()}) > 1]
    st.markdown("**Field by field**" if differing else "They agree in every field.")
    for column in differing:
        suggested = sources[column.name]
        picked = _field(column, rows, suggested)
        if picked != BOTH and (picked,) != suggested:
            decided[column.name] = picked
    return decided


def _field(column: Column, rows: dict[str, dict[str, Any]], suggested: tuple[str, ...]) -> str:
    values = {row_id: forms.as_text(row[column.name]) for row_id, row in rows.items()}
    options: dict[str, str] = {}
    for row_id in (*suggested, *rows):
        if values[row_id] not in {values[known] for known in options}:
            options[row_id] = row_id
    if column.name == JOINED and len(suggested) > 1:
        options = {BOTH: BOTH} | options
    place = f"merge_{column.name}_{'_'.join(rows)}_{'_'.join(suggested)}"
    return st.radio(
        plain(column.title),
        list(options),
        format_func=lambda row_id: plain(_in_words(values, row_id)),
        horizontal=True,
        key=place,
    )


def _in_words(values: dict[str, str], row_id: str) -> str:
    if row_id == BOTH:
        return "all of them"
    return values[row_id] or "nothing"


def _what_moves(others: tuple[str, ...]) -> None:
    held = duplicates_reads.holdings(workspace.version(), others)
    counts: dict[str, int] = {}
    for tables in held.values():
        for table, rows in tables.items():
            counts[table] = counts.get(table, 0) + rows
    moving = ", ".join(f"{rows:,} {table.replace('_', ' ')}" for table, rows in counts.items())
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
