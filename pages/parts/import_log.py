"""Earlier imports with what became of their rows, and their rejects to mend."""

from __future__ import annotations

import json

import streamlit as st

from pages.parts import import_counts, import_reads, workspace
from pages.parts.text import plain


def draw() -> None:
    """Draw the latest imports, the newest first; a sentence where there was none."""
    st.subheader("Earlier imports")
    past = import_reads.earlier(workspace.version())
    if not past:
        st.info("No file was imported yet. The first one will be listed here.")
        return
    st.dataframe(
        {
            "File": [one.file_name for one in past],
            "Table": [one.table for one in past],
            "When": [one.imported_at for one in past],
            "Who": [one.actor for one in past],
            "Read": [one.read for one in past],
            "Created": [one.created for one in past],
            "Updated": [one.updated for one in past],
            "Unchanged": [one.unchanged for one in past],
            "Rejected": [one.rejected for one in past],
            "Mended": [one.mended for one in past],
        },
        hide_index=True,
        placeholder="",
        alt="Earlier imports with the rows they read, created, updated, left and rejected",
        key="import_log",
    )
    with_rejects = [one for one in past if one.rejected]
    if with_rejects:
        _offer(with_rejects)


def _in_words(content: str) -> str:
    """A rejected row as its cells under their headers; blank ones are left out."""
    cells = json.loads(content or "{}")
    return ", ".join(f"{name}: {cell}" for name, cell in cells.items() if cell not in (None, ""))


def _offer(past: list[import_reads.PastImport]) -> None:
    names = {
        one.import_id: f"{one.file_name}, {one.imported_at:%Y-%m-%d %H:%M}, {one.rejected:,} rows"
        for one in past
    }
    chosen = st.selectbox(
        "Rejected rows of", list(names), format_func=names.__getitem__, key="import_log_choice"
    )
    one = next(one for one in past if one.import_id == chosen)
    rows = import_reads.rejected(workspace.version(), chosen)
    import_counts.reject_table(
        {
            "Line": [line for line, _, _ in rows],
            "Reason": [reason for _, reason, _ in rows],
            "Row": [_in_words(content) for *_, content in rows],
        },
        alt=f"Rejected rows of {one.file_name}",
    )
    st.caption(plain("Mend the file in a spreadsheet and import it: each row is taken once."))
    import_counts.offer_rejects(chosen, one.rejected, "import_log")
