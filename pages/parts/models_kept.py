"""Keeping a trained model under a name, with a way back."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError
from crm_core.predictions.models import MODELS
from crm_core.workflows.predictions import keep
from crm_core.workflows.records import Saved
from crm_core.workflows.trained_models import Trained
from pages.parts import links, model_reads, outcome, workspace
from pages.parts.text import plain


def draw() -> None:
    """Draw how the last saving went, and the way to what was saved."""
    outcome.show("models")
    name = st.session_state.get("models_saved_last")
    if name in model_reads.latest(model_reads.version()):
        links.model_link(name, f"Open '{name}'", icon=":material/quick_reference:")


def offer_to_save(trained: Trained, model: str) -> None:
    """Draw the name and the button; the model learns from all rows once more."""
    with st.popover("Save this model", icon=":material/save:", key="models_save_open"):
        st.write(f"{plain(MODELS[model].label)}, trained once more on all rows, with its card.")
        name = st.text_input("Name", key="models_name", max_chars=80)
        pressed = st.button(
            "Save",
            type="primary",
            key="models_save",
            disabled=not name.strip(),
            help="A name that is taken gets a new version.",
        )
    if pressed:
        _save(trained, name, model)
        st.rerun()


def _save(trained: Trained, name: str, model: str) -> None:
    try:
        with st.spinner("Training on all rows"):
            kept = keep(workspace.store(), trained, name, model, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("models", error)
        return
    st.session_state["models_saved_last"] = name.strip()
    outcome.remember("models", Saved(kept.change_set_id, 1, []), f"Saved '{name}'", "model")
