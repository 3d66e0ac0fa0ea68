"""A region of the map: drawn, counted over everybody, saved as a segment of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.segments import Grouping, Recipe
from crm_core.segments.region_line import brief, read, told
from crm_core.workflows.regions import save_region
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import links, outcome, segments_keep, segments_views, states, workspace
from pages.parts.segments_views import Corners

ADDRESS = "segments_region"


def remember() -> None:
    """Keep the line that was drawn: the chart forgets it as soon as the picture changes."""
    line = brief(_corners(st.session_state["segments_map"]["selection"]))
    if line:
        st.session_state["segments_region"] = line


def _corners(selection: Any) -> Corners:
    """The corners of the last line or box that was drawn; none where there is none."""
    if selection.get("lasso"):
        line = selection["lasso"][-1]
        return tuple(zip(line["x"], line["y"], strict=True))
    if selection.get("box"):
        box = selection["box"][-1]
        (left, right), (low, high) = sorted(box["x"]), sorted(box["y"])
        return ((left, low), (right, low), (right, high), (left, high))
    return ()


def corners() -> Corners:
    """Give the line that was drawn last, or that the address tells; () where there is none."""
    if "segments_region" not in st.session_state:
        st.session_state["segments_region"] = read(st.query_params.get(ADDRESS, "")) or ()
    return st.session_state["segments_region"]


def tell_address() -> None:
    """Have the address tell the line: who is sent it sees the same customers counted."""
    line = corners()
    if line:
        st.query_params[ADDRESS] = told(line)
    else:
        st.query_params.pop(ADDRESS, None)


def forget() -> None:
    """Let go of the line."""
    st.session_state["segments_region"] = ()


def draw(recipe: Recipe) -> None:
    """Draw how many customers lie in the region, and the way to keep them."""
    outcome.show("segments_region")
    asked = st.query_params.get(ADDRESS)
    if asked and read(asked) is None:
        st.warning("The address names a region that is no line. Draw it anew.")
    tell_address()
    if not corners():
        st.caption("Draw around points: everybody who lies there is counted, drawn or not.")
        return
    try:
        region = segments_views.region(workspace.version(), recipe, corners())
    except RapportError as error:
        states.problem(error)
        st.button("Clear the region", key="segments_region_clear", on_click=forget)
        return
    share = region.sizes[0] / region.matrix.rows
    with st.container(border=True, key="segments_region_bar"):
        st.markdown(
            f"**{region.sizes[0]:,}** of {region.matrix.rows:,} customers ({share:.1%}) lie in "
            "the region, all of them counted."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                "Name of the region",
                key="segments_region_name",
                max_chars=LONGEST_NAME,
                placeholder="Such as Big and asleep",
                width="stretch",
            )
            st.button(
                "Save as a segment",
                icon=":material/save:",
                key="segments_region_save",
                on_click=_keep,
                args=(recipe, region),
            )
            st.button("Clear", key="segments_region_clear", type="tertiary", on_click=forget)


def _keep(recipe: Recipe, region: Grouping) -> None:
    store, actor = workspace.store(), workspace.actor()
    if segments_keep.kept(
        "segments_region",
        st.session_state["segments_region_name"],
        "region",
        lambda name: save_region(store, region, recipe, name, actor=actor),
    ):
        st.session_state["segments_region_name"] = ""


def customer_link(customer_id: str | None) -> None:
    """Draw the way to a customer whose point was clicked, or how to get one."""
    if customer_id is None:
        st.caption("Click a point to open its customer.")
        return
    links.customer_link(customer_id, f"Open customer {customer_id}", icon=":material/open_in_new:")
