"""The explorer: choices on the left, the picture beside them, everything else below."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError
from crm_core.segments import Grouping, Recipe
from crm_core.workflows.records import Saved
from crm_core.workflows.segmentations import LONGEST_NAME, save_segmentation
from pages.parts import (
    downloads,
    lists,
    outcome,
    segments_choices,
    segments_members,
    segments_pictures,
    segments_reads,
    states,
    workspace,
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
        segments_pictures.segment_map(recipe, grouping)
        silhouette = segments_pictures.figures(grouping)
        _save(recipe)
    segments_pictures.profile(recipe, grouping)
    curves = segments_pictures.curve_places()
    _members(grouping)
    segments_pictures.fill_silhouette(silhouette, recipe)
    segments_pictures.fill_curves(curves, recipe)


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
        st.button(
            "Save segmentation",
            icon=":material/save:",
            type="primary",
            key="segments_save",
            on_click=_keep,
            args=(recipe,),
        )


def _keep(recipe: Recipe) -> None:
    """Keep what is on screen, under the name that is typed."""
    name = st.session_state["segments_name"].strip()
    if not name:
        words = f"Give the segmentation a name first: 1 to {LONGEST_NAME} signs."
        outcome.remember_problem("segments", words)
        return
    store = workspace.store()
    try:
        grouping = segments_reads.grouping(workspace.version(), recipe)
        kept = save_segmentation(store, grouping, recipe, name, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    st.session_state["segments_name"] = ""
    saved = Saved(kept.change_set_id, kept.members, [])
    outcome.remember("segments", saved, f"Saved '{name}'", "customer")


def _members(grouping: Grouping) -> None:
    st.subheader("Members")
    segment = segments_members.chosen_segment(list(range(1, grouping.k + 1)))
    segment = segment if segment and segment <= grouping.k else None
    count = grouping.sizes[segment - 1] if segment else sum(grouping.sizes)
    whose = f"segment {segment}" if segment else "all segments"
    columns = [name for name in grouping.matrix.frame.columns if name != "customer_id"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count:,}** customers in {whose}", width="stretch")
        downloads.download(
            "Export",
            lambda: grouping.members(segment, columns=columns),
            f"members of {whose}",
            "segments_export",
            count=count,
        )
    page, size = lists.paging("segments", count)
    rows = grouping.page(segment, page=page, size=size)
    segments_members.table(rows, "segments", f"Customers of {whose}, with their features")
