"""The threshold in money: whom to contact, what it costs, what it brings."""

from __future__ import annotations

import streamlit as st

from crm_core import evaluation
from crm_core.charts import model_money
from crm_core.workflows.judged_models import STEPS, InMoney
from crm_core.workflows.trained_models import Trained
from pages.parts import models_choices, models_reads, workspace
from pages.parts.figure import chart, metric
from pages.parts.text import plain

HEIGHT = 340
HIT_VALUE, CONTACT_COST = 20.0, 2.0
MOST_MONEY = 1_000_000.0


def draw(trained: Trained, model: str) -> None:
    """Draw the slider, the four counts and the profit it makes, for a target of two classes."""
    if trained.prediction.kind != "binary":
        return
    st.subheader("Threshold in money")
    threshold, hit, cost = _choices()
    found = models_reads.money(trained, model, threshold, hit, cost)
    _figures(found)
    left, right = st.columns(2)
    with left:
        _confusion(found, models_choices.positive_words(trained.prediction))
    with right:
        _curve(found)


def _choices() -> tuple[float, float, float]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        currency = workspace.settings().currency
        hit = st.number_input(
            f"Value of a hit ({currency})",
            0.0,
            MOST_MONEY,
            HIT_VALUE,
            key="models_hit_value",
            bind="query-params",
            help="What a positive brings who is contacted.",
            width=180,
        )
        cost = st.number_input(
            f"Cost of a contact ({currency})",
            0.0,
            MOST_MONEY,
            CONTACT_COST,
            key="models_contact_cost",
            bind="query-params",
            help="What each contact costs, hit or not.",
            width=180,
        )
    threshold = st.slider(
        "Contact from this score on",
        0.0,
        1.0,
        0.5,
        1 / STEPS,
        key="models_threshold",
        bind="query-params",
    )
    return round(float(threshold) * STEPS) / STEPS, float(hit), float(cost)


def _figures(found: InMoney) -> None:
    counts = found.profit
    with st.container(horizontal=True, key="models_profit"):
        metric(evaluation.FORMULAS["profit"], counts.profit, width=240)
        st.metric("Contacts", f"{counts.contacts:,}", border=True, width=160)
        st.metric("Hits", f"{counts.hits:,}", border=True, width=160)
    best = found.best
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"In steps of a hundredth, **{best.threshold:.2f}** brings most: "
            f"{plain(workspace.money(best.profit))} with {best.contacts:,} contacts and "
            f"{best.hits:,} hits.",
            width="stretch",
        )
        st.button(
            "Use it",
            icon=":material/trending_up:",
            key="models_best",
            disabled=best.threshold == counts.threshold,
            on_click=_use,
            args=(best.threshold,),
        )


def _use(threshold: float) -> None:
    st.session_state["models_threshold"] = threshold


def _confusion(found: InMoney, positive: str) -> None:
    st.markdown("#### Who is contacted")
    words = model_money.confusion_in_words(found.confusion)
    fig = model_money.confusion(found.confusion, positive)
    chart(fig, words, "models_confusion", height=HEIGHT)
    st.caption(plain(words))


def _curve(found: InMoney) -> None:
    st.markdown("#### Profit by threshold")
    everyone = found.curve.iloc[-1]
    words = (
        f"Contacting everyone brings {workspace.money(everyone['profit'])}, nobody "
        f"{workspace.money(0)}, the chosen threshold {workspace.money(found.profit.profit)}; "
        f"n = {int(everyone['contacts']):,} judged customers."
    )
    currency = workspace.settings().currency
    fig = model_money.profit(found.curve, found.profit, found.best, currency)
    chart(fig, f"Profit by threshold. {words}", "models_profit_curve", height=HEIGHT)
    st.caption(plain(words))
