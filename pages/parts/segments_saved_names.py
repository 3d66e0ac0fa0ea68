"""The segments of a kept segmentation, and their names, which can be written over and saved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts.palette import shape
from crm_core.errors import RapportError
from crm_core.segments import SavedSegment, SavedSegmentation
from crm_core.workflows.labelling import label_segments
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import outcome, segments_kept, segments_reads, workspace
from pages.parts.text import plain

CENTRE = (
    "The middle of the segment, in the feature's own unit. With the logarithm it lies near the "
    "geometric mean of the members: below their average where a few are very large."
)


def draw(one: SavedSegmentation) -> None:
    """Draw the segments with their names, which can be written over and saved."""
    version, made = workspace.version(), one.parameters
    kept = segments_kept.labels(version, one.segmentation_id)
    rows = _rows(one, kept)
    titles = segments_reads.titles(version)
    number = st.column_config.NumberColumn
    key = f"segments_kept_table_{hash((version, one.segmentation_id))}"
    typed = st.data_editor(
        rows,
        key=key,
        alt="Each segment's name, marker, size when saved and now, and its middle",
        disabled=[name for name in rows[0] if name != "name"] if rows else True,
        num_rows="fixed",
        hide_index=True,
        column_config={
            "segment": number("Segment", format="%d"),
            "name": st.column_config.TextColumn(
                "Name (edit)", max_chars=LONGEST_NAME, width="medium"
            ),
            "marker": "Marker",
            "saved": number("Customers when saved", format="localized"),
            "now": number(
                "Customers now", format="localized", help="Those who are not in the bin."
            ),
            **{
                f"centre {name}": number(
                    f"Centre: {titles.get(name, name)}", format="localized", help=CENTRE
                )
                for name in made.get("features", ())
            },
        },
    )
    _offer_names(kept, [str(row["name"] or "") for row in typed])


def _rows(one: SavedSegmentation, kept: list[SavedSegment]) -> list[dict[str, Any]]:
    version, made = workspace.version(), one.parameters
    now = segments_reads.saved_sizes(version, one.segmentation_id)
    sizes, centres = made.get("sizes") or (), made.get("centers") or ()
    rows: list[dict[str, Any]] = []
    for label in kept:
        place = label.segment - 1
        middle = centres[place] if place < len(centres) else ()
        rows.append(
            {
                "segment": label.segment,
                "name": label.name,
                "marker": shape(label.colour),
                "saved": sizes[place] if place < len(sizes) else None,
                "now": now.get(label.segment, 0),
                **{
                    f"centre {name}": round(value, segments_reads.digits(version, name)) + 0.0
                    for name, value in zip(made.get("features", ()), middle, strict=False)
                },
            }
        )
    return rows


def _offer_names(kept: list[SavedSegment], typed: list[str]) -> None:
    """Offer to save names that were written over, one line for each."""
    changed = [(label, name) for label, name in zip(kept, typed, strict=True) if label.name != name]
    if not changed:
        return
    with st.container(border=True, key="segments_names_unsaved"):
        for label, name in changed:
            st.markdown(f"Segment {label.segment}: {plain(label.name)} → **{plain(name)}**")
        st.button(
            "Save names",
            type="primary",
            icon=":material/save:",
            key="segments_names_save",
            on_click=_save_names,
            args=(changed,),
        )


def _save_names(changed: list[tuple[SavedSegment, str]]) -> None:
    edits = [
        {"segment_id": label.segment_id, "name": name, "row_version": label.row_version}
        for label, name in changed
    ]
    try:
        saved = label_segments(workspace.store(), edits, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("segments", error)
        return
    outcome.remember("segments", saved, "Named", "segment")
