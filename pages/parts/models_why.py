"""What the picked model goes by, and how its score follows one feature."""

from __future__ import annotations

import streamlit as st

from crm_core import evaluation
from crm_core.charts import model_why
from crm_core.workflows.trained_models import Trained
from pages.parts import models_choices, models_reads, models_table
from pages.parts.figure import chart
from pages.parts.text import plain

HEIGHT, ROW_HEIGHT = 340, 34


def draw(trained: Trained, model: str) -> None:
    """Draw a closed block; opened, it looks into the model on rows it did not learn from."""
    with st.expander(
        "What does it go by?",
        icon=":material/lightbulb:",
        on_change="rerun",
        key="models_why",
    ) as block:
        if block.open:
            left, right = st.columns(2)
            with left:
                _importance(trained, model)
            with right:
                _dependence(trained, model)


def _importance(trained: Trained, model: str) -> None:
    st.markdown("#### Importance of features")
    labels = models_reads.labels(models_reads.version())
    figure = evaluation.FORMULAS[models_table.leading_figure(trained)].label
    table = models_reads.looked_into(trained, model).importance
    words = model_why.importance_in_words(table, labels, figure)
    shown = min(len(table), model_why.MOST_FEATURES)
    height = max(HEIGHT, 90 + ROW_HEIGHT * shown)
    fig = model_why.importance(table, labels, figure)
    chart(fig, words, "models_importance_chart", height=height)
    st.caption(
        f"{plain(words)} The lines span five shuffles, on rows the model did not learn from."
    )


def _dependence(trained: Trained, model: str) -> None:
    st.markdown("#### How the score follows a feature")
    found = trained.prediction
    if found.kind == "multiclass":
        st.caption("Several classes have no one score that follows a feature.")
        return
    labels = models_reads.labels(models_reads.version())
    names = list(models_reads.looked_into(trained, model).importance["feature"])
    feature = st.selectbox(
        "Feature",
        names,
        format_func=lambda name: labels.get(name, name),
        key="models_follows",
        help="The most important comes first.",
    )
    if feature not in names:
        return
    is_share = found.kind == "binary"
    curve = models_reads.dependence(trained, model, feature)
    label = labels.get(feature, feature)
    words = model_why.dependence_in_words(curve, label, is_share=is_share)
    title = f"Mean score: {_what(trained)}"
    fig = model_why.dependence(curve, label, title, is_share=is_share)
    chart(fig, words, "models_dependence_chart", height=HEIGHT)
    st.caption(f"{plain(words)} Larger marks stand for more customers.")


def _what(trained: Trained) -> str:
    """Say what the score is the chance of, or which number it is."""
    found = trained.prediction
    words = models_choices.target_words(found.target, found.horizon_days)
    if found.kind != "binary":
        return words
    positive = models_choices.positive_words(found)
    return positive if found.horizon_days is not None else f"{words} {positive}"
