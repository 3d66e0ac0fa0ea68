"""Which model this is: its version, what it predicts, its name and the way to let it go."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError
from crm_core.predictions.models import MODELS
from crm_core.predictions.saved import ListedModel
from crm_core.workflows.model_renaming import discard_model, rename_model
from crm_core.workflows.records import Saved
from crm_core.workflows.saved_models import LONGEST_NAME
from pages.parts import links, model_reads, models_saved, outcome, workspace
from pages.parts.text import plain


def chosen_version(name: str | None) -> ListedModel | None:
    """Give the version that the address names, else the latest; None where no model bears it."""
    kept = model_reads.versions(model_reads.version(), name) if name else []
    asked = st.query_params.get("version", "")
    return next((one for one in kept if str(one.version) == asked), kept[0] if kept else None)


def say_none(name: str | None) -> None:
    """Say that there is no such model, and where there are some."""
    st.title("Model")
    gone = st.session_state.get("model_outcome")
    outcome.show("model")
    if name and not gone:
        st.info(
            f"No saved model is called '{plain(name)}'. It may have been renamed or deleted; "
            "History brings it back.",
            icon=":material/search_off:",
        )
    elif not name:
        st.write("Open one from the list of saved models.")
    models_saved.link_to_all()


def draw(one: ListedModel) -> None:
    """Draw what the model predicts, its versions, and what can be done with it as a whole."""
    kept = model_reads.versions(model_reads.version(), one.name)
    what = models_saved.predicts(one.target, one.horizon_days)
    with st.container(horizontal=True, vertical_alignment="center", key="model_heading"):
        st.markdown(
            f"{plain(MODELS[one.algorithm].label)}. Predicts: **{plain(what)}**. Version "
            f"{one.version}, trained {one.trained_at:%Y-%m-%d %H:%M} as of {one.as_of}.",
            width="stretch",
        )
        models_saved.link_to_all()
        _rename(one)
        _delete(one, len(kept))
    outcome.show("model")
    if len(kept) > 1:
        _other_versions(one, kept)


def _other_versions(one: ListedModel, kept: list[ListedModel]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for other in kept:
            st.page_link(
                links.MODEL,
                label=f"Version {other.version}",
                icon=":material/radio_button_checked:"
                if other == one
                else ":material/radio_button_unchecked:",
                query_params={"model": one.name, "version": str(other.version)},
                disabled=other == one,
            )
    if not one.is_latest:
        st.info(
            f"Version {kept[0].version} is newer, and the one that scores customers.",
            icon=":material/update:",
        )


def _rename(one: ListedModel) -> None:
    with st.popover("Rename", icon=":material/edit:", key="model_rename"):
        key = f"model_new_name_{one.name}"
        st.text_input("New name", one.name, max_chars=LONGEST_NAME, key=key)
        pressed = st.button("Rename model", type="primary", key="model_rename_now")
    if not pressed:
        return
    wanted = st.session_state[key].strip()
    try:
        saved = rename_model(workspace.store(), one.name, wanted, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("model", error)
        st.rerun()
    if saved.rows:
        outcome.remember("model", saved, f"Renamed to '{wanted}'", "version")
        st.query_params["model"] = wanted
        st.rerun()


def _delete(one: ListedModel, versions: int) -> None:
    with st.popover("Delete", icon=":material/delete:", key="model_delete"):
        whole = "all its versions" if versions > 1 else "it"
        st.write(
            f"Delete {plain(one.name)}? Undo brings {whole} back. What it said stays in the ledger."
        )
        st.button(
            "Delete model",
            type="primary",
            key="model_delete_now",
            on_click=_discard,
            args=(one.name,),
        )


def _discard(name: str) -> None:
    try:
        gone = discard_model(workspace.store(), name, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("model", error)
        return
    saved = Saved(gone.change_set_id, gone.versions, [])
    outcome.remember("model", saved, f"Deleted '{gone.name}'", "version")
