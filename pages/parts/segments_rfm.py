"""RFM by hand: where the scores are cut, what the groups are called, and the grid of scores."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts import rfm as pictures
from crm_core.errors import RapportError
from crm_core.segments import Grouping
from crm_core.segments.rfm import RFM, score_counts
from crm_core.segments.rfm_cuts import RFM_FEATURES
from crm_core.segments.rfm_text import cuts_of_lines, lines_of_cuts
from pages.parts import states
from pages.parts.figure import chart, is_dark
from pages.parts.lists import first_page

URL: dict[str, Any] = {"bind": "query-params", "on_change": first_page, "args": ("segments",)}
LABELS = {
    "recency_days": ("Recency cuts (days)", "30, 90, 180, 365"),
    "frequency": ("Frequency cuts (orders)", "1, 2, 4, 8"),
    "monetary": ("Monetary cuts (spend)", "50, 150, 400, 1000"),
}
GRID_HEIGHT = 380


def chosen_cuts() -> str | None:
    """Draw the cut-points and groups, and give them as a recipe holds them; None for the usual."""
    points = {}
    for name in RFM_FEATURES:
        label, example = LABELS[name]
        points[name] = st.text_input(
            label,
            key=f"segments_cut_{name}",
            placeholder=f"Quintiles; or such as {example}",
            help="Numbers that never fall. A value equal to one belongs below it. Scores begin at "
            "1; the highest is the best: the most recent, the most often, the most spent. Empty: "
            "four cuts into fifths of the customers.",
            **URL,
        )
    groups = st.text_area(
        "Groups, one a line",
        lines_of_cuts(None)[1],
        key="segments_groups",
        height=290,
        help="A name, and the scores it takes in: R for recency, F for frequency, M for money; one "
        "that is left out may be anything. The first group that fits a customer is theirs.",
        **URL,
    )
    try:
        return cuts_of_lines({name: text or "" for name, text in points.items()}, groups or "")
    except RapportError as error:
        states.problem(error)
        st.caption("Until that is mended, the usual cuts and groups are shown.")
        return None


def typed(cuts: str | None) -> dict[str, str]:
    """Give what a person would have typed for the cuts of a recipe, by the place to type it."""
    points, groups = lines_of_cuts(cuts)
    return {**{f"cut_{name}": text for name, text in points.items()}, "groups": groups}


def draw(grouping: Grouping) -> None:
    """Draw the cut-points in use, and the share of customers with each score."""
    rfm = grouping.model.segmenter
    if not isinstance(rfm, RFM):
        return
    said = [
        f"{LABELS[name][0].partition(' ')[0]} at {', '.join(f'{point:,.6g}' for point in found)}"
        for name, found in zip(RFM_FEATURES, rfm.cuts_.points(), strict=True)
        if found
    ]
    st.caption(f"Cuts in use: {'; '.join(said)}. Customers who never ordered are left out.")
    counts = score_counts(rfm, grouping.matrix.values)
    chart(
        pictures.rfm_grid(counts, dark=is_dark()),
        pictures.grid_in_words(counts),
        "segments_rfm",
        height=GRID_HEIGHT,
    )
