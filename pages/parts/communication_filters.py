"""The filters of the communication log. All but the search text are in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.records.communications import CommunicationFilters
from crm_core.schema import CHANNELS, DIRECTIONS, OUTCOMES, PURPOSES
from pages.parts import lists

SETS = (
    ("Channel", "channels", CHANNELS),
    ("Direction", "directions", DIRECTIONS),
    ("Purpose", "purposes", PURPOSES),
    ("Outcome", "outcomes", OUTCOMES),
)


def chosen_filters() -> CommunicationFilters:
    """Draw the filters, and give what they are set to."""
    back: dict[str, Any] = {"on_change": lists.first_page, "args": ("communications",)}
    url: dict[str, Any] = back | {"bind": "query-params"}
    top = st.columns((2.4, 1.1, 1.1, 1), vertical_alignment="bottom")
    text = top[0].text_input(
        "Search",
        key="communications_text",
        placeholder="Words of the subject or the text",
        icon=":material/search:",
        persist_state="session",
        **back,
    )
    with top[1]:
        since = lists.day("From", "communications_from", **url)
    with top[2]:
        until = lists.day("To", "communications_to", **url)
    binned = top[3].toggle("Show the bin", key="communications_bin", **url)
    chosen: dict[str, tuple[str, ...]] = {}
    for place, (label, name, options) in zip(st.columns(4), SETS, strict=True):
        key = f"communications_{name}"
        chosen[name] = tuple(place.multiselect(label, options, key=key, **url))
    return CommunicationFilters(
        text=text.strip(), since=since, until=until, binned=binned, **chosen
    )
