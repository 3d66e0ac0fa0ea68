"""Cached reads about customers who may be one person, and about merges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from crm_core import duplicates
from crm_core.duplicates import Group, Lookalike
from crm_core.records import merging
from crm_core.records.merging import Sources
from crm_core.schema import Column
from pages.parts.workspace import read


@st.cache_data(max_entries=6, show_spinner="Looking for duplicates")
def groups(version: str, threshold: float) -> list[Group]:
    return duplicates.groups_of(read(duplicates.scan, threshold=threshold))


@st.cache_data(max_entries=32, show_spinner=False)
def open_groups(version: str, shown: tuple[Group, ...]) -> list[Group]:
    return read(duplicates.open_groups, shown)


def lookalikes(values: dict[str, Any]) -> list[Lookalike]:
    """Read uncached: it is asked once, when somebody adds a customer."""
    return read(duplicates.lookalikes, values)


@st.cache_data(max_entries=16, show_spinner=False)
def suggested_sources(
    version: str, keep: str, others: tuple[str, ...]
) -> tuple[Sources, list[Column]]:
    return read(merging.suggested_sources, keep, others)


@st.cache_data(max_entries=64, show_spinner=False)
def merged_in(version: str, change_set_id: int) -> tuple[str, list[str]] | None:
    return read(merging.merged_in, change_set_id)


@st.cache_data(max_entries=64, show_spinner=False)
def merged_into(version: str, customer_id: str) -> tuple[str, int] | None:
    return read(merging.merged_into, customer_id)


@st.cache_data(max_entries=64, show_spinner=False)
def merged_away(version: str, customer_id: str) -> list[tuple[str, str | None, int]]:
    return read(merging.merged_away, customer_id)


@st.cache_data(max_entries=16, show_spinner=False)
def arrived_since(version: str, change_set_id: int) -> list[tuple[str, str, datetime | None, str]]:
    return read(merging.arrived_since, change_set_id)


@st.cache_data(max_entries=32, show_spinner=False)
def holdings(version: str, customer_ids: tuple[str, ...]) -> dict[str, dict[str, int]]:
    return read(merging.holdings, customer_ids)
