"""Who is in a segment: a page of members, each of whom can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.segments import HANGS_ON_FILLED, MEMBERSHIP, Grouping, Recipe, is_soft
from pages.parts import downloads, links, lists, segments_reads, segments_views, workspace
from pages.parts.figure import show_formula
from pages.parts.lists import first_page
from pages.parts.text import plain

if TYPE_CHECKING:
    import pandas as pd

OPEN = "Open"
LEAST_CERTAIN = 20


def chosen_segment(numbers: list[int], name: str = "segments") -> int | None:
    """Draw the choice of one segment, kept in the URL; None stands for all."""
    return st.pills(
        "Segment",
        numbers,
        key=f"{name}_segment",
        bind="query-params",
        on_change=first_page,
        args=(name,),
        help="None chosen: every segment.",
    )


def draw(recipe: Recipe, grouping: Grouping) -> None:
    """Draw who is in a segment, whose place there hangs on a filled-in value, and the export."""
    segment = chosen_segment(list(range(1, grouping.k + 1)))
    segment = segment if segment and segment <= grouping.k else None
    count = grouping.sizes[segment - 1] if segment else grouping.matrix.rows
    whose = f"segment {segment}" if segment else "all segments"
    columns = [name for name in grouping.matrix.frame.columns if name != "customer_id"]
    marks = _marks(recipe, grouping)
    with st.container(horizontal=True, vertical_alignment="center"):
        noise = f", {grouping.noise:,} of them in none" if not segment and grouping.noise else ""
        st.markdown(f"**{count:,}** customers in {whose}{noise}", width="stretch")
        downloads.download(
            "Export",
            lambda: grouping.members(segment, columns=columns, marks=marks),
            f"members of {whose}",
            "segments_export",
            count=count,
        )
    page, size = lists.paging("segments", count)
    rows = grouping.page(segment, page=page, size=size, marks=marks)
    table(rows, "segments", f"Customers of {whose}, with their features")
    if is_soft(grouping):
        _least_certain(recipe)


def _least_certain(recipe: Recipe) -> None:
    """The customers who lie between two segments, where the method says how sure it is."""
    rows = segments_views.least_certain(workspace.version(), recipe, LEAST_CERTAIN)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**The {len(rows)} least certain customers**", width="stretch")
        show_formula(MEMBERSHIP, key="segments_formula_membership")
    number = st.column_config.NumberColumn
    st.dataframe(
        segments_reads.named(workspace.version(), rows),
        key="segments_least_certain",
        placeholder=workspace.NOT_KNOWN,
        alt="Customers whose segment is least certain, with the segment that comes next",
        column_config={
            "_index": "Customer ID",
            "name": st.column_config.TextColumn("Name", width="medium"),
            "segment": number("Segment", format="%d"),
            "membership": number("Membership", format="percent"),
            "runner_up": number("Next segment", format="%d"),
            "membership_there": number("Membership there", format="percent"),
        },
    )


def _marks(recipe: Recipe, grouping: Grouping) -> dict[str, Any]:
    """The column of who hangs on a filled-in value, where any was filled in."""
    if not any(grouping.matrix.filled.values()):
        return {}
    found = segments_views.doubt(workspace.version(), recipe)
    if not found.count:
        st.caption("Nobody's segment hangs on a value that was filled in.")
        return {}
    st.caption(
        f"{found.count:,} customers might be in another segment: a value of theirs was filled in, "
        "and the segment changes with it. They are marked."
    )
    return {HANGS_ON_FILLED.name: found.marked}


def table(rows: pd.DataFrame, name: str, alt: str) -> None:
    """Draw one page of members; a ticked row offers the customer's page."""
    listed = segments_reads.named(workspace.version(), rows)
    labels = segments_reads.labels(workspace.version())
    number = st.column_config.NumberColumn
    features = {
        column: number(labels.get(column, column), format="localized") for column in rows.columns
    }
    chosen = st.dataframe(
        listed,
        key=f"{name}_members_{hash((workspace.version(), tuple(rows.index)))}",
        placeholder=workspace.NOT_KNOWN,
        alt=alt,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            **features,
            "_index": "Customer ID",
            "name": st.column_config.TextColumn("Name", width="medium"),
            "segment": number("Segment", format="%d"),
            "called": "Segment name",
            HANGS_ON_FILLED.name: st.column_config.CheckboxColumn(
                "Hangs on a filled-in value", help=plain(HANGS_ON_FILLED.sentence)
            ),
        },
    )
    open_link(listed, chosen)


def open_link(listed: pd.DataFrame, chosen: Any) -> None:
    """Draw the way to the customer whose row is ticked in a table of `listed`, or how to get it."""
    positions = chosen["selection"]["rows"]
    if not positions or positions[0] >= len(listed):
        st.caption("Tick a row to open the customer.")
        return
    customer_id = listed.index[positions[0]]
    name = listed["name"].iloc[positions[0]]
    links.customer_link(
        customer_id,
        f"{OPEN} {name if isinstance(name, str) else customer_id}",
        icon=":material/open_in_new:",
    )
