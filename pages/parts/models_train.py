"""Training on demand, with a bar that moves and a way to stop it."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import NotEnoughRows, RapportError
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import Trained
from pages.parts import models_choices, models_reads
from pages.parts.text import plain


def draw(question: Question) -> Trained | None:
    """Draw the Train button; give what was trained on these choices and data, if anything was."""
    held = models_reads.trained(question)
    pressed = st.button(
        "Train again" if held else "Train",
        icon=":material/model_training:",
        type="secondary" if held else "primary",
        key="models_train",
        disabled=held is not None,
        help="Nothing to train: data and choices are as they were." if held else None,
    )
    asked = st.session_state.pop("models_train_now", False)
    was_cancelled = st.session_state.pop("models_cancelled", False)
    if held is not None:
        return held
    if pressed or asked:
        return _trained(question)
    stopped = "Training was cancelled, and nothing of it is kept. " if was_cancelled else ""
    st.info(
        f"{stopped}Nothing is trained yet for these choices and the data as they are. Press Train: "
        "the models are judged on customers they have not seen.",
        icon=":material/model_training:",
    )
    return None


def _cancel() -> None:
    st.session_state["models_cancelled"] = True


def _trained(question: Question) -> Trained | None:
    place = st.empty()
    with place.container(border=True, key="models_progress"):
        bar = st.progress(0.0, "Reading the customers")
        # Any press ends this run at the next step of the bar.
        st.button(
            "Cancel",
            icon=":material/stop_circle:",
            key="models_cancel",
            on_click=_cancel,
            help="Stops when the model that is being trained is done; nothing is kept.",
        )
    try:
        return models_reads.train(question, lambda share, words: bar.progress(share, plain(words)))
    except NotEnoughRows as error:
        words = f"Too few to learn from. {plain(models_choices.in_screen_words(error))}"
        st.info(words, icon=":material/hourglass_empty:")
    except RapportError as error:
        st.error(plain(models_choices.in_screen_words(error)), icon=":material/error:")
    finally:
        place.empty()
    return None
