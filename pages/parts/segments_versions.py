"""The versions of a kept segmentation: fitted again, beside each other, renamed, let go."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from crm_core.errors import RapportError
from crm_core.features import default_as_of
from crm_core.segments import MATCH, SavedSegmentation
from crm_core.workflows.records import Saved
from crm_core.workflows.refitting import Refitted, refit_segmentation
from crm_core.workflows.renaming import LONGEST_NAME, discard_segmentation, rename_segmentation
from crm_core.workflows.scoring import LIST
from pages.parts import outcome, segments_kept, workspace
from pages.parts.figure import show_formula
from pages.parts.text import plain


def actions(one: SavedSegmentation) -> None:
    """Draw what can be done with a segmentation as a whole."""
    as_of = workspace.read(default_as_of)
    st.button(
        f"Refit as of {as_of}",
        icon=":material/refresh:",
        key="segments_refit",
        on_click=_refit,
        args=(one,),
        disabled=one.method == LIST,
        help="Fits the same recipe to the customers as they are then. It becomes the next version; "
        "segments that go on keep their names and colours.",
    )
    with st.popover("Rename", icon=":material/edit:", key="segments_rename"):
        key = f"segments_new_name_{one.lineage}_{one.name}"
        st.text_input("New name", one.name, max_chars=LONGEST_NAME, key=key)
        st.button(
            "Rename segmentation",
            type="primary",
            key="segments_rename_now",
            on_click=_rename,
            args=(one, key),
        )
    with st.popover("Delete", icon=":material/delete:", key="segments_delete"):
        whole = "all its versions" if one.version > 1 else "it"
        st.write(f"Delete {plain(one.name)}? Undo brings {whole} back from the bin.")
        st.button(
            "Delete segmentation",
            type="primary",
            key="segments_delete_now",
            on_click=_discard,
            args=(one.segmentation_id,),
        )


def _refit(one: SavedSegmentation) -> None:
    try:
        done = refit_segmentation(workspace.store(), one.segmentation_id, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    saved = Saved(done.change_set_id, done.members, [])
    words = f"Version {done.version} of '{one.name}' saved. {_said(done)}"
    outcome.remember("segments", saved, words, "customer")


def _said(done: Refitted) -> str:
    """What became of the segments."""
    parts = [f"{outcome.counted(len(done.kept), 'segment')} kept the name"]
    for word, some in (("split", done.split), ("merged", done.merged), ("new", done.new)):
        if some:
            parts.append(f"{len(some)} {word}")
    if done.gone:
        parts.append(f"{len(done.gone)} gone")
    return ", ".join(parts)


def _rename(one: SavedSegmentation, key: str) -> None:
    try:
        saved = rename_segmentation(
            workspace.store(),
            one.segmentation_id,
            st.session_state[key],
            actor=workspace.actor(),
        )
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    if saved.rows:
        name = st.session_state[key].strip()
        st.session_state["segments_saved"] = name
        outcome.remember("segments", saved, f"Renamed to '{name}'", "version")


def _discard(segmentation_id: str) -> None:
    try:
        gone = discard_segmentation(workspace.store(), segmentation_id, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    saved = Saved(gone.change_set_id, 1, [])
    outcome.remember("segments", saved, f"Deleted '{gone.name}'", "segmentation")


def draw(one: SavedSegmentation) -> None:
    """Draw the versions, and how the one on screen differs from another."""
    kept = segments_kept.versions(workspace.version(), one.lineage)
    if len(kept) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Versions", width="stretch")
        show_formula(MATCH, key="segments_match")
    others = {f"Version {other.version}": other for other in kept if other != one}
    chosen = st.selectbox(
        f"Version {one.version} beside",
        list(others),
        key="segments_beside",
        bind="query-params",
        width=220,
    )
    other = others.get(chosen or "")
    if other is not None:
        old, new = sorted((one, other), key=lambda known: known.version)
        _differences(old, new)


def _differences(old: SavedSegmentation, new: SavedSegmentation) -> None:
    found = segments_kept.differences(workspace.version(), old.segmentation_id, new.segmentation_id)
    share = workspace.percent(found.moved / found.both) if found.both else workspace.NOT_KNOWN
    st.markdown(
        f"From version {old.version} to {new.version}: **{found.moved:,}** of {found.both:,} "
        f"customers ({share}) changed segment, {found.joined:,} joined, {found.left:,} left."
    )
    for one in found.split:
        st.markdown(f"- **{plain(one['name'])}** split into {_listed(one['into'])}.")
    for one in found.merged:
        st.markdown(f"- {_listed(one['of'])} came together in **{plain(one['name'])}**.")
    number = st.column_config.NumberColumn
    st.dataframe(
        [
            {name: row[name] for name in ("name", "was", "segment", "before", "after")}
            for row in found.segments
        ],
        key=f"segments_differences_{new.segmentation_id}_{old.segmentation_id}",
        alt="Each segment's number and customers in both versions",
        hide_index=True,
        placeholder=workspace.NOT_KNOWN,
        column_config={
            "name": "Segment",
            "was": number(f"Number in version {old.version}", format="%d"),
            "segment": number(f"Number in version {new.version}", format="%d"),
            "before": number(f"Customers in version {old.version}", format="localized"),
            "after": number(f"Customers in version {new.version}", format="localized"),
        },
    )
    if not found.choices:
        st.caption("Both were made by the same choices.")
        return
    st.dataframe(
        {
            "Choice": [one.choice for one in found.choices],
            f"Version {old.version}": [one.before for one in found.choices],
            f"Version {new.version}": [one.after for one in found.choices],
        },
        key=f"segments_choices_{new.segmentation_id}_{old.segmentation_id}",
        alt="Choices in which the versions differ",
        hide_index=True,
    )


def _listed(names: Sequence[str]) -> str:
    """Two names or more in a sentence."""
    return f"{', '.join(map(plain, names[:-1]))} and {plain(names[-1])}"
