"""What to group by, and how. All of it is in the URL."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.features import Feature
from crm_core.matrices import MISSING, SCALES
from crm_core.segments import GREATEST_SEED, METHODS, Method, Recipe
from crm_core.segments.rfm import rfm_recipe
from pages.parts import records_reads, segments_reads, segments_rfm, workspace
from pages.parts.lists import first_page
from pages.parts.text import plain

DEFAULTS = ("recency_days", "frequency", "monetary")
LOGGED = ("frequency", "monetary")
KS = range(2, 16)
SCALE_WORDS = {
    "standard": "Standard",
    "robust": "Robust",
    "none": "None",
}
MISSING_WORDS = {"median": "Fill with the median", "drop": "Leave the customer out"}
URL: dict[str, Any] = {"bind": "query-params", "on_change": first_page, "args": ("segments",)}
LABELS = {method.label: name for name, method in METHODS.items()}
LEFT_OPEN = "Chosen from the data"


def chosen_recipe() -> Recipe | None:
    """Draw the choices, and give them; None while no feature is chosen."""
    if st.session_state.pop("segments_address_left", False):
        # A widget that is drawn for the first time takes what this run's address said of it, and
        # the address has since been left for the settings of a saved segmentation.
        st.rerun()
    version = workspace.version()
    method = _method()
    options = _options(method)
    as_of, seed = records_reads.as_of(version), 0
    if "cuts" in method.options:
        as_of, seed = _day_and_seed(version)
        return rfm_recipe(Recipe((), as_of=as_of, seed=seed, algorithm=method.name, **options))
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
    scale = _scale()
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
    return Recipe(
        tuple(features),
        as_of=as_of,
        scale=scale,
        log=tuple(log),
        missing=missing,
        seed=seed,
        algorithm=method.name,
        **options,
    )


def _method() -> Method:
    label = st.selectbox("Way of grouping", list(LABELS), key="segments_algorithm", **URL)
    method = METHODS[LABELS.get(label, "kmeans")]
    st.caption(plain(method.sentence))
    return method


def _options(method: Method) -> dict[str, Any]:
    """The choices that apply to a method; the others are None."""
    drawn: dict[str, Any] = {"k": None}
    if "k" in method.options:
        drawn["k"] = st.slider(
            "Number of segments (K)", min(KS), max(KS), 4, key="segments_k", **URL
        )
    if "eps" in method.options:
        drawn["eps"] = st.number_input(
            "Radius (eps)",
            min_value=0.0001,
            value=None,
            step=0.1,
            format="%.4g",
            placeholder=LEFT_OPEN,
            key="segments_eps",
            help="How near two customers must lie, in scaled units, to be neighbours.",
            **URL,
        )
    if "min_samples" in method.options:
        drawn["min_samples"] = _count(
            "Neighbours of a dense place",
            "min_samples",
            1,
            "How many customers, the one in the middle included, make a place dense.",
        )
    if "min_cluster_size" in method.options:
        drawn["min_cluster_size"] = _count(
            "Smallest segment",
            "min_cluster_size",
            2,
            "Groups of fewer customers are noise.",
        )
    if "cuts" in method.options:
        drawn["cuts"] = segments_rfm.chosen_cuts()
    return drawn


def _count(label: str, name: str, least: int, meaning: str) -> int | None:
    given = st.number_input(
        label,
        min_value=least,
        value=None,
        step=1,
        placeholder=LEFT_OPEN,
        key=f"segments_{name}",
        help=meaning,
        **URL,
    )
    return None if given is None else int(given)


def _scale() -> str:
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
            "Without scaling, the feature with the largest numbers decides nearly alone: see Data "
            "below the picture.",
            icon=":material/warning:",
        )
    return scale


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


def take_logarithm(feature: str) -> None:
    """Add a feature to those whose logarithm is taken: what one click on a suggestion does."""
    chosen = list(st.session_state.get("segments_log") or [])
    st.session_state["segments_log"] = [*chosen, feature]
    first_page("segments")


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
            help="Where a method starts at random; the same seed gives the same segments.",
            **URL,
        )
    day = as_of if isinstance(as_of, date) else known
    why = ", the last day anything is known of" if day == known else ""
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
