"""The list of kept models, each of which can be opened."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.predictions.models import MODELS
from pages.parts import links, model_reads, models_choices, opening, workspace
from pages.parts.text import plain


def draw() -> None:
    """Draw the latest version of each kept model with the button that opens it."""
    kept = model_reads.latest(model_reads.version())
    if not kept:
        st.info(
            "No model is saved yet. Train some on the first tab, pick one and save it.",
            icon=":material/save:",
        )
        return
    names = tuple(kept)
    key = opening.key_of("models_saved", (model_reads.version(), names))
    rows = [{opening.COLUMN: opening.LABEL} | _row(name) for name in names]
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        placeholder=workspace.NOT_KNOWN,
        alt="Kept models with what they predict and when they were trained",
        column_config={
            opening.COLUMN: opening.column("models_saved", key, names),
            "Name": st.column_config.TextColumn(width="medium"),
            "Versions": st.column_config.NumberColumn(format="%d"),
            "Customers scored": st.column_config.NumberColumn(format="localized"),
            "Trained": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        },
    )
    opened = opening.opened("models_saved")
    if opened:
        links.open_model(opened)


def _row(name: str) -> dict[str, Any]:
    versions = model_reads.versions(model_reads.version(), name)
    one = versions[0]
    scorings = model_reads.scorings(model_reads.ledger_version(), name)
    last = scorings[0] if scorings else None
    return {
        "Name": name,
        "Predicts": predicts(one.target, one.horizon_days),
        "Kind of model": MODELS[one.algorithm].label,
        "As of": one.as_of,
        "Trained": one.trained_at,
        "Versions": len(versions),
        "Last scored as of": last.as_of if last else None,
        "Customers scored": last.customers if last else None,
    }


def predicts(target: str, horizon_days: int | None) -> str:
    """Say what a model predicts."""
    words = models_choices.target_words(target, horizon_days)
    return words if horizon_days is None else f"{words} within {horizon_days:,} days"


def link_to_all() -> None:
    """Draw the way back to the list."""
    st.page_link(
        links.MODELS,
        label=plain("All models"),
        icon=":material/arrow_back:",
        query_params={"models_view": "Saved"},
    )
