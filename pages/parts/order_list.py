"""The list of orders: its filters, all of them in the URL, and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.records import order_list
from crm_core.records.filters import Sorting
from crm_core.records.order_list import Kind, OrderFilters
from pages.parts import downloads, links, lists, opening, records_reads, states, workspace
from pages.parts.text import plain

if TYPE_CHECKING:
    import pandas as pd

HELP = "Quantity times unit price of every line: charges included, returns taken off."
KINDS: dict[str, Kind] = {"Sales only": "sales", "Returns only": "returns"}


def draw(export: Any) -> None:
    """Draw filters, order, sum and one page; the download goes to the container `export`."""
    version = workspace.version()
    filters = chosen_filters()
    total, amount = records_reads.order_sums(version, filters)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(gap="xxsmall", width="content"):
            lists.say_how_many(total, "order")
            st.caption(f"{plain(workspace.money(amount))} in all", help=HELP)
        sorting = lists.sorting("orders", order_list.SORTABLE, "ordered_at", descending=True)
    with export:
        downloads.download(
            "Export",
            lambda: records_reads.matching_orders(filters, sorting),
            "orders",
            "orders_export",
            count=total,
            disabled=total == 0,
        )
    if total == 0:
        states.nothing_found(
            "orders", filtered=filters != OrderFilters(), first="They come with an import."
        )
        return
    place = st.container()
    page, size = lists.paging("orders", total)
    with place:
        _table(records_reads.orders_page(version, filters, sorting, page, size), filters, sorting)


def chosen_filters() -> OrderFilters:
    """Draw the filters, and give what they are set to."""
    url: dict[str, Any] = {
        "on_change": lists.first_page,
        "args": ("orders",),
        "bind": "query-params",
    }
    top = st.columns((1, 1, 1))
    text = top[0].text_input(
        "Order ID",
        key="orders_text",
        placeholder="All or part of it",
        icon=":material/search:",
        **url,
    )
    customer = top[1].text_input(
        "Customer ID", key="orders_customer", placeholder="The whole id", **url
    )
    countries = top[2].multiselect(
        "Country",
        records_reads.choices(workspace.version(), "orders", "country"),
        key="orders_country",
        placeholder="Any",
        **url,
    )
    low = st.columns((1, 1, 1))
    with low[0]:
        since = lists.day("From", "orders_from", **url)
    with low[1]:
        until = lists.day("To", "orders_to", **url)
    kind = low[2].selectbox(
        "Kind",
        list(KINDS),
        index=None,
        placeholder="Sales and returns",
        key="orders_kind",
        **url,
    )
    return OrderFilters(
        text.strip(), customer.strip(), tuple(countries), since, until, KINDS.get(kind or "")
    )


def _table(rows: pd.DataFrame, filters: OrderFilters, sorting: Sorting) -> None:
    shown = rows.copy()
    shown.insert(0, opening.COLUMN, opening.LABEL)
    ids = tuple(str(row_id) for row_id in rows.index)
    key = opening.key_of("orders_list", (workspace.version(), filters, sorting, ids))
    st.dataframe(
        shown,
        key=key,
        height="content",
        placeholder="",
        alt="Orders, one a row, with a button that opens it",
        column_config={
            "_index": "Order ID",
            opening.COLUMN: opening.column("orders", key, ids),
            "ordered_at": st.column_config.DatetimeColumn("Ordered at", format="YYYY-MM-DD HH:mm"),
            "customer_id": "Customer ID",
            "customer": "Customer",
            "country": "Country",
            "is_return": st.column_config.CheckboxColumn("Return"),
            "amount": st.column_config.NumberColumn("Amount", format="%.2f"),
        },
    )
    opened = opening.opened("orders")
    if opened:
        links.open_order(opened)
