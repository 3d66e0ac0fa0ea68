"""Cached reads of the history. Each is keyed by the data's version and plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from crm_core.records import changes, history, touched
from crm_core.records.history import ChangeSet, HistoryFilters
from pages.parts.workspace import read

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


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


def matching_change_sets(filters: HistoryFilters) -> pa.Table:
    return read(history.matching_change_sets, filters)


@st.cache_data(max_entries=8, show_spinner=False)
def actors(version: str) -> list[str]:
    return read(history.actors)


@st.cache_data(max_entries=32, show_spinner=False)
def changed_fields(version: str, change_set_id: int) -> pd.DataFrame:
    return read(changes.changed_fields, change_set_id)


@st.cache_data(max_entries=32, show_spinner=False)
def created_rows(version: str, change_set_id: int, table: str) -> list[str]:
    return read(changes.created_rows, change_set_id, table)


@st.cache_data(max_entries=32, show_spinner=False)
def row_history(version: str, table: str, row_id: str) -> pd.DataFrame:
    return read(changes.row_history, table, row_id)
