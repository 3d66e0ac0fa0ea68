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
    listing,
    order_list,
    orders,
    products,
    rows,
    search,
)
from crm_core.records.communications import CommunicationFilters
from crm_core.records.filters import Sorting
from crm_core.records.listing import Listed
from crm_core.records.order_list import OrderFilters
from crm_core.schema import Column
from crm_core.store import columns_of
from pages.parts.workspace import read

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@st.cache_data(max_entries=32, show_spinner=False)
def columns(version: str, table: str) -> tuple[Column, ...]:
    return read(columns_of, table)


@st.cache_data(max_entries=16, show_spinner=False)
def empty_columns(version: str, table: str) -> frozenset[str]:
    return read(listing.empty_columns, table)


@st.cache_data(max_entries=128, show_spinner=False)
def list_page(
    version: str, filters: Listed, sorting: Sorting, page: int, size: int
) -> pd.DataFrame:
    return read(listing.page_of, filters, sorting, page=page, size=size)


@st.cache_data(max_entries=128, show_spinner=False)
def list_count(version: str, filters: Listed) -> int:
    return read(listing.count_of, filters)


def list_rows(filters: Listed, sorting: Sorting) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return read(listing.all_of, filters, sorting)


@st.cache_data(max_entries=32, show_spinner=False)
def choices(version: str, table: str, column: str) -> list[str]:
    return read(listing.choices_of, table, column)


@st.cache_data(max_entries=16, show_spinner=False)
def cities(version: str, within: tuple[str, ...]) -> list[str]:
    return read(directory.cities, within)


@st.cache_data(max_entries=8, show_spinner=False)
def segmentations(version: str) -> list[tuple[str, str, dict[int, str]]]:
    return read(directory.segmentations)


@st.cache_data(max_entries=16, show_spinner=False)
def scoring_models(version: str) -> list[tuple[str, float, float]]:
    return read(directory.scoring_models)


@st.cache_data(max_entries=16, show_spinner=False)
def predicted_classes(version: str, model: str) -> list[str]:
    return read(directory.predicted_classes, model)


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


def matching_orders(filters: OrderFilters, sorting: Sorting) -> pa.Table:
    return read(order_list.matching_orders, filters, sorting)


@st.cache_data(max_entries=16, show_spinner=False)
def best_sellers(version: str, since: date, until: date, limit: int) -> pd.DataFrame:
    return read(products.best_sellers, since, until, limit=limit)


@st.cache_data(max_entries=8, show_spinner=False)
def order_span(version: str) -> tuple[date, date] | None:
    return read(products.order_span)


@st.cache_data(max_entries=16, show_spinner=False)
def outcomes_by_channel(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.outcomes_by_channel, filters)


@st.cache_data(max_entries=16, show_spinner=False)
def responses_by_channel(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.responses_by_channel, filters)


@st.cache_data(max_entries=16, show_spinner=False)
def volume_by_hour(version: str, filters: CommunicationFilters) -> pd.DataFrame:
    return read(communications.volume_by_hour, filters)
