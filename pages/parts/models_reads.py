"""Trained models and what they show, kept by data version and choices. No more than four stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core import features
from crm_core.features import Feature
from crm_core.workflows import judged_models, predictions
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.trained_models import Progress, Trained
from pages.parts import workspace
from pages.parts.shelf import Shelf

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.evaluation import GroupError
    from crm_core.workflows.judged_models import InMoney, JudgedRows, LookedInto

TABLES = ("customers", "orders", "order_lines", "products", "communications", "ratings", "feedback")
"""What features and outcomes are read from: a write of anything else leaves what was trained."""


@st.cache_resource(max_entries=1, show_spinner=False)
def _shelf() -> Shelf[Trained]:
    return Shelf()


def version() -> str:
    """Name the data that models learn from as it is now."""
    return workspace.version(*TABLES)


def trained(question: Question) -> Trained | None:
    """Give what was trained on a question and the data as they are; None if nothing was."""
    return _shelf().look((version(), question))


def train(question: Question, progress: Progress) -> Trained:
    """Train, and keep what comes of it; a run that is cancelled leaves nothing."""
    key = (version(), question)
    found: Trained = workspace.read(predictions.train, question, progress=progress)
    _shelf().put(key, found)
    return found


@st.cache_data(max_entries=8, show_spinner=False)
def catalogue(version: str) -> dict[str, Feature]:
    """Give every feature and column by name but scores: what one model says teaches no other."""
    known = workspace.read(features.catalogue)
    return {name: feature for name, feature in known.items() if feature.model is None}


def labels(version: str) -> dict[str, str]:
    """Give every feature in words, its name along where two read alike."""
    known = catalogue(version)
    words = [feature.label for feature in known.values()]
    return {
        name: feature.label if words.count(feature.label) == 1 else f"{feature.label} ({name})"
        for name, feature in known.items()
    }


@st.cache_resource(max_entries=8, show_spinner=False)
def _rows(version: str, question: Question, model: str, _trained: Trained) -> JudgedRows:
    return judged_models.judged_rows(_trained, model)


def rows(question: Question, model: str, held: Trained) -> JudgedRows:
    """Give the judged rows of one model."""
    return _rows(version(), question, model, held)


@st.cache_resource(max_entries=32, show_spinner=False)
def _money(
    version: str,
    question: Question,
    model: str,
    threshold: float,
    hit_value: float,
    contact_cost: float,
    _held: Trained,
) -> InMoney:
    return judged_models.in_money(
        rows(question, model, _held), threshold, hit_value=hit_value, contact_cost=contact_cost
    )


def money(held: Trained, model: str, threshold: float, hit: float, cost: float) -> InMoney:
    """Give what a threshold brings."""
    return _money(version(), held.question, model, threshold, hit, cost, held)


@st.cache_resource(max_entries=16, show_spinner="Judging each group")
def _groups(
    version: str, question: Question, model: str, by: str, _held: Trained
) -> list[GroupError]:
    return workspace.read(judged_models.errors_of_groups, _held, model, by)


def groups(held: Trained, model: str, by: str) -> list[GroupError]:
    """Give the figures of each group; segmentations may change without the data of models."""
    return _groups(workspace.version(), held.question, model, by, held)


@st.cache_resource(max_entries=8, show_spinner="Training on parts of the rows")
def _learning(version: str, question: Question, model: str, _held: Trained) -> pd.DataFrame:
    return judged_models.curve_of_learning(_held, model)


def learning(held: Trained, model: str) -> pd.DataFrame:
    """Give the leading figure by how many rows taught."""
    return _learning(version(), held.question, model, held)


@st.cache_resource(max_entries=16, show_spinner=False)
def _advantage(version: str, question: Question, model: str, other: str, _held: Trained) -> Any:
    return judged_models.advantage(_held, model, other)


def advantage(held: Trained, model: str, other: str) -> Any:
    """Give by how much one model leads another, with its interval."""
    return _advantage(version(), held.question, model, other, held)


@st.cache_resource(max_entries=8, show_spinner="Looking into the model")
def _looked_into(version: str, question: Question, model: str, _held: Trained) -> LookedInto:
    return judged_models.looked_into(_held, model)


def looked_into(held: Trained, model: str) -> LookedInto:
    """Give a model with the importance of its features."""
    return _looked_into(version(), held.question, model, held)


@st.cache_resource(max_entries=32, show_spinner=False)
def _dependence(
    version: str, question: Question, model: str, feature: str, _held: Trained
) -> pd.DataFrame:
    return judged_models.dependence(_held, looked_into(_held, model), feature)


def dependence(held: Trained, model: str, feature: str) -> pd.DataFrame:
    """Give the mean score by the value of one feature."""
    return _dependence(version(), held.question, model, feature, held)
