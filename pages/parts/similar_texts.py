"""What a communication says: its mood with the words that carry it, and what it is like."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.text.answers import Ending
from crm_core.text.mood import WEAKNESS
from crm_core.workflows.searches import SimilarText
from pages.parts import links, text_reads, workspace
from pages.parts.text import plain

SHOWN = 5
COLOURS = {"negative": "orange", "neutral": "gray", "positive": "blue"}


def draw(row: dict[str, Any]) -> None:
    """Draw the mood of a communication and the ones most like it, with how they ended."""
    text = "\n".join(part for part in (row["subject"], row["text"]) if part)
    if not text.strip() or row["deleted_at"] is not None:
        return
    _draw_mood(text)
    st.subheader("Similar conversations")
    version = workspace.version()
    hits = text_reads.similar(version, row["communication_id"], SHOWN).hits
    if not hits:
        st.caption("No other text shares a telling word with this one.")
        return
    ended = text_reads.ended(version, tuple(hit.id for hit in hits))
    for hit in hits:
        if hit.id in ended:
            _draw_hit(hit, ended[hit.id])


def _draw_hit(hit: SimilarText, ending: Ending) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            alike = f"**{hit.score:.0%} alike** by {plain(', '.join(hit.shared))}"
            st.markdown(alike, width="stretch")
            if ending.is_communication:
                links.communication_link(hit.id)
        st.markdown(plain(ending.said))
        facts = [f"{ending.occurred_at:%Y-%m-%d}", ending.channel or "feedback"]
        if ending.is_communication:
            facts.append((ending.outcome or "no outcome recorded").replace("_", " "))
        st.caption(plain(" · ".join(facts)))
        if ending.answer:
            st.caption(f"Answered: {plain(ending.answer)}")


def _draw_mood(text: str) -> None:
    found = text_reads.mood_of(text)
    words = ", ".join(dict.fromkeys(carrier.word for carrier in found.carriers))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(f"Sounds {found.sentiment}", color=COLOURS[found.sentiment])
        told = f"By the words: {words}." if words else "No word of praise or blame in it."
        st.caption(plain(told), width="stretch", help=WEAKNESS)
