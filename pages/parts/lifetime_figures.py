"""Lifetime value in figures: the sums, what must be said beside them, and the parameters."""

from __future__ import annotations

from math import isfinite

import streamlit as st

from crm_core.predictions.lifetime import FORMULAS, MODELS, PARAMETER_WORDS, Outlook
from crm_core.workflows.lifetime import Lifetime
from pages.parts import lifetime_reads
from pages.parts.figure import metric, show_formula
from pages.parts.text import plain


def draw(outlook: Outlook) -> None:
    """Draw the figures over all customers, then the warnings."""
    found = lifetime_reads.summary(outlook)
    st.caption(
        f"{found.customers:,} customers bought by {outlook.as_of}, {found.repeat_customers:,} of "
        f"them on two days or more. What is expected of all in the "
        f"{outlook.horizon_days:,} days after that:"
    )
    _sums(found)
    _judgement(found)
    for sentence in found.warnings:
        st.warning(plain(sentence), icon=":material/warning:")


def _sums(found: Lifetime) -> None:
    columns = st.columns(3)
    for column, name, value in zip(
        columns,
        ("expected_purchases", "expected_spend", "lifetime_value"),
        (round(found.expected_purchases, 1), found.expected_spend, found.lifetime_value),
        strict=True,
    ):
        with column:
            metric(FORMULAS[name], value)


def _judgement(found: Lifetime) -> None:
    """Draw how the model did on days it had not seen, and say it in a sentence."""
    judged = found.holdout
    if judged is None:
        st.caption(
            "Not judged yet: choose a day to judge from, and the model is compared with what came."
        )
        return
    columns = st.columns(2)
    with columns[0]:
        metric(FORMULAS["mae"], judged.mae)
    with columns[1]:
        metric(FORMULAS["naive_mae"], judged.naive_mae)
    better = judged.mae < judged.naive_mae
    st.markdown(
        f"After {found.calibrate_until}, {judged.actual:,} purchases came; the model expected "
        f"**{judged.predicted:,.0f}**. Per customer it is off by {judged.mae:.3f}, plain frequency "
        f"by {judged.naive_mae:.3f}: the model is {'better' if better else 'no better'}."
    )


def parameters(outlook: Outlook) -> None:
    """Draw each parameter with its standard error and its meaning."""
    found = lifetime_reads.summary(outlook)
    title = MODELS[found.model].title
    rows = [
        _row(title, name, value, found.standard_errors[name], found.unit)
        for name, value in found.parameters.items()
    ]
    if found.spend is not None and found.spend_standard_errors is not None:
        rows += [
            _row("Gamma-Gamma", name, getattr(found.spend, name), error, found.unit)
            for name, error in found.spend_standard_errors.items()
        ]
    st.table(
        rows,
        hide_index=True,
        alt="The parameters of both models with their standard errors and meanings",
    )
    spend = f", Gamma-Gamma {found.spend.log_likelihood:,.1f}" if found.spend else ""
    st.caption(
        f"Log-likelihood, summed over customers: {title} {found.log_likelihood:,.1f}{spend}. "
        "Maximum likelihood, without any pull; standard errors from the observed information."
    )


def _row(model: str, name: str, value: float, error: float, unit: str) -> dict[str, str]:
    return {
        "Model": model,
        "Parameter": name,
        "Value": f"{value:,.4g}",
        "Standard error": f"{error:,.2g}" if isfinite(error) else "not told by the data",
        "What it means": PARAMETER_WORDS[name].format(unit=unit),
    }


def heading(name: str) -> None:
    """Draw the title of a picture with its definition."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {FORMULAS[name].label}", width="stretch")
        show_formula(FORMULAS[name], key=f"lifetime_formula_{name}")
