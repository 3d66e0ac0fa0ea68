"""The parts of one order's page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.records.orders import OrderHead
from pages.parts import downloads, links, records_reads, workspace
from pages.parts.text import plain

SUMS = (
    ("Products", "products_amount", "Quantity times unit price of the product lines."),
    ("Charges", "charges_amount", "The same of lines such as postage: no part of revenue."),
)


def heading(head: OrderHead) -> None:
    """Draw when and whose it is, with links."""
    order_id = head.row["order_id"]
    facts = [f"{head.ordered_at:%Y-%m-%d %H:%M}", head.row["country"]]
    if head.row["deleted_at"] is not None:
        facts.append("in the bin")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(" · ".join(str(fact) for fact in facts if fact)), width="stretch")
        if head.customer_id:
            name = head.customer_name or head.customer_id
            links.customer_link(head.customer_id, name, icon=":material/person:")
        else:
            st.caption("Anonymous: no customer was named", width="content")
        links.row_history_link("orders", order_id)
        links.back_to(links.ORDER, "All orders")


def sums(head: OrderHead) -> None:
    """Draw what the lines come to."""
    with st.container(horizontal=True):
        for label, name, sentence in SUMS:
            amount = plain(workspace.money(getattr(head, name)))
            st.metric(label, amount, border=True, help=sentence, width=170)
        st.metric(
            "Units",
            workspace.number(head.units),
            border=True,
            width=170,
            help="Pieces on the product lines, returned ones negative.",
        )
        st.metric("Lines", workspace.number(head.lines), border=True, width=170)


def lines(order_id: str, export: Any) -> None:
    """Draw the lines; their download goes to the container `export`."""
    rows = records_reads.order_lines(workspace.version(), order_id)
    with export:
        downloads.download(
            "Export",
            lambda: records_reads.order_lines_table(order_id),
            f"order-{order_id}",
            "order_export",
            count=len(rows),
            disabled=rows.empty,
        )
    if rows.empty:
        st.info("This order has no lines.", icon=":material/receipt_long:")
        return
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        placeholder="",
        key="order_lines",
        alt="Lines of the order",
        column_config={
            "line_number": st.column_config.NumberColumn("Line", format="%d", width="small"),
            "product_id": "Product ID",
            "product": "Product",
            "category": "Category",
            "quantity": st.column_config.NumberColumn("Quantity", format="%d"),
            "unit_price": st.column_config.NumberColumn("Unit price", format="%.2f"),
            "amount": st.column_config.NumberColumn("Amount", format="%.2f"),
            "kind": "Kind",
        },
    )
