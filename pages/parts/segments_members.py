"""Who is in a segment: a page of members, each of whom can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.parts import links, segments_reads, workspace
from pages.parts.lists import first_page

if TYPE_CHECKING:
    import pandas as pd

OPEN = "Open"


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
        },
    )
    _open_link(listed, chosen)


def _open_link(listed: pd.DataFrame, chosen: Any) -> None:
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
