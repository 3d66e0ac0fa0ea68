"""What to group by, and into how many segments. All of it is in the URL."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.features import Feature
from crm_core.matrices import MISSING, SCALES
from crm_core.segments import GREATEST_SEED, Recipe
from pages.parts import records_reads, segments_reads, workspace
from pages.parts.lists import first_page
from pages.parts.text import plain

DEFAULTS = ("recency_days", "frequency", "monetary")
LOGGED = ("frequency", "monetary")
KS = range(2, 13)
SCALE_WORDS = {
    "standard": "Standard",
    "robust": "Robust",
    "none": "None",
}
MISSING_WORDS = {"median": "Fill with the median", "drop": "Leave the customer out"}
URL: dict[str, Any] = {"bind": "query-params", "on_change": first_page, "args": ("segments",)}


def chosen_recipe() -> Recipe | None:
    """Draw the choices, and give them; None while no feature is chosen."""
    version = workspace.version()
    k = st.slider("Number of segments (K)", min(KS), max(KS), 4, key="segments_k", **URL)
    known = segments_reads.numeric_features(version)
    labels = segments_reads.labels(version)
    features = st.multiselect(
        "Features",
        list(known),
        [name for name in DEFAULTS if name in known],
        format_func=lambda name: labels.get(name, name),
        key="segments_features",
        wrap=True,
        **URL,
    )
    log = _logged(features, labels)
    scale = st.selectbox(
        "Scaling",
        SCALES,
        format_func=lambda name: SCALE_WORDS.get(name, name),
        key="segments_scale",
        help="Makes features comparable. Standard: distance from the mean in standard deviations. "
        "Robust: distance from the median in quartile distances, for data with outliers.",
        **URL,
    )
    if scale == "none":
        st.warning(
            "Without scaling, the feature with the largest numbers decides nearly alone.",
            icon=":material/warning:",
        )
    missing = st.selectbox(
        "Missing values",
        MISSING,
        format_func=lambda name: MISSING_WORDS.get(name, name),
        key="segments_missing",
        **URL,
    )
    as_of, seed = _day_and_seed(version)
    _meanings({name: known[name] for name in features if name in known})
    if not features:
        return None
    return Recipe(tuple(features), k, as_of, scale, tuple(log), missing, seed)


def _logged(features: list[str], labels: dict[str, str]) -> list[str]:
    """Which of the chosen features are logged: a choice about one not chosen is kept, unused."""
    chosen = st.multiselect(
        "Logarithm of",
        list(labels),
        [name for name in LOGGED if name in labels],
        format_func=lambda name: labels.get(name, name),
        key="segments_log",
        wrap=True,
        help="Draws in long tails: twice as much counts the same whether small or large. It is "
        "log(1 + size) under the sign of the value, so negative spend stays below zero. Only "
        "chosen features count.",
        **URL,
    )
    return [name for name in features if name in chosen]


def _day_and_seed(version: str) -> tuple[date, int]:
    known = records_reads.as_of(version)
    said = st.empty()
    with st.expander("As-of day and seed"):
        as_of = st.date_input(
            "As of",
            known,
            key="segments_as_of",
            format="YYYY-MM-DD",
            help="All of this day counts, and nothing after it.",
            **URL,
        )
        seed = st.number_input(
            "Seed",
            0,
            GREATEST_SEED,
            0,
            step=1,
            key="segments_seed",
            help="K-means starts from random centres; the same seed gives the same segments.",
            **URL,
        )
    day = as_of if isinstance(as_of, date) else known
    why = ", the last order or communication" if day == known else ""
    said.caption(f"As of {day.day} {day:%B %Y}{why}.")
    return day, int(seed)


def _meanings(features: dict[str, Feature]) -> None:
    with st.popover(
        "What the features mean",
        icon=":material/function:",
        type="tertiary",
        key="segments_meanings",
        disabled=not features,
    ):
        for feature in features.values():
            st.markdown(f"**{plain(feature.label)}** {plain(feature.sentence)}")
