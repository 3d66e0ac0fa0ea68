"""Cached reads of kept segmentations: their versions, names and colours, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import segments
from crm_core.charts.movement import Look
from crm_core.segments import SavedSegment, SavedSegmentation
from crm_core.segments.comparison import Comparison, compared
from crm_core.workflows import comparison, explanations, refitting
from crm_core.workflows.scoring import LIST
from pages.parts import links, workspace

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    import pyarrow as pa

NO_SEGMENT = "In no segment"


@st.cache_data(max_entries=8, show_spinner=False)
def every_version(version: str) -> list[SavedSegmentation]:
    return workspace.read(segments.every_version)


def newest(version: str) -> dict[str, SavedSegmentation]:
    """Give the newest version of each segmentation by its name, the last saved first."""
    kept = (one for one in every_version(version) if one.newest)
    named: dict[str, SavedSegmentation] = {}
    for one in kept:
        named.setdefault(one.name, one)
    return named


def versions(version: str, lineage: str) -> list[SavedSegmentation]:
    """Give the versions of one segmentation, the newest first."""
    of_one = [one for one in every_version(version) if one.lineage == lineage]
    return sorted(of_one, key=lambda one: -one.version)


@st.cache_data(max_entries=32, show_spinner=False)
def labels(version: str, segmentation_id: str) -> list[SavedSegment]:
    return workspace.read(segments.saved_segments, segmentation_id)


def looks(version: str, segmentation_id: str) -> dict[int, Look]:
    """Give the name and the place of the colour of each segment; 0 is in none."""
    known = labels(version, segmentation_id)
    return {one.segment: Look(one.name, one.colour) for one in known} | {0: Look(NO_SEGMENT, 0)}


def choose(
    label: str, key: str, *, index: int = 0, scorable: bool = False
) -> SavedSegmentation | None:
    """Draw the choice of a kept segmentation, kept in the URL by its name; None without any.

    With `scorable` only those that can put a customer into a segment, lists left out.
    """
    kept = {
        name: one
        for name, one in newest(workspace.version()).items()
        if not scorable or one.method != LIST
    }
    if not kept:
        none_yet()
        return None
    name = st.selectbox(
        label, list(kept), index=min(index, len(kept) - 1), key=key, bind="query-params"
    )
    return kept.get(name) if name else None


def none_yet() -> None:
    """Say that no segmentation is saved, and where one is made."""
    with st.container():
        st.info(
            "No segmentation is saved yet. Find segments on the Segments page, name them and save.",
            icon=":material/save:",
        )
        st.page_link(links.SEGMENTS, label="Find segments", icon=":material/bubble_chart:")


@st.cache_data(max_entries=16, show_spinner="Comparing the versions")
def differences(version: str, old: str, new: str) -> refitting.Differences:
    return workspace.read(_differences, old, new)


def _differences(con: Any, old: str, new: str) -> refitting.Differences:
    return refitting.differences(con, segments.named(con, old), segments.named(con, new))


@st.cache_data(max_entries=16, show_spinner="Comparing the two")
def crosstab(version: str, a: str, b: str) -> pd.DataFrame:
    cells = workspace.read(_cells, a, b)
    return comparison.as_table(cells)


def _cells(con: Any, a: str, b: str) -> pd.DataFrame:
    return comparison.crosstab_cells(con, segments.named(con, a), segments.named(con, b))


def likeness(version: str, a: str, b: str) -> Comparison:
    """Give how alike two segmentations are."""
    return compared(crosstab(version, a, b))


@st.cache_data(max_entries=4, show_spinner=False)
def differing(version: str, a: str, b: str) -> pd.DataFrame:
    return everyone_differing(version, a, b).to_pandas().set_index("customer_id")


def everyone_differing(version: str, a: str, b: str) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return workspace.read(_who, a, b, likeness(version, a, b).pairs)


def _who(con: Any, a: str, b: str, pairs: dict[int, int]) -> pa.Table:
    return comparison.who_differs(con, segments.named(con, a), segments.named(con, b), pairs)


@st.cache_data(max_entries=16, show_spinner="Adding up what each segment brought")
def value(version: str, segmentation_id: str, until: date) -> comparison.Value:
    return workspace.read(_value, segmentation_id, until)


def _value(con: Any, segmentation_id: str, until: date) -> comparison.Value:
    return comparison.value_in(con, segments.named(con, segmentation_id), until=until)


@st.cache_data(max_entries=32, show_spinner="Working out why")
def explained(
    version: str, customer_id: str, segmentation_id: str, as_of: date | None = None
) -> explanations.SegmentExplained:
    return workspace.read(_explained, customer_id, segmentation_id, as_of)


def _explained(
    con: Any, customer_id: str, segmentation_id: str, as_of: date | None
) -> explanations.SegmentExplained:
    kept = segments.named(con, segmentation_id)
    return explanations.explained(con, customer_id, kept, as_of=as_of)
