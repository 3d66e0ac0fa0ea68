"""A rule as JSON: taken away as a file, brought in from one, or pasted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.segments.rule_reading import decoded, parsed
from crm_core.segments.rules import as_json
from pages.parts import segments_rule_reads, workspace
from pages.parts.text import plain

PROBLEM = "rules_file_problem"


def draw(rule: Any, load: Callable[[Any], None]) -> None:
    """Draw the rule as JSON, to take away, and the places to bring another one in."""
    with st.expander("As JSON", icon=":material/data_object:", key="rules_json"):
        text = json.dumps(rule, ensure_ascii=False, indent=2)
        st.code(text, language="json", wrap_lines=True)
        st.download_button(
            "Download",
            text,
            file_name="rule.json",
            mime="application/json",
            icon=":material/download:",
            key="rules_download",
            on_click="ignore",
        )
        problem = st.session_state.get(PROBLEM)
        if problem:
            st.error(plain(problem), icon=":material/error:")
        st.text_area("Paste a rule", key="rules_pasted", height=120, placeholder='{"all": []}')
        file = st.file_uploader("Or choose a file", type="json", key="rules_file")
        content = file.getvalue().decode("utf-8", errors="replace") if file else None
        st.button(
            "Put it into the builder",
            icon=":material/upload:",
            key="rules_bring_in",
            on_click=_bring_in,
            args=(content, load),
        )


def _bring_in(content: str | None, load: Callable[[Any], None]) -> None:
    """Load what was pasted, else what the file holds; say what is wrong with it."""
    text = str(st.session_state.get("rules_pasted") or "").strip() or content or ""
    st.session_state.pop(PROBLEM, None)
    if not text:
        st.session_state[PROBLEM] = "Paste a rule first, or choose a file."
        return
    try:
        known = segments_rule_reads.fields(workspace.version())
        load(as_json(parsed(decoded(text.removeprefix("\ufeff")), known)))
    except RapportError as error:
        st.session_state[PROBLEM] = str(error)
