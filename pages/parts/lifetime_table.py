"""What is expected of each customer: a page of them, sorted, filtered, opened or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.predictions.lifetime import FORMULAS, GROUPS, Outlook
from crm_core.schema import Column
from pages.parts import downloads, lifetime_reads, links, lists, states, workspace

if TYPE_CHECKING:
    import pandas as pd

SORTABLE = (
    Column("lifetime_value", label="Lifetime value"),
    Column("expected_purchases", label="Expected purchases"),
    Column("p_alive", label="Chance to be alive"),
    Column("repeat_purchases", label="Repeat purchases"),
    Column("last_purchase_age", label="First to last purchase"),
    Column("observed_age", label="Since first purchase"),
    Column("customer_id", label="Customer ID"),
)
SHOWN = (
    "name",
    "lifetime_value",
    "expected_purchases",
    "p_alive",
    "purchase_value",
    "next_order_from",
    "next_order",
    "next_order_to",
    "repeat_purchases",
    "last_purchase_age",
    "observed_age",
)


def draw(outlook: Outlook) -> None:
    """Draw the customers, the most valuable first."""
    st.subheader("Customers")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = st.pills(
            "Show",
            list(GROUPS),
            format_func=lambda name: GROUPS.get(name, name),
            key="lifetime_group",
            bind="query-params",
            on_change=lists.first_page,
            args=("lifetime",),
            help="Repeat customers on either side of an even chance to be alive, and those who "
            "bought once. None chosen: everybody.",
        )
        order = lists.sorting("lifetime", SORTABLE, "lifetime_value", descending=True)
    places = lifetime_reads.ranked(outlook, group, order.column, descending=order.descending)
    held = lifetime_reads.scores(outlook)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(places):,}** customers", width="stretch")
        downloads.download(
            f"Export {len(places):,} rows",
            lambda: lifetime_reads.every_row(held, places),
            f"lifetime value {outlook.as_of}",
            "lifetime_export",
            count=len(places),
            disabled=not len(places),
        )
    if not len(places):
        states.nothing_found("customers", "Choose another group, or none.")
        return
    page, size = lists.paging("lifetime", len(places))
    _table(lifetime_reads.named_page(outlook, places, page, size), outlook)


def _table(rows: pd.DataFrame, outlook: Outlook) -> None:
    listed = rows[list(SHOWN)]
    chosen = st.dataframe(
        listed,
        key=f"lifetime_rows_{hash((workspace.version(), outlook, tuple(rows.index)))}",
        placeholder=workspace.NOT_KNOWN,
        alt="Customers with what is expected of each",
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(outlook),
    )
    positions = chosen["selection"]["rows"]
    if not positions or positions[0] >= len(listed):
        st.caption("Tick a row to open the customer.")
        return
    customer_id, name = listed.index[positions[0]], listed["name"].iloc[positions[0]]
    links.customer_link(
        customer_id,
        f"Open {name if isinstance(name, str) else customer_id}",
        icon=":material/open_in_new:",
    )


def _columns(outlook: Outlook) -> dict[str, Any]:
    number, day = st.column_config.NumberColumn, st.column_config.DateColumn
    currency, unit = workspace.settings().currency, f"{outlook.unit}s"
    said = {name: formula.sentence for name, formula in FORMULAS.items()}
    return {
        "_index": "Customer ID",
        "name": st.column_config.TextColumn("Name", width="medium"),
        "lifetime_value": number(
            f"Lifetime value ({currency})", format="%.2f", help=said["lifetime_value"]
        ),
        "expected_purchases": number(
            "Expected purchases", format="%.2f", help=said["expected_purchases"]
        ),
        "p_alive": number("Chance to be alive", format="percent", help=said["p_alive"]),
        "purchase_value": number(
            f"Worth of a purchase ({currency})", format="%.2f", help=said["purchase_value"]
        ),
        "next_order_from": day("Next order from", format="YYYY-MM-DD", help=said["next_order"]),
        "next_order": day("as likely before as after", format="YYYY-MM-DD"),
        "next_order_to": day("to", format="YYYY-MM-DD", help=said["next_order"]),
        "repeat_purchases": number("Repeat purchases", format="localized"),
        "last_purchase_age": number(f"First to last purchase ({unit})", format="%.4g"),
        "observed_age": number(f"Since first purchase ({unit})", format="%.4g"),
    }
