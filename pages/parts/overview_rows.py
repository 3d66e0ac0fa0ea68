"""The drawer of rows behind a figure: paged, exportable, and each row opens what it is about."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.metrics import FORMULAS, Period
from pages.parts import downloads, links, lists, overview_reads, workspace
from pages.parts.text import plain

TABLE_HEIGHT = 480
TITLES = {
    "order_line_id": "Order line",
    "order_id": "Order",
    "customer_id": "Customer",
    "ordered_at": "Ordered at",
    "product_id": "Product ID",
    "product": "Product",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "amount": "Amount",
    "country": "Country",
    "name": "Name",
    "orders": "Orders",
    "last_order": "Last order",
    "repeat": "Two or more",
    "counted": "Counted as order",
    "communication_id": "Communication",
    "occurred_at": "When",
    "channel": "Channel",
    "purpose": "Purpose",
    "outcome": "Outcome",
    "responded": "Responded",
}


@st.dialog("Rows behind the figure", width="large", position="right")
def rows_behind(name: str, period: Period) -> None:
    """Open the drawer for one figure in one period."""
    version, formula = workspace.version(), FORMULAS[name]
    value = overview_reads.kpis(period)[name].value
    count = overview_reads.kpi_row_count(version, name, period)
    st.metric(formula.label, plain(workspace.figure(value, formula.unit)))
    st.caption(f"{formula.sentence} {period.start} to {period.end}: {count:,} rows.")
    if not count:
        st.info("No row counts for this figure in the period.", icon=":material/search_off:")
        return
    page, size = lists.paging(f"overview_{name}", count)
    rows = overview_reads.kpi_rows(version, name, period, page, size)
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height=TABLE_HEIGHT,
        column_config=_columns(rows),
        on_select="rerun",
        selection_mode="single-row",
        key=f"overview_table_{hash((version, name, period, page, size))}",
    )
    _open_links(rows, chosen["selection"]["rows"])
    downloads.download(
        f"Export {count:,} rows",
        lambda: overview_reads.every_kpi_row(name, period),
        f"{name} {period.start} {period.end}",
        "overview_rows_export",
        count=count,
    )


def _columns(rows: Any) -> dict[str, Any]:
    money = st.column_config.NumberColumn
    return {
        column: money(TITLES[column], format="%.2f")
        if column in ("amount", "unit_price")
        else TITLES[column]
        for column in rows.columns
    }


def _open_links(rows: Any, positions: list[int]) -> None:
    """Offer the pages of the chosen row's order and customer."""
    if not positions or positions[0] >= len(rows):
        st.caption("Choose a row to open its order or customer.")
        return
    row = rows.iloc[positions[0]].dropna().to_dict()
    with st.container(horizontal=True):
        if "order_id" in row:
            links.order_link(row["order_id"], f"Order {row['order_id']}")
        if "customer_id" in row:
            links.customer_link(row["customer_id"], f"Customer {row['customer_id']}")
