"""Whom a rule holds for: how many, in words, a first look, and keeping them as a segment."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.workflows.renaming import LONGEST_NAME
from crm_core.workflows.rule_script import rule_script
from crm_core.workflows.rules import RuleCount, save_rule
from pages.parts import (
    downloads,
    outcome,
    segments_keep,
    segments_members,
    segments_rule_reads,
    states,
    workspace,
)
from pages.parts.outcome import counted
from pages.parts.text import plain


def count(rule: Any, unfinished: int, as_of: date) -> RuleCount | None:
    """Draw how many customers a rule holds for, and the rule in words; None where it cannot be."""
    try:
        found = segments_rule_reads.counted(rule, as_of)
    except RapportError as error:
        states.problem(error)
        return None
    left, right = st.columns((1, 2), gap="medium", vertical_alignment="center")
    with left:
        _count(found.count)
    with right:
        st.markdown(f"**In words:** {plain(segments_rule_reads.words(rule))}.")
        if unfinished:
            parts = counted(unfinished, "part")
            st.caption(f":material/pending: {parts} not finished, and left out of the count.")
    return found


def draw(rule: Any, found: RuleCount) -> None:
    """Draw the way to save, who they are, and the SQL."""
    _save(rule, found.as_of)
    who = st.expander("Who they are", icon=":material/group:", key="rules_who", on_change="rerun")
    if who.open:
        with who:
            _members(rule, found.as_of, found.count)
    with st.expander("As SQL", icon=":material/database:", key="rules_sql"):
        st.caption(
            "Selects the ids of these customers from the database. Values stay apart from it."
        )
        st.code(found.sql, language="sql", wrap_lines=True)
        st.json(found.parameters)
    with st.expander("As Python", icon=":material/code:", key="rules_python"):
        st.caption("Run it from the project's folder: it gives the count above, and who they are.")
        text = rule_script(rule, found.as_of, workspace.database_path())
        st.code(text, language="python", wrap_lines=True)


def _count(count: int) -> None:
    everyone = segments_rule_reads.customers(workspace.version())
    share = count / everyone if everyone else None
    st.metric(
        "Customers",
        workspace.number(count),
        delta=f"{workspace.percent(share)} of {everyone:,}",
        delta_color="off",
        delta_arrow="off",
        border=True,
        help="Customers whom the rule holds for as of the day, those in the bin left out.",
    )


def _members(rule: Any, as_of: date, count: int) -> None:
    if not count:
        st.caption("Nobody yet: loosen or remove a condition.")
        return
    rows = segments_rule_reads.preview(rule, as_of)
    st.caption(f"The first {len(rows):,} of {count:,}, by id.")
    segments_members.table(rows, "rules", "The first customers whom the rule holds for")
    downloads.download(
        "Export all",
        lambda: segments_rule_reads.every_match(rule, as_of),
        "customers of a rule",
        "rules_export",
        count=count,
    )


def _save(rule: Any, as_of: date) -> None:
    outcome.show("rules")
    loaded = st.session_state.get("rules_loaded", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name",
            key="rules_name",
            max_chars=LONGEST_NAME,
            placeholder="Such as Spring call list",
            persist_state="session",
            width="stretch",
        )
        again = bool(loaded) and name.strip().lower() == loaded.lower()
        st.button(
            "Save as the next version" if again else "Save as a segment",
            icon=":material/save:",
            type="primary",
            key="rules_save",
            on_click=_keep,
            args=(rule, as_of, again),
            help="Kept under this name, to filter the directory by and to see who comes and goes.",
        )


def _keep(rule: Any, as_of: date, again: bool) -> None:
    store, actor = workspace.store(), workspace.actor()
    name = segments_keep.kept(
        "rules",
        st.session_state.get("rules_name"),
        "segment",
        lambda name: save_rule(store, rule, name, as_of=as_of, actor=actor, again=again),
    )
    if name:
        st.session_state["rules_loaded"] = name
