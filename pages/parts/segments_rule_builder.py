"""The rule builder: who belongs to a segment, said in conditions, with a live count above them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from crm_core.segments import SavedSegmentation
from pages.parts import (
    segments_rule_file,
    segments_rule_groups,
    segments_rule_reads,
    segments_rule_result,
    workspace,
)
from pages.parts.segments_rule_tree import Draft
from pages.parts.text import plain

DRAFT = "rules_draft"
LAPSING = {
    "all": [
        {"feature": "frequency", "op": ">=", "value": 3},
        {"feature": "recency_days", "op": ">", "value": 180},
    ]
}
NOT_CALLED = {
    "all": [
        {"history": "orders", "where": [], "within_days": 90, "count": {"op": ">=", "value": 2}},
        {
            "history": "communications",
            "where": [{"column": "channel", "op": "=", "value": "phone"}],
            "within_days": 30,
            "count": {"op": "=", "value": 0},
        },
    ]
}
REACHABLE = {
    "all": [
        {"feature": "email", "op": "is_null", "value": False},
        {"not": {"any": [{"history": "orders", "where": [], "within_days": 365}]}},
    ]
}
EXAMPLES = {
    "Bought twice, not called": NOT_CALLED,
    "Good customers who lapse": LAPSING,
    "Has an e-mail, no order in a year": REACHABLE,
}


def draw() -> None:
    """Draw the builder, above it how many customers the rule holds for, below it who they are."""
    draft = _draft()
    above = st.container()
    as_of = _begin(draft)
    rule, unfinished = segments_rule_groups.drawn(draft)
    with above:
        found = segments_rule_result.count(rule, unfinished, as_of)
    if found is not None:
        segments_rule_result.draw(rule, found)
    segments_rule_file.draw(rule, load)


def _draft() -> Draft:
    if DRAFT not in st.session_state:
        st.session_state[DRAFT] = Draft()
    draft: Draft = st.session_state[DRAFT]
    return draft


def load(content: Any, name: str = "") -> None:
    """Put a rule into the builder, in place of what is there; `name` is what it is kept as."""
    st.session_state[DRAFT] = Draft(content, _draft().next)
    st.session_state["rules_name"] = name
    st.session_state["rules_loaded"] = name


def _begin(draft: Draft) -> date:
    """Draw the day, and the ways to begin: examples while there is nothing, the rules kept."""
    kept = segments_rule_reads.saved_rules(workspace.version())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        as_of = _as_of()
        if draft.root["parts"]:
            st.button(
                "Start anew",
                icon=":material/restart_alt:",
                key="rules_anew",
                on_click=load,
                args=({"all": []},),
            )
        else:
            _examples()
        if kept:
            with st.popover("Edit a saved rule", icon=":material/folder_open:", key="rules_open"):
                _saved(kept)
    if not draft.root["parts"]:
        st.caption("Begin with an example, or add a condition: each one narrows who is in.")
    return as_of


def _examples() -> None:
    for label, example in EXAMPLES.items():
        st.button(
            label,
            icon=":material/lightbulb:",
            key=f"rules_example_{label}",
            on_click=load,
            args=(example,),
        )


def _saved(kept: dict[str, SavedSegmentation]) -> None:
    for segmentation_id, one in kept.items():
        st.button(
            plain(f"{one.name}, version {one.version}"),
            key=f"rules_load_{segmentation_id}",
            type="tertiary",
            on_click=load,
            args=(one.parameters["rule"], one.name),
        )


def _as_of() -> date:
    known = segments_rule_reads.last_day(workspace.version())
    chosen = st.date_input(
        "As of",
        known,
        max_value=known + timedelta(days=36_500),
        key="rules_as_of",
        format="YYYY-MM-DD",
        bind="query-params",
        help="All of this day counts, and nothing after it.",
        width=170,
    )
    return chosen if isinstance(chosen, date) else known
