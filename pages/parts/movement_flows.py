"""The flows between two dates: figures, a picture, a table with the revenue at stake."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts import movement as charts
from crm_core.errors import RapportError
from crm_core.segments.movement import ARRIVED, AT_STAKE, MOVED, STAYED, Flow
from pages.parts import lists, movement_reads, outcome, states, workspace
from pages.parts.figure import chart, metric, show_formula
from pages.parts.movement_choices import Chosen
from pages.parts.text import plain


def draw(chosen: Chosen) -> Flow | None:
    """Draw the flows, and give the one that was picked."""
    try:
        flows = movement_reads.flows(
            workspace.version(), chosen.kept.segmentation_id, chosen.start, chosen.end
        )
    except RapportError as error:
        states.problem(error)
        return None
    if not flows:
        st.info(f"There was no customer yet on {chosen.end}.", icon=":material/group_off:")
        return None
    _figures(flows)
    picked = _picked(chosen, flows)
    chart(
        charts.flow_picture(flows, chosen.looks, chosen=picked),
        charts.flows_in_words(flows, chosen.looks),
        "movement_picture",
        height=120 + 48 * max(4, len({flow.after for flow in flows})),
    )
    st.caption(
        f"Left: segments on {chosen.start}, or not yet a customer. Right: segments on "
        f"{chosen.end}. Bands are as wide as they hold customers."
    )
    _table(chosen, flows)
    return _choice(chosen, flows)


def _figures(flows: list[Flow]) -> None:
    moved = [flow for flow in flows if flow.before not in (None, flow.after)]
    stayed = [flow for flow in flows if flow.before == flow.after]
    arrived = [flow for flow in flows if flow.before is None]
    with st.container(horizontal=True, key="movement_figures"):
        for formula, some in ((MOVED, moved), (STAYED, stayed), (ARRIVED, arrived)):
            metric(formula, sum(flow.customers for flow in some), width=165)
        st.metric(
            "Revenue moved",
            plain(workspace.money(sum(flow.revenue for flow in moved))),
            border=True,
            width=165,
            help=f"**{AT_STAKE.label}**, of everyone who moved. {plain(AT_STAKE.sentence)}"
            f"\n\n$${AT_STAKE.latex}$$",
        )


def _table(chosen: Chosen, flows: list[Flow]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Flows", width="stretch")
        show_formula(AT_STAKE, key="movement_formula")
    wholes: dict[int | None, int] = {}
    for flow in flows:
        wholes[flow.before] = wholes.get(flow.before, 0) + flow.customers
    rows = [
        {
            "from": charts.name_of(flow.before, chosen.looks),
            "to": charts.name_of(flow.after, chosen.looks),
            "customers": flow.customers,
            "share": flow.customers / wholes[flow.before],
            "of": wholes[flow.before],
            "revenue": flow.revenue,
        }
        for flow in flows
    ]
    number = st.column_config.NumberColumn
    key = f"movement_flows_{_digest(chosen)}"
    st.dataframe(
        rows,
        key=key,
        alt="Each flow: from, to, customers, share of the segment they came from, revenue before",
        hide_index=True,
        on_select=lambda: _pick(key, chosen, flows),
        selection_mode="single-row",
        column_config={
            "from": "From",
            "to": "To",
            "customers": number("Customers", format="localized"),
            "share": number("Share of from", format="percent"),
            "of": number("Customers in from", format="localized"),
            "revenue": number(
                f"Revenue before ({workspace.settings().currency})",
                format="localized",
                help=plain(AT_STAKE.sentence),
            ),
        },
    )


def _digest(chosen: Chosen) -> int:
    """A table of other rows is another table: it must not keep a row that was picked."""
    return hash((workspace.version(), chosen.kept.segmentation_id, chosen.start, chosen.end))


def _words(chosen: Chosen, flow: Flow) -> str:
    here = charts.name_of(flow.after, chosen.looks)
    if flow.before == flow.after:
        return f"Stayed: {here}"
    return f"{charts.name_of(flow.before, chosen.looks)} to {here}"


def _pick(key: str, chosen: Chosen, flows: list[Flow]) -> None:
    """Open the flow whose row was ticked."""
    selection: Any = st.session_state[key]
    rows = selection["selection"]["rows"]
    st.session_state["movement_flow"] = _words(chosen, flows[rows[0]]) if rows else None
    lists.first_page("movement")


def _picked(chosen: Chosen, flows: list[Flow]) -> Flow | None:
    named = {_words(chosen, flow): flow for flow in flows}
    words = st.session_state.get("movement_flow") or st.query_params.get("movement_flow")
    return named.get(words or "")


def _choice(chosen: Chosen, flows: list[Flow]) -> Flow | None:
    named = {_words(chosen, flow): flow for flow in flows}
    words = st.selectbox(
        "Look into a flow",
        list(named),
        index=None,
        key="movement_flow",
        bind="query-params",
        placeholder="Choose one here, or tick its row above",
        on_change=lists.first_page,
        args=("movement",),
        format_func=lambda known: known,
    )
    flow = named.get(words or "")
    if flow is None:
        st.caption(
            f"{outcome.counted(len(flows), 'flow')} in all. Picking one lists its customers and "
            "says what changed for them."
        )
    return flow
