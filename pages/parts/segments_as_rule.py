"""Segments said as rules: in words, as SQL to copy, and how much of the segment each catches."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.segments import Grouping, Recipe
from crm_core.workflows.tree_rules import SegmentRule
from pages.parts import (
    segments_names,
    segments_rule_builder,
    segments_rule_reads,
    states,
    workspace,
)
from pages.parts.text import plain

HOW = (
    "A shallow decision tree, grown over the features in their own units, says which customers are "
    "in a segment. It is simpler than the segments, so it misses some: precision is the share of "
    "the customers whom a rule chooses who are in the segment, recall the share of the segment "
    "whom the rule chooses. Both come from running the SQL."
)


def draw(recipe: Recipe, grouping: Grouping) -> None:
    """Draw a rule for each segment."""
    st.caption(HOW)
    try:
        said = segments_rule_reads.said(workspace.version(), recipe)
    except RapportError as error:
        states.problem(error)
        return
    names = segments_names.names(recipe)
    for rule in said.rules:
        name = names[rule.segment - 1] if rule.segment <= len(names) else f"{rule.segment}"
        _rule(rule, name, grouping.sizes[rule.segment - 1], said.contents[rule.segment])


def _rule(rule: SegmentRule, name: str, size: int, content: dict[str, Any]) -> None:
    with st.container(border=True, key=f"segments_rule_{rule.segment}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**Segment {rule.segment}: {plain(name)}**, {size:,} customers", width="stretch"
            )
            st.button(
                "Open in the builder",
                icon=":material/edit:",
                key=f"segments_rule_open_{rule.segment}",
                on_click=_open,
                args=(content,),
                help="Change the rule, and keep it as a segment of its own.",
            )
        st.markdown(plain(rule.rule) + ".")
        st.caption(
            f"Precision {workspace.percent(rule.precision)}, recall "
            f"{workspace.percent(rule.recall)}."
        )
        with st.expander("SQL", key=f"segments_rule_sql_{rule.segment}"):
            st.code(rule.sql, language="sql", wrap_lines=True)


def _open(content: dict[str, Any]) -> None:
    segments_rule_builder.load(content)
    st.session_state["segments_view"] = "Rules"
