"""Cached reads of what people edit. Each is keyed by the data's version and plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.features import default_as_of
from crm_core.records import (
    communications,
    customer,
    directory,
    history,
    order_list,
    orders,
    products,
    rows,
    search,
    touched,
)
from crm_core.records.communications import CommunicationFilters
from crm_core.records.directory import Filters
from crm_core.records.filters import Sorting
from crm_core.records.history import ChangeSet, HistoryFilters
from crm_core.records.order_list import OrderFilters
from crm_core.records.products import ProductFilters
from crm_core.schema import Column
from crm_core.store import columns_of
from pages.parts.workspace import read

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@st.cache_data(max_entries=32, show_spinner=False)
def columns(version: str, table: str) -> tuple[Column, ...]:
    return read(columns_of, table)


@st.cache_data(max_entries=64, show_spinner=False)
def customers_page(
    version: str, filters: Filters, sorting: Sorting, page: int, size: int
) -> pd.DataFrame:
    return read(directory.customers_page, filters, sorting, page=page, size=size)


@st.cache_data(max_entries=64, show_spinner=False)
def customer_count(version: str, filters: Filters) -> int:
    return read(directory.customer_count, filters)


@st.cache_data(max_entries=8, show_spinner=False)
def countries(version: str) -> list[str]:
    return read(directory.countries)


@st.cache_data(max_entries=16, show_spinner=False)
def cities(version: str, within: tuple[str, ...]) -> list[str]:
    return read(directory.cities, within)


@st.cache_data(max_entries=8, show_spinner=False)
def segmentations(version: str) -> list[tuple[str, str, list[int]]]:
    return read(directory.segmentations)


def matching_customers(filters: Filters, sorting: Sorting) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return read(directory.matching_customers, filters, sorting)


@st.cache_data(max_entries=64, show_spinner=False)
def found_customers(version: str, text: str, limit: int) -> tuple[list[search.Match], int]:
    return read(search.find_customers, text, limit=limit)


@st.cache_data(max_entries=64, show_spinner=False)
def row(version: str, table: str, row_id: str) -> dict[str, Any]:
    return read(rows.row_of, table, row_id)


@st.cache_data(max_entries=64, show_spinner=False)
def rows_by_id(version: str, table: str, ids: tuple[str, ...]) -> pd.DataFrame:
    return read(rows.rows_of, table, ids)


@st.cache_data(max_entries=8, show_spinner=False)
def as_of(version: str) -> date:
    return read(default_as_of)


@st.cache_data(max_entries=64, show_spinner=False)
def key_figures(version: str, customer_id: str, as_of: date) -> dict[str, float | None]:
    return read(customer.key_figures, customer_id, as_of=as_of)


@st.cache_data(max_entries=64, show_spinner=False)
def timeline(
    version: str, customer_id: str, kinds: tuple[str, ...], page: int, size: int
) -> list[customer.Entry]:
    return read(customer.timeline, customer_id, kinds=kinds, page=page, size=size)


@st.cache_data(max_entries=64, show_spinner=False)
def timeline_counts(version: str, customer_id: str) -> dict[str, int]:
    return read(customer.timeline_counts, customer_id)


@st.cache_data(max_entries=64, show_spinner=False)
def order_head(version: str, order_id: str) -> orders.OrderHead:
    return read(orders.order_head, order_id)


@st.cache_data(max_entries=64, show_spinner=False)
def order_lines(version: str, order_id: str) -> pd.DataFrame:
    return read(orders.order_lines, order_id)


def order_lines_table(order_id: str) -> pa.Table:
    return read(orders.lines_table, order_id)


@st.cache_data(max_entries=32, show_spinner=False)
def orders_page(
    version: str, filters: OrderFilters, sorting: Sorting, page: int, size: int
) -> pd.DataFrame:
    return read(order_list.orders_page, filters, sorting, page=page, size=size)


@st.cache_data(max_entries=32, show_spinner=False)
def order_sums(version: str, filters: OrderFilters) -> tuple[int, Decimal]:
    return read(order_list.order_sums, filters)


@st.cache_data(max_entries=8, show_spinner=False)
def order_countries(version: str) -> list[str]:
    return read(order_list.order_countries)


def matching_orders(filters: OrderFilters, sorting: Sorting) -> pa.Table:
    return read(order_list.matching_orders, filters, sorting)


@st.cache_data(max_entries=32, show_spinner=False)
def products_page(
    version: str, filters: ProductFilters, sorting: Sorting, page: int, size: int
) -> pd.DataFrame:
    return read(products.products_page, filters, sorting, page=page, size=size)


@st.cache_data(max_entries=32, show_spinner=False)
def product_count(version: str, filters: ProductFilters) -> int:
    return read(products.product_count, filters)


@st.cache_data(max_entries=8, show_spinner=False)
def categories(version: str) -> list[str]:
    return read(products.categories)


@st.cache_data(max_entries=16, show_spinner=False)
def best_sellers(version: str, since: date, until: date, limit: int) -> pd.DataFrame:
    return read(products.best_sellers, since, until, limit=limit)


@st.cache_data(max_entries=8, show_spinner=False)
def order_span(version: str) -> tuple[date, date] | None:
    return read(products.order_span)


def matching_products(filters: ProductFilters, sorting: Sorting) -> pa.Table:
    return read(products.matching_products, filters, sorting)


@st.cache_data(max_entries=32, show_spinner=False)
def communications_page(
    version: str, filters: CommunicationFilters, sorting: Sorting, page: int, size: int
) -> pd.DataFrame:
    return read(communications.communications_page, filters, sorting, page=page, size=size)


@st.cache_data(max_entries=32, show_spinner=False)
def communication_count(version: str, filters: CommunicationFilters) -> int:
    return read(communications.communication_count, filters)


@st.cache_data(max_entries=16, show_spinner=False)
def outcomes_by_channel(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.outcomes_by_channel, filters)


@st.cache_data(max_entries=16, show_spinner=False)
def responses_by_channel(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.responses_by_channel, filters)


@st.cache_data(max_entries=16, show_spinner=False)
def volume_by_hour(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.volume_by_hour, filters)


def matching_communications(filters: CommunicationFilters, sorting: Sorting) -> pa.Table:
    return read(communications.matching_communications, filters, sorting)


@st.cache_data(max_entries=16, show_spinner=False)
def change_sets(version: str, filters: HistoryFilters, page: int, size: int) -> list[ChangeSet]:
    return read(history.change_sets, filters, page=page, size=size)


@st.cache_data(max_entries=16, show_spinner=False)
def sole_rows(
    version: str, filters: HistoryFilters, page: int, size: int
) -> dict[int, touched.SoleRow]:
    return read(touched.sole_rows, change_sets(version, filters, page, size))


@st.cache_data(max_entries=16, show_spinner=False)
def undone_reasons(version: str, filters: HistoryFilters, page: int, size: int) -> dict[int, str]:
    return read(touched.undone_reasons, change_sets(version, filters, page, size))


@st.cache_data(max_entries=16, show_spinner=False)
def change_set_count(version: str, filters: HistoryFilters) -> int:
    return read(history.change_set_count, filters)


def matching_change_sets(filters: HistoryFilters) -> pa.Table:
    return read(history.matching_change_sets, filters)


@st.cache_data(max_entries=8, show_spinner=False)
def actors(version: str) -> list[str]:
    return read(history.actors)


@st.cache_data(max_entries=32, show_spinner=False)
def changed_fields(version: str, change_set_id: int) -> pd.DataFrame:
    return read(history.changed_fields, change_set_id)


@st.cache_data(max_entries=32, show_spinner=False)
def created_rows(version: str, change_set_id: int, table: str) -> list[str]:
    return read(history.created_rows, change_set_id, table)


@st.cache_data(max_entries=32, show_spinner=False)
def row_history(version: str, table: str, row_id: str) -> pd.DataFrame:
    return read(history.row_history, table, row_id)
