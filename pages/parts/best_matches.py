"""The best matches of a search in the log, with the words that were found."""

from __future__ import annotations

import streamlit as st

from crm_core.records.communications import CommunicationFilters
from crm_core.text.snippets import marked
from crm_core.text.terms import terms
from pages.parts import links, text_reads, workspace
from pages.parts.text import plain

SHOWN = 5


def draw(filters: CommunicationFilters) -> None:
    """Draw the best matches of the search text; nothing where none was typed or found."""
    if not filters.text or filters.binned:
        return
    found = text_reads.found(workspace.version(), filters.text, filters, SHOWN)
    if not found.hits:
        return
    asked = set(terms(filters.text))
    with st.expander("Best matches", expanded=True, icon=":material/manage_search:"):
        st.caption(
            f"Holding at least one of these words, in any form: {found.total:,}. The list below "
            "holds all of them, letter by letter. "
            'A phrase in "quotation marks" must stand as it is.'
        )
        for hit in found.hits:
            said, whose, where = st.columns((6, 1.3, 1), vertical_alignment="center")
            said.markdown(_highlighted(hit.snippet, asked))
            with whose:
                links.customer_link(hit.customer_id, icon=":material/person:")
            with where:
                links.communication_link(hit.id)


def _highlighted(text: str, asked: set[str]) -> str:
    """A text as Markdown, letter by letter, with what was found in bold."""
    return "".join(
        f"**{plain(piece)}**" if is_marked else _spaced(piece)
        for piece, is_marked in marked(text, asked)
    )


def _spaced(piece: str) -> str:
    """A piece between others keeps the blanks at its ends."""
    before, after = " " * piece[:1].isspace(), " " * piece[-1:].isspace()
    return f"{before}{plain(piece)}{after}" if piece.strip() else " "
