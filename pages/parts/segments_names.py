"""What the segments on screen are called: a suggestion each, which can be written over."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import streamlit as st

from crm_core.charts.segment_legend import Legend
from crm_core.segments import Grouping, Recipe, described
from crm_core.workflows.labelling import Label, labels_of
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import segments_reads, segments_views, workspace


def names(recipe: Recipe) -> list[str]:
    """Give each segment's name: what was typed for it, else the suggestion."""
    suggested = segments_views.suggested_names(workspace.version(), recipe)
    return [_typed(recipe, number) or name for number, name in enumerate(suggested, start=1)]


def legend(recipe: Recipe, grouping: Grouping) -> Legend:
    """Give what the pictures say of the segments."""
    labels = segments_reads.labels(workspace.version())
    return Legend(names(recipe), grouping.sizes, grouping.noise, labels)


def edit(recipe: Recipe) -> None:
    """Draw a field for each name; an empty one takes the suggestion back."""
    suggested = segments_views.suggested_names(workspace.version(), recipe)
    with st.popover("Names", icon=":material/edit:", key="segments_names", disabled=not suggested):
        st.caption("Suggested from what stands out; write your own, or empty a field to undo it.")
        for number, name in enumerate(suggested, start=1):
            st.text_input(
                f"Segment {number}",
                placeholder=name,
                max_chars=LONGEST_NAME,
                key=_key(recipe, number),
                persist_state="session",
            )


def labels(recipe: Recipe, grouping: Grouping) -> list[Label]:
    """Give what is kept of each segment: name, colour, and a paragraph about it."""
    version, called = workspace.version(), names(recipe)
    found = segments_views.profile(version, recipe)
    said = [
        described(
            found,
            number,
            name,
            labels=segments_reads.labels(version),
            shown=segments_reads.printer(version),
        )
        for number, name in enumerate(called, start=1)
    ]
    empty = [name for number, name in sorted(grouping.model.names.items()) if number > grouping.k]
    return [
        replace(label, typed=bool(_typed(recipe, number)))
        for number, label in enumerate(labels_of([*called, *empty], said), start=1)
    ]


def _typed(recipe: Recipe, number: int) -> str:
    """What was typed as the name of a segment; nothing where the suggestion stands."""
    return (st.session_state.get(_key(recipe, number)) or "").strip()


def _key(recipe: Recipe, number: int) -> str:
    """Names belong to one way of grouping: another K asks for others."""
    digest = hashlib.sha256(repr(recipe).encode()).hexdigest()[:12]
    return f"segments_called_{digest}_{number}"
