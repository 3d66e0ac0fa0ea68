"""The parts of the products page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.records import products
from crm_core.records.products import ProductFilters
from crm_core.schema import PRODUCT_KINDS
from crm_core.workflows.records import Saved, add_row
from pages.parts import forms, outcome, records_reads, workspace
from pages.parts.lists import first_page
from pages.parts.text import plain

PERIODS = {"30 days": 30, "90 days": 90, "12 months": 365, "All time": None}


def best_sellers() -> None:
    """Draw the products with most revenue in a period that ends with the last order."""
    span = records_reads.order_span(workspace.version(*products.SPAN_READ))
    if span is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Best sellers", width="stretch")
        period = st.segmented_control(
            "Period",
            list(PERIODS),
            default="90 days",
            required=True,
            key="products_period",
            bind="query-params",
            label_visibility="collapsed",
        )
    days = PERIODS[period or "90 days"]
    since = span[0] if days is None else _earlier(span[1], days)
    version = workspace.version(*products.BEST_SELLERS_READ)
    rows = records_reads.best_sellers(version, since, span[1], 10)
    st.caption(
        f"By revenue from {since} to {span[1]}: quantity times unit price, returns taken off, "
        "charges left out."
    )
    if rows.empty:
        st.info("Nothing was sold in this period.", icon=":material/inventory_2:")
        return
    st.dataframe(
        rows,
        key="products_best",
        placeholder="",
        alt="Best-selling products with units, revenue and orders",
        column_config={
            "_index": "Product ID",
            "name": st.column_config.TextColumn("Name", width="medium"),
            "category": "Category",
            "units": st.column_config.NumberColumn("Units", format="localized"),
            "revenue": st.column_config.ProgressColumn(
                f"Revenue ({workspace.settings().currency})",
                format="localized",
                min_value=0,
                max_value=max(float(rows["revenue"].max()), 1.0),
            ),
            "orders": st.column_config.NumberColumn("Orders", format="localized"),
        },
    )


def _earlier(last: date, days: int) -> date:
    return last - timedelta(days=min(days - 1, (last - date.min).days))


def chosen_filters() -> ProductFilters:
    """Draw the filters, all of them in the URL, and give what they are set to."""
    url: dict[str, Any] = {
        "on_change": first_page,
        "args": ("products",),
        "bind": "query-params",
    }
    top = st.columns((2.2, 1.7, 1.2, 1.3, 1.6), vertical_alignment="bottom")
    text = top[0].text_input(
        "Search",
        key="products_text",
        placeholder="Name, id, category or description",
        icon=":material/search:",
        **url,
    )
    categories = top[1].multiselect(
        "Category",
        records_reads.choices(workspace.version(), "products", "category"),
        key="products_category",
        placeholder="Any",
        **url,
    )
    kind = top[2].selectbox(
        "Kind", PRODUCT_KINDS, index=None, placeholder="Any", key="products_kind", **url
    )
    stock = top[3].number_input(
        "Stock at most",
        value=None,
        min_value=0,
        step=1,
        placeholder="Any",
        key="products_stock",
        **url,
    )
    binned = top[4].toggle("Show the bin", key="products_bin", **url)
    return ProductFilters(text.strip(), tuple(categories), kind, stock, binned)


@st.dialog("Add a product", width="medium")
def add_a_product() -> None:
    """Draw the form; a product that can be held closes it, else the reason is shown."""
    columns = [c for c in records_reads.columns(workspace.version(), "products") if c.editable]
    with st.form("new_product", border=False):
        product_id = st.text_input("Product ID", key="new_product_id", placeholder="Made if empty")
        typed = forms.fields(columns, {"kind": "product"}, "new_product")
        sent = st.form_submit_button("Add", type="primary", key="new_product_add")
    if not sent:
        return
    values = {name: value for name, value in typed.items() if value not in (None, "")}
    if product_id.strip():
        values["product_id"] = product_id.strip().upper()
    if not product_id.strip() and not str(typed["name"] or "").strip():
        st.error("Give the product an id or a name.", icon=":material/error:")
        return
    try:
        added = add_row(workspace.store(), "products", values, actor=workspace.actor())
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    saved = Saved(added.change_set_id, 1, [])
    outcome.remember("products", saved, f"Added {added.id}", "product")
    st.rerun()
