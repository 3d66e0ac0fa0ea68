"""The explorer: choices on the left, the picture beside them, everything else below on demand."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from crm_core.charts.segment_legend import Legend
from crm_core.errors import RapportError
from crm_core.segments import Grouping, Recipe
from crm_core.workflows.keeping import Kept, save_segmentation
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import (
    outcome,
    segments_advice,
    segments_as_rule,
    segments_choices,
    segments_data,
    segments_keep,
    segments_kept,
    segments_members,
    segments_names,
    segments_pictures,
    segments_profile,
    segments_reads,
    segments_rfm,
    segments_script,
    states,
    workspace,
)

PROFILE, MEMBERS, SCORES, HOW_MANY, RULE, DATA, SCRIPT = (
    "What sets them apart",
    "Members",
    "Scores",
    "How many?",
    "As a rule",
    "Data",
    "Python",
)


def draw() -> None:
    """Draw the explorer; what takes longest is filled in last."""
    left, right = st.columns((1, 2.6), gap="medium")
    with left:
        recipe = segments_choices.chosen_recipe()
    if recipe is None:
        right.info("Choose at least one feature to group by.", icon=":material/bubble_chart:")
        return
    with right:
        try:
            grouping = segments_reads.grouping(workspace.version(), recipe)
        except RapportError as error:
            states.problem(error)
            return
        legend = segments_names.legend(recipe, grouping)
        segments_pictures.draw(recipe, grouping, legend)
        silhouette = segments_pictures.figures(grouping)
        _save(recipe)
    _more(recipe, grouping, legend)
    segments_pictures.fill_silhouette(silhouette, recipe)


def _more(recipe: Recipe, grouping: Grouping, legend: Legend) -> None:
    """Draw the tab that is open, and only that one."""
    bodies: dict[str, Callable[[], None]] = {
        PROFILE: lambda: segments_profile.draw(recipe, grouping, legend),
        MEMBERS: lambda: segments_members.draw(recipe, grouping),
        HOW_MANY: lambda: segments_advice.draw(recipe),
        RULE: lambda: segments_as_rule.draw(recipe, grouping),
        DATA: lambda: segments_data.draw(recipe, grouping),
        SCRIPT: lambda: segments_script.draw(recipe),
    }
    if recipe.algorithm == "rfm":
        bodies[SCORES] = lambda: segments_rfm.draw(grouping)
    tabs = st.tabs(list(bodies), key="segments_more", bind="query-params", on_change="rerun")
    for tab, body in zip(tabs, bodies.values(), strict=True):
        if tab.open:
            with tab:
                body()


def _save(recipe: Recipe) -> None:
    """Draw the name and the button, and above them, in sight of who pressed it, how it went."""
    outcome.show("segments")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name",
            key="segments_name",
            max_chars=LONGEST_NAME,
            placeholder="Such as Spring loyalty",
            width="stretch",
        )
        segments_names.edit(recipe)
        st.button(
            "Save segmentation",
            icon=":material/save:",
            type="primary",
            key="segments_save",
            on_click=_keep,
            args=(recipe,),
        )
    if _taken():
        st.checkbox(
            "Save as its next version",
            key="segments_again",
            help="A segmentation bears that name. In its next version, segments that go on "
            "keep their colours, and their names unless you typed others; the versions stand "
            "beside each other on the Saved tab.",
        )


def _taken() -> bool:
    """Whether a kept segmentation bears the name that is typed."""
    typed = (st.session_state.get("segments_name") or "").strip().lower()
    return typed in {name.lower() for name in segments_kept.newest(workspace.version())}


def _keep(recipe: Recipe) -> None:
    """Keep what is on screen, under the name that is typed."""
    typed = st.session_state["segments_name"]
    if segments_keep.kept("segments", typed, "segmentation", lambda name: _saved(recipe, name)):
        st.session_state["segments_name"] = ""


def _saved(recipe: Recipe, name: str) -> Kept:
    grouping = segments_reads.grouping(workspace.version(), recipe)
    return save_segmentation(
        workspace.store(),
        grouping,
        recipe,
        name,
        actor=workspace.actor(),
        labels=segments_names.labels(recipe, grouping),
        again=bool(st.session_state.get("segments_again")) and _taken(),
    )
