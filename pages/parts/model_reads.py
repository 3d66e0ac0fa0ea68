"""Cached reads of kept models: their list and cards, what they said of whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.evaluation import Drift
from crm_core.predictions import ledger, saved
from crm_core.predictions.ledger import CustomerScore, Scoring
from crm_core.predictions.saved import ListedModel
from crm_core.workflows import judged_models, score_reasons
from crm_core.workflows import track_record as records
from crm_core.workflows.score_reasons import ScoreExplained
from crm_core.workflows.track_record import Outcome
from pages.parts import workspace
from pages.parts.models_reads import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def version() -> str:
    """Name the kept models as they are now."""
    return workspace.version("models")


def ledger_version() -> str:
    """Name what was predicted and what happened as they are now."""
    return workspace.version("models", "predictions", *TABLES)


@st.cache_data(max_entries=8, show_spinner=False)
def listed(version: str) -> list[ListedModel]:
    return workspace.read(saved.saved_models)


def latest(version: str) -> dict[str, ListedModel]:
    """Give the latest version of each kept model by its name, the last trained first."""
    return {one.name: one for one in listed(version) if one.is_latest}


def versions(version: str, name: str) -> list[ListedModel]:
    """Give the versions of one model, the newest first."""
    of_one = [one for one in listed(version) if one.name.lower() == name.lower()]
    return sorted(of_one, key=lambda one: -one.version)


@st.cache_data(max_entries=16, show_spinner=False)
def card(version: str, name: str, number: int) -> dict[str, Any]:
    return workspace.read(saved.saved_card, name, number)


@st.cache_data(max_entries=64, show_spinner=False)
def said_of(version: str, customer_id: str) -> list[CustomerScore]:
    return workspace.read(ledger.customer_scores, customer_id)


@st.cache_data(max_entries=64, show_spinner="Working out why")
def explained(version: str, name: str, customer_id: str) -> ScoreExplained:
    return workspace.read(score_reasons.explained_score, name, customer_id)


@st.cache_data(max_entries=16, show_spinner=False)
def scorings(version: str, name: str) -> list[Scoring]:
    return workspace.read(ledger.scorings, name)


@st.cache_data(max_entries=8, show_spinner="Looking up what happened")
def track_record(version: str, name: str) -> list[Outcome]:
    return workspace.read(records.track_record, name)


@st.cache_data(max_entries=16, show_spinner=False)
def tenths(version: str, scoring: Scoring) -> pd.DataFrame:
    return workspace.read(records.tenths, scoring)


@st.cache_data(max_entries=8, show_spinner="Comparing the customers with those it learnt from")
def drift(version: str, scoring: Scoring) -> list[Drift]:
    return workspace.read(records.drift_since, scoring)


def every_score(scoring: Scoring) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return workspace.read(ledger.last_said, scoring)


def importance_table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Give the importance of features, as a card holds it, as a table."""
    return judged_models.importance_table(records)
