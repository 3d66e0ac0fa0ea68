"""Cached reads of what was written: the index, shared by all sessions, and what it finds."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import streamlit as st

from crm_core.text.answers import Ending, endings
from crm_core.text.mood import Mood, mood
from crm_core.workflows import searches
from pages.parts import workspace

if TYPE_CHECKING:
    from crm_core.records.communications import CommunicationFilters
    from crm_core.text.kept import KeptIndex
    from crm_core.workflows.searches import Searched, Similar


class _Held:
    """The index as it was last read; the next reader brings it up to date."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index: KeptIndex | None = None

    def current(self) -> KeptIndex:
        with self.lock:
            self.index = searches.current_index(workspace.store(), self.index)
            return self.index


@st.cache_resource(max_entries=1, show_spinner=False)
def _held(path: str) -> _Held:
    return _Held()


def _index() -> KeptIndex:
    return _held(str(workspace.database_path())).current()


@st.cache_data(max_entries=64, show_spinner="Looking through what was written")
def found(version: str, text: str, filters: CommunicationFilters, limit: int) -> Searched:
    return searches.search(workspace.store(), text, filters=filters, limit=limit, index=_index())


@st.cache_data(max_entries=64, show_spinner="Looking for similar conversations")
def similar(version: str, row_id: str, limit: int) -> Similar:
    return searches.similar(workspace.store(), row_id=row_id, limit=limit, index=_index())


@st.cache_data(max_entries=64, show_spinner=False)
def ended(version: str, ids: tuple[str, ...]) -> dict[str, Ending]:
    return workspace.read(endings, ids)


def mood_of(text: str) -> Mood:
    return mood(text)
