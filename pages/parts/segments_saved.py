"""Saved segmentations: read again as they were kept, their segments named, explored further."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.segments import METHODS, SavedSegmentation
from crm_core.workflows.refitting import recipe_values
from crm_core.workflows.scoring import LIST
from pages.parts import (
    downloads,
    lists,
    outcome,
    segments_kept,
    segments_members,
    segments_reads,
    segments_rfm,
    segments_saved_names,
    segments_versions,
    workspace,
)
from pages.parts.segments_choices import KS, MISSING_WORDS, SCALE_WORDS
from pages.parts.text import plain

OTHER_WAYS = {"rule": "Rule", "region": "Region of the map", "list": "Fixed list"}


def draw() -> None:
    """Draw the choice of a saved segmentation, and what it holds."""
    outcome.show("segments")
    one = segments_kept.choose("Segmentation", "segments_saved")
    if one is None:
        return
    one = _version(one)
    _describe(one)
    with st.container(horizontal=True, key="segments_kept_actions"):
        _explore_button(one)
        segments_versions.actions(one)
    segments_saved_names.draw(one)
    segments_versions.draw(one)
    _members(one)


def _version(newest: SavedSegmentation) -> SavedSegmentation:
    """Draw the choice of a version where there are several; the newest unless told otherwise."""
    kept = {
        f"Version {one.version}": one
        for one in segments_kept.versions(workspace.version(), newest.lineage)
    }
    if len(kept) < 2:
        return newest
    chosen = st.segmented_control(
        "Version",
        list(kept),
        key="segments_version",
        bind="query-params",
        on_change=lists.first_page,
        args=("segments_kept",),
        help="None chosen: the newest.",
    )
    return kept.get(chosen or "", newest)


def _describe(one: SavedSegmentation) -> None:
    made = one.parameters
    labels = segments_reads.labels(workspace.version())
    features = ", ".join(labels.get(name, name) for name in made.get("features", ()))
    words = OTHER_WAYS | {name: known.label for name, known in METHODS.items()}
    method = words.get(one.method, one.method)
    count = len(segments_kept.labels(workspace.version(), one.segmentation_id))
    st.markdown(
        f"{method}, **{outcome.counted(count, 'segment')}** of **{one.members:,}** customers, "
        f"as of {one.as_of}, version {one.version}, saved {one.saved_at:%Y-%m-%d %H:%M}."
    )
    if one.method == LIST:
        st.caption(
            "These customers were picked once. The list stays as it is: nothing is refitted."
        )
        return
    if "scale" not in made:
        st.caption(f"Rests on: {plain(features)}." if features else "")
        return
    logged = ", ".join(labels.get(name, name) for name in made["log"]) or "none"
    st.caption(
        f"Features: {plain(features)}. Logarithm: {plain(logged)}. "
        f"Scaling: {SCALE_WORDS[made['scale']]}. Missing values: {MISSING_WORDS[made['missing']]}, "
        f"{made.get('dropped') or 0:,} left out. Seed {one.seed}."
    )


def _explore_button(one: SavedSegmentation) -> None:
    k = one.parameters.get("k")
    fits = one.method in METHODS and ("k" not in METHODS[one.method].options or k in KS)
    st.button(
        "Explore these settings",
        icon=":material/tune:",
        key="segments_explore",
        on_click=_explore,
        args=(one,),
        disabled=not fits,
        help=None
        if fits
        else f"The explorer fits {min(KS)} to {max(KS)} segments, and nothing else.",
    )


def _explore(one: SavedSegmentation) -> None:
    """Set the explorer to what made a segmentation."""
    known = segments_reads.numeric_features(workspace.version())
    made = recipe_values(one)
    choices: dict[str, Any] = {
        "view": "Explore",
        "algorithm": METHODS[one.method].label,
        "features": [name for name in made["features"] if name in known],
        "log": [name for name in made["log"] if name in known],
        "scale": made["scale"],
        "missing": made["missing"],
        "as_of": one.as_of,
        "seed": one.seed,
        **{name: made.get(name) for name in METHODS[one.method].options if name != "cuts"},
    }
    if "cuts" in METHODS[one.method].options:
        choices |= segments_rfm.typed(made.get("cuts"))
    asked = [f"segments_{name}" for name in choices if f"segments_{name}" in st.query_params]
    unseen = [key for key in asked if key != "segments_view"]
    for key in unseen:
        del st.query_params[key]
    st.session_state["segments_address_left"] = bool(unseen)
    for name, value in choices.items():
        st.session_state[f"segments_{name}"] = value


def _members(one: SavedSegmentation) -> None:
    version = workspace.version()
    st.subheader("Members")
    looks = segments_kept.looks(version, one.segmentation_id)
    sizes = segments_reads.saved_sizes(version, one.segmentation_id)
    numbers = [number for number in sorted(looks) if number or number in sizes]
    segment = st.pills(
        "Segment",
        numbers,
        format_func=lambda number: looks[number].name if number in looks else str(number),
        key="segments_kept_segment",
        bind="query-params",
        on_change=lists.first_page,
        args=("segments_kept",),
        help="None chosen: every segment.",
    )
    segment = segment if segment in numbers else None
    count = one.members if segment is None else sizes.get(segment, 0)
    whose = "all segments" if segment is None else looks[segment].name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count:,}** customers in {plain(whose)}", width="stretch")
        downloads.download(
            "Export",
            lambda: segments_reads.every_saved_member(one.segmentation_id, segment),
            "members of all segments" if segment is None else f"members of segment {segment}",
            "segments_kept_export",
            count=count,
        )
    page, size = lists.paging("segments_kept", count)
    rows = segments_reads.saved_members(version, one.segmentation_id, segment, page, size).copy()
    rows.insert(0, "called", [looks[number].name for number in rows["segment"]])
    segments_members.table(rows, "segments_kept", f"Customers of {whose}")
