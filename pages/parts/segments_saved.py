"""Saved segmentations: read again as they were kept, taken away, explored further, let go."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.segments import SavedSegmentation
from crm_core.workflows.records import Saved
from crm_core.workflows.segmentations import discard_segmentation
from pages.parts import (
    downloads,
    lists,
    outcome,
    segments_members,
    segments_reads,
    workspace,
)
from pages.parts.segments_choices import KS, MISSING_WORDS, SCALE_WORDS
from pages.parts.text import plain

CENTRE = (
    "Where K-means put the middle of the segment, in the feature's own unit. With the logarithm it "
    "lies near the geometric mean of the members: below their average where a few are very large."
)


def draw() -> None:
    """Draw the choice of a saved segmentation, and what it holds."""
    outcome.show("segments")
    kept = {one.segmentation_id: one for one in segments_reads.saved(workspace.version())}
    if not kept:
        st.info(
            "No segmentation is saved yet. Find segments on the Explore tab, name them and save.",
            icon=":material/save:",
        )
        return
    chosen = st.selectbox(
        "Segmentation",
        list(kept),
        format_func=lambda known: kept[known].name if known in kept else known,
        key="segments_saved",
        bind="query-params",
        on_change=lists.first_page,
        args=("segments_kept",),
    )
    one = kept.get(chosen) if chosen else None
    if one is not None:
        _describe(one)
        _actions(one)
        _segments(one)
        _members(one)


def _describe(one: SavedSegmentation) -> None:
    made = one.parameters
    labels = segments_reads.labels(workspace.version())
    features = ", ".join(labels.get(name, name) for name in made["features"])
    logged = ", ".join(labels.get(name, name) for name in made["log"]) or "none"
    st.markdown(
        f"K-means into **{made['k']}** segments of **{one.members:,}** customers, as of "
        f"{one.as_of}, saved {one.saved_at:%Y-%m-%d %H:%M}."
    )
    st.caption(
        f"Features: {plain(features)}. Logarithm: {plain(logged)}. "
        f"Scaling: {SCALE_WORDS[made['scale']]}. Missing values: {MISSING_WORDS[made['missing']]}, "
        f"{made['dropped']:,} left out. Seed {one.seed}."
    )


def _actions(one: SavedSegmentation) -> None:
    with st.container(horizontal=True):
        explorable = one.parameters["k"] in KS
        st.button(
            "Explore these settings",
            icon=":material/tune:",
            key="segments_explore",
            on_click=_explore,
            args=(one,),
            disabled=not explorable,
            help=None if explorable else f"The explorer shows {min(KS)} to {max(KS)} segments.",
        )
        with st.popover("Delete", icon=":material/delete:", key="segments_delete"):
            st.write(f"Delete {plain(one.name)}? It goes to the bin, and Undo brings it back.")
            st.button(
                "Delete segmentation",
                type="primary",
                key="segments_delete_now",
                on_click=_discard,
                args=(one.segmentation_id,),
            )


def _explore(one: SavedSegmentation) -> None:
    """Set the explorer to what made a segmentation."""
    known = segments_reads.numeric_features(workspace.version())
    made = one.parameters
    choices: dict[str, Any] = {
        "view": "Explore",
        "k": made["k"],
        "features": [name for name in made["features"] if name in known],
        "log": [name for name in made["log"] if name in known],
        "scale": made["scale"],
        "missing": made["missing"],
        "as_of": one.as_of,
        "seed": one.seed,
    }
    for name, value in choices.items():
        st.session_state[f"segments_{name}"] = value


def _discard(segmentation_id: str) -> None:
    try:
        gone = discard_segmentation(workspace.store(), segmentation_id, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    saved = Saved(gone.change_set_id, 1, [])
    outcome.remember("segments", saved, f"Deleted '{gone.name}'", "segmentation")


def _segments(one: SavedSegmentation) -> None:
    version, made = workspace.version(), one.parameters
    sizes = segments_reads.saved_sizes(version, one.segmentation_id)
    titles = segments_reads.titles(version)
    number = st.column_config.NumberColumn
    rows = [
        {
            "segment": position,
            "saved": size,
            "now": sizes.get(position, 0),
            **{
                f"centre {name}": round(value, segments_reads.digits(version, name)) + 0.0
                for name, value in zip(made["features"], centre, strict=True)
            },
        }
        for position, (size, centre) in enumerate(
            zip(made["sizes"], made["centers"], strict=True), start=1
        )
    ]
    st.dataframe(
        rows,
        key="segments_kept_table",
        alt="Each segment's size when saved and now, and its centre in original units",
        column_config={
            "segment": number("Segment", format="%d"),
            "saved": number("Customers when saved", format="localized"),
            "now": number(
                "Customers now", format="localized", help="Those who are not in the bin."
            ),
            **{
                f"centre {name}": number(
                    f"Centre: {titles.get(name, name)}", format="localized", help=CENTRE
                )
                for name in made["features"]
            },
        },
        hide_index=True,
    )


def _members(one: SavedSegmentation) -> None:
    version = workspace.version()
    st.subheader("Members")
    numbers = list(range(1, len(one.parameters["sizes"]) + 1))
    segment = segments_members.chosen_segment(numbers, "segments_kept")
    sizes = segments_reads.saved_sizes(version, one.segmentation_id)
    count = sizes.get(segment, 0) if segment else one.members
    whose = f"segment {segment}" if segment else "all segments"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count:,}** customers in {whose}", width="stretch")
        downloads.download(
            "Export",
            lambda: segments_reads.every_saved_member(one.segmentation_id, segment),
            f"members of {whose}",
            "segments_kept_export",
            count=count,
        )
    page, size = lists.paging("segments_kept", count)
    rows = segments_reads.saved_members(version, one.segmentation_id, segment, page, size)
    segments_members.table(rows, "segments_kept", f"Customers of {whose}")
