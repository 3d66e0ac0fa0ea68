"""What is to be predicted, from what, by which models: all of it is in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.predictions.models import BASELINE, MODELS
from crm_core.schema import CHANNELS
from crm_core.workflows.prediction_rows import HORIZON_DAYS, SPLITS, Question
from crm_core.workflows.trained_models import Prediction
from pages.parts import lists, models_reads

LONGEST_HORIZON_DAYS = 3650
OUTCOME_WORDS = {
    "purchase": "Will buy",
    "lapse": "Will lapse",
    "response": "Will answer a message",
    "satisfaction": "Next satisfaction (1-5)",
}
ANY_CHANNEL = "Any channel"
HAPPENED = {"purchase": "bought", "lapse": "lapsed", "response": "answered"}
OPTION_WORDS = {
    "C": "looseness C",
    "alpha": "penalty",
    "penalty": "penalty",
    "max_leaf_nodes": "ends at most",
    "min_samples_leaf": "rows an end at least",
    "max_iter": "trees",
}
"""What the options that tuning chooses among are called."""
SPLIT_WORDS = {"folds": "Folds", "holdout": "One fifth held out", "time": "By time"}
SPLIT_HELP = (
    "Folds: every row is judged by models that learnt from the others. One fifth held out: judged "
    "on a fifth. By time: learnt from earlier days, judged on the last; it needs a dated outcome. "
    "None chosen: by time where there is a date, else folds."
)
ON_SCREEN = {
    "--as-of": "As of",
    "--horizon-days": "Days ahead",
    "--split": "Split",
    "--folds": "Folds",
    "--features": "Features",
    "--positive": "Positive value",
    "--target": "Predict",
}
"""What the choices of the command line are called here."""
URL: dict[str, Any] = {"bind": "query-params"}


def positive_words(found: Prediction) -> str:
    """Give what the positives of a target of two classes are called."""
    return happened_words(found.target, found.positive, found.horizon_days)


def happened_words(target: str, positive: str | None, horizon_days: int | None) -> str:
    """Give the same of a target that is told by its parts."""
    if horizon_days is not None:
        return HAPPENED.get(target.partition(":")[0], positive or "")
    return positive or ""


def target_words(target: str, horizon_days: int | None) -> str:
    """Give what a model predicts, without how far ahead: a column as people know it."""
    if horizon_days is None:
        return models_reads.labels(models_reads.version()).get(target, target)
    outcome, _, channel = target.partition(":")
    words = OUTCOME_WORDS.get(outcome, outcome)
    return f"{words} by {channel}" if channel else words


def option_words(options: Mapping[str, Any]) -> str:
    """Give the options of a model that were chosen by trial."""
    told = (f"{OPTION_WORDS.get(name, name)} {value:g}" for name, value in sorted(options.items()))
    return ", ".join(told) or "the usual ones"


def chosen_question() -> Question:
    """Draw the choices, and give them as one question."""
    labels = models_reads.labels(models_reads.version())
    with st.container(horizontal=True, vertical_alignment="bottom", key="models_choices"):
        target = _target(labels)
        is_outcome = target in OUTCOME_WORDS
        if target == "response":
            target = _by_channel()
        horizon = _horizon() if is_outcome else None
        as_of = lists.day(
            "As of",
            "models_as_of",
            help="Features know nothing after this day. Empty: the latest day that fits.",
            width=150,
            **URL,
        )
    models = _models()
    with st.expander("Features, split, tuning and seed", key="models_more"):
        more = _more(labels, target, is_outcome)
    return Question(
        target, models=tuple(models) or ("all",), as_of=as_of, horizon_days=horizon, **more
    )


def _target(labels: dict[str, str]) -> str:
    columns = {name: label for name, label in labels.items() if name not in OUTCOME_WORDS}
    words = OUTCOME_WORDS | columns
    chosen = st.selectbox(
        "Predict",
        list(words),
        format_func=lambda name: words.get(name, name),
        key="models_target",
        help="What customers do after the as-of day, or what any column holds.",
        width=240,
        **URL,
    )
    return chosen or "purchase"


def _by_channel() -> str:
    """Draw the choice of a channel, and give the target that asks for it."""
    channel = st.selectbox(
        "By",
        [ANY_CHANNEL, *CHANNELS],
        key="models_channel",
        help="Whether the first message in those days is answered: any, or the first by a channel.",
        width=150,
        **URL,
    )
    return "response" if channel in (None, ANY_CHANNEL) else f"response:{channel}"


def _horizon() -> int:
    return int(
        st.number_input(
            "Days ahead",
            1,
            LONGEST_HORIZON_DAYS,
            HORIZON_DAYS,
            step=30,
            key="models_horizon",
            help="How long after the as-of day it may happen.",
            width=150,
            **URL,
        )
    )


def _models() -> list[str]:
    names = [name for name in MODELS if name != BASELINE]
    return st.pills(
        "Models",
        names,
        format_func=lambda name: MODELS[name].label if name in MODELS else name,
        selection_mode="multi",
        key="models_names",
        help="None chosen: all that suit. The baseline is always there: what all must beat.",
        **URL,
    )


def _more(labels: dict[str, str], target: str, is_outcome: bool) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "options": [name for name in labels if name != target],
        "format_func": lambda name: labels.get(name, name),
        "wrap": True,
        **URL,
    }
    named = st.multiselect("Features", key="models_features", placeholder="Every one", **shared)
    exclude = st.multiselect("Leave out", key="models_exclude", placeholder="None", **shared)
    split = st.segmented_control(
        "Split",
        SPLITS if is_outcome else SPLITS[:2],
        format_func=lambda name: SPLIT_WORDS.get(name, name),
        key="models_split",
        help=SPLIT_HELP,
        **URL,
    )
    tune = st.toggle(
        "Tune each model",
        key="models_tune",
        help="Chooses each model's options by trial, within the rows that teach it. Several times "
        "slower, and seldom much better.",
        **URL,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        folds = st.number_input("Folds", 2, 20, 5, key="models_folds", width=120, **URL)
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="models_seed", width=150, **URL)
        positive = st.text_input(
            "Positive value",
            key="models_positive",
            placeholder="Chosen from the data",
            help="Of a column of two values, the one to predict. Empty: yes, true or 1, else the "
            "rarer.",
            disabled=is_outcome,
            width=200,
            **URL,
        )
    return {
        "features": tuple(named) or ("all",),
        "exclude": tuple(exclude),
        "split": split,
        "folds": int(folds),
        "tune": tune,
        "seed": int(seed),
        "positive": None if is_outcome or not positive else positive,
    }


def in_screen_words(error: RapportError) -> str:
    """Give an error's sentence with the choices named as they stand on the page."""
    words = str(error)
    for flag, label in ON_SCREEN.items():
        words = words.replace(flag, f"'{label}'")
    return words


def leave_out(columns: list[str]) -> None:
    """Leave columns out from now on and train again: what one click on the leak alarm does."""
    chosen = list(st.session_state.get("models_exclude") or [])
    st.session_state["models_exclude"] = [*chosen, *(c for c in columns if c not in chosen)]
    st.session_state["models_train_now"] = True
