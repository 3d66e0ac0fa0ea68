"""The customers of one flow: what changed for them, one by one and taken together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.charts.movement import name_of
from crm_core.segments.movement import Flow
from crm_core.workflows.lists import save_list
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import (
    downloads,
    lists,
    movement_reads,
    outcome,
    segments_keep,
    segments_members,
    segments_reads,
    workspace,
)
from pages.parts.movement_choices import Chosen
from pages.parts.text import plain

if TYPE_CHECKING:
    import pandas as pd


def draw(chosen: Chosen, flow: Flow) -> None:
    """Draw what changed for the customers of a flow, and who they are."""
    came_from, went_to = name_of(flow.before, chosen.looks), name_of(flow.after, chosen.looks)
    st.subheader(plain(f"{came_from} to {went_to}"))
    given = (workspace.version(), chosen.kept.segmentation_id, chosen.start, chosen.end)
    _changes(movement_reads.changes(*given, flow.before, flow.after), chosen, flow)
    with st.container(horizontal=True, vertical_alignment="center"):
        money = plain(workspace.money(flow.revenue))
        st.markdown(
            f"**{outcome.counted(flow.customers, 'customer')}**, {money} in the 365 days before "
            f"{chosen.start}",
            width="stretch",
        )
        downloads.download(
            "Export",
            lambda: movement_reads.every_mover(*given, flow),
            f"movers {chosen.start} to {chosen.end}",
            "movement_export",
            count=flow.customers,
        )
    _save(chosen, flow)
    page, size = lists.paging("movement", flow.customers)
    _list(movement_reads.movers_page(*given, flow, page=page, size=size), chosen)


def _save(chosen: Chosen, flow: Flow) -> None:
    """Draw the way to keep the customers of a flow as a segment, and how that went."""
    outcome.show("movement")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name of the list",
            key="movement_name",
            max_chars=LONGEST_NAME,
            placeholder="Such as Went quiet this spring",
            width="stretch",
        )
        st.button(
            "Save as a segment",
            icon=":material/save:",
            key="movement_save",
            on_click=_keep,
            args=(chosen, flow),
            help="Keeps these very customers, to filter the directory by. The list stays as it is.",
        )


def _keep(chosen: Chosen, flow: Flow) -> None:
    given = (workspace.version(), chosen.kept.segmentation_id, chosen.start, chosen.end)
    came_from, went_to = name_of(flow.before, chosen.looks), name_of(flow.after, chosen.looks)
    told = f"{chosen.kept.name}: {came_from} on {chosen.start}, {went_to} on {chosen.end}."
    if segments_keep.kept(
        "movement",
        st.session_state["movement_name"],
        "list",
        lambda name: save_list(
            workspace.store(),
            movement_reads.every_mover(*given, flow)["customer_id"],
            name,
            as_of=chosen.end,
            like=chosen.kept,
            description=told,
            actor=workspace.actor(),
        ),
    ):
        st.session_state["movement_name"] = ""


def _changes(found: pd.DataFrame, chosen: Chosen, flow: Flow) -> None:
    """Draw the medians at both dates; who arrived has none at the earlier."""
    labels = segments_reads.titles(workspace.version())
    rows = found.reset_index()
    rows["feature"] = [labels.get(name, name) for name in rows["feature"]]
    number = st.column_config.NumberColumn
    st.markdown("**What changed for them**")
    st.dataframe(
        rows.drop(columns=["before", "change"]) if flow.before is None else rows,
        key="movement_changes",
        alt="Median of each feature at both dates, and the median change",
        hide_index=True,
        placeholder=workspace.NOT_KNOWN,
        column_config={
            "feature": "Feature",
            "before": number(f"Typical on {chosen.start}", format="localized"),
            "after": number(f"Typical on {chosen.end}", format="localized"),
            "change": number(
                "Typical change",
                format="localized",
                help="The median of each customer's own change: half changed by more.",
            ),
            "customers": number(
                "Customers with both",
                format="localized",
                help="Those who have a value at both dates; the change rests on them.",
            ),
        },
    )


def _list(rows: pd.DataFrame, chosen: Chosen) -> None:
    """Draw one page of the customers with each feature before and after; a tick opens one."""
    version = workspace.version()
    titles = segments_reads.titles(version)
    listed = segments_reads.named(version, rows)
    number = st.column_config.NumberColumn
    days = {"before": chosen.start, "after": chosen.end}
    columns: dict[str, Any] = {
        str(name): number(
            f"{titles.get(feature, feature)}, {days[when]}",
            format="localized",
        )
        for name in rows.columns
        for when, _, feature in [str(name).partition(" ")]
        if when in days
    }
    chosen_rows = st.dataframe(
        listed,
        key=f"movement_movers_{hash((version, tuple(rows.index)))}",
        placeholder=workspace.NOT_KNOWN,
        alt="Customers of the flow, with their features at both dates",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            **columns,
            "_index": "Customer ID",
            "name": st.column_config.TextColumn("Name", width="medium"),
            "revenue": number(
                f"Revenue before ({workspace.settings().currency})", format="localized"
            ),
        },
    )
    segments_members.open_link(listed, chosen_rows)
