"""What a person chooses before an import: the table, the columns, what to keep."""

from __future__ import annotations

import streamlit as st

from crm_core.ingest.delimited import DELIMITERS
from crm_core.ingest.previews import Preview
from crm_core.schema import IMPORTABLE
from pages.parts.text import code, plain

NOT_MAPPED = "Not in the file"
PLACES = 3
NEEDS_KEY = ("customers", "products")


def table() -> str:
    """Choose the table the rows go to; kept in the URL."""
    chosen = st.segmented_control(
        "What does the file hold?",
        IMPORTABLE,
        default="customers",
        required=True,
        format_func=str.capitalize,
        key="import_table",
        bind="query-params",
    )
    return str(chosen or "customers")


def show_preview(seen: Preview) -> None:
    """Draw how the file was read, and its first rows."""
    how = [seen.form, seen.encoding, DELIMITERS.get(seen.delimiter or "")]
    words = ", ".join(part for part in how if part)
    st.write(f"{plain(seen.name)}: {seen.rows:,} rows, {len(seen.columns)} columns ({words}).")
    st.dataframe(
        seen.first,
        hide_index=True,
        height=215,
        placeholder="",
        alt=f"The first rows of {seen.name}",
        key="import_first_rows",
    )


def offer_better_table(seen: Preview, table_name: str) -> None:
    """Say where the file seems to hold rows of another table, and offer to read it as those."""
    other = seen.better_table
    if other is None:
        return
    st.warning(
        f"This looks like a file of {other}, and is read as {table_name}.",
        icon=":material/swap_horiz:",
    )
    st.button(
        f"Read it as {other}",
        type="primary",
        key="import_read_as",
        on_click=_read_as,
        args=(other,),
    )


def _read_as(other: str) -> None:
    st.session_state["import_table"] = other


def mapping(seen: Preview, table_name: str, token: str) -> dict[str, str]:
    """Choose the file's column for each of ours; gives what differs from the suggestions.

    The suggestions stand in the boxes; an empty answer for a column takes its suggestion away.
    """
    chosen: dict[str, str] = {}
    with st.expander(_mapping_title(seen), icon=":material/table_convert:", expanded=True):
        options = [NOT_MAPPED, *seen.columns]
        for place, column in enumerate(seen.targets):
            suggestion = seen.suggestions.get(column.name, NOT_MAPPED)
            label = plain(column.title) + (" (needed)" if column.required else "")
            if place % PLACES == 0:  # A row at a time: a phone stacks each in its turn.
                places = st.columns(PLACES)
            with places[place % PLACES]:
                theirs = st.selectbox(
                    label,
                    options,
                    index=options.index(suggestion),
                    key=f"import_map_{table_name}_{token}_{column.name}",
                )
            if theirs != suggestion:
                chosen[column.name] = "" if theirs == NOT_MAPPED else theirs
    return chosen


def _mapping_title(seen: Preview) -> str:
    return f"Columns: {len(seen.suggestions)} of {len(seen.columns)} recognised"


def options(seen: Preview, table_name: str, changed: dict[str, str]) -> tuple[bool, bool]:
    """Choose whether to keep other columns, and whether rows without an id get one."""
    keep = id_from_row = False
    used = set(seen.suggestions.values()) | set(changed.values())
    rest = [name for name in seen.columns if name not in used]
    if rest and table_name != "orders":
        keep = st.toggle(
            f"Keep {len(rest)} other columns",
            key="import_keep_extra",
            help="As columns of your own: " + ", ".join(code(name) for name in rest[:12]),
        )
    if table_name in NEEDS_KEY:
        id_from_row = st.toggle(
            "Name rows without an id by their place in the file",
            key="import_id_from_row",
            help="The first becomes row-1. Importing the same file again finds the same rows; "
            "so would another file named this way, and change them.",
        )
    return keep, id_from_row
