"""What kept models say of one customer, and what raised and lowered each score."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import model_why
from crm_core.errors import RapportError
from crm_core.predictions.ledger import CustomerScore
from crm_core.predictions.models import MODELS
from crm_core.workflows.score_reasons import ScoreExplained
from pages.parts import (
    links,
    model_reads,
    models_reads,
    models_saved,
    states,
    workspace,
)
from pages.parts.figure import chart
from pages.parts.text import plain

MOST_REASONS = 7
BASE_HEIGHT, ROW_HEIGHT = 110, 44


def draw(customer_id: str) -> None:
    """Draw a closed block; opened, it shows the score by one model and its reasons."""
    with st.expander(
        "Scores and reasons", icon=":material/target:", on_change="rerun", key="customer_scores"
    ) as block:
        if block.open:
            _open(customer_id)


def _open(customer_id: str) -> None:
    kept = model_reads.latest(model_reads.version())
    if not kept:
        st.info("No model is saved yet.", icon=":material/model_training:")
        st.page_link(links.MODELS, label="Train models", icon=":material/model_training:")
        return
    name = st.selectbox("Model", list(kept), key="customer_model", bind="query-params")
    if name not in kept:
        return
    try:
        found = model_reads.explained(workspace.version(), name, customer_id)
    except RapportError as error:
        states.problem(error)
        return
    _say(found)
    _reasons(found)
    _recorded(name, customer_id)
    links.model_link(name, "How far to trust it", icon=":material/quick_reference:")


def _say(found: ScoreExplained) -> None:
    what = models_saved.predicts(found.target, found.horizon_days)
    if found.kind == "number":
        label, value = what, workspace.number(found.score)
    elif found.predicted is not None:
        label, value = f"{what}: {found.predicted}", workspace.percent(found.score)
    elif found.horizon_days is None:
        label, value = f"{what}: {found.positive}", workspace.percent(found.score)
    else:
        label, value = what, workspace.percent(found.score)
    st.metric(plain(label), plain(value))


def _reasons(found: ScoreExplained) -> None:
    labels = models_reads.labels(models_reads.version())
    is_share = found.kind != "number"
    steps = [
        model_why.Step(
            labels.get(one.feature, one.feature), _shown(one.feature, one.value), one.share
        )
        for one in found.shares
    ]
    given = (steps, found.start, found.score)
    words = model_why.reasons_in_words(*given, is_share=is_share)
    rows = 2 + min(len(found.shares), MOST_REASONS + 1)
    fig = model_why.reasons(*given, is_share=is_share, most=MOST_REASONS)
    chart(fig, words, "customer_reasons_chart", height=BASE_HEIGHT + ROW_HEIGHT * rows)
    st.caption(plain(words))
    st.caption(
        f"As of {found.as_of}, by {plain(MODELS[found.algorithm].label.lower())}, version "
        f"{found.version}. {plain(found.method)}"
    )


def _shown(feature: str, value: float | str | None) -> str:
    """Give a feature's value in its unit."""
    if value is None:
        return "no value"
    if isinstance(value, str):
        return value
    known = models_reads.catalogue(models_reads.version()).get(feature)
    return workspace.figure(value, known.unit if known else "number")


def _recorded(name: str, customer_id: str) -> None:
    """Say what the ledger holds of the customer."""
    said = model_reads.said_of(model_reads.ledger_version(), customer_id)
    for one in said:
        if one.model.lower() == name.lower():
            st.caption(
                f"Recorded as of {one.as_of}: {plain(_value(one, one.score))}{_before(one)}."
            )
            return
    st.caption("The ledger holds nothing of this customer by this model yet.")


def _before(one: CustomerScore) -> str:
    if one.previous is None:
        return ""
    return f"; as of {one.previous_as_of} it was {plain(_value(one, one.previous))}"


def _value(one: CustomerScore, score: float) -> str:
    return workspace.number(score) if one.kind == "number" else workspace.percent(score)
