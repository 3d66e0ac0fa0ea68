"""Is the model as good for every group, and would more customers make it better?"""

from __future__ import annotations

import streamlit as st

from crm_core import evaluation
from crm_core.charts import model_figures
from crm_core.workflows.judged_models import CHANNEL, CITY, COUNTRY
from crm_core.workflows.trained_models import Trained
from pages.parts import models_reads, models_table, segments_kept, workspace
from pages.parts.figure import chart
from pages.parts.text import plain

WORDS = {CHANNEL: "Main channel", CITY: "City", COUNTRY: "Country"}
ROW_HEIGHT, LEAST_HEIGHT = 34, 220


def draw(trained: Trained, model: str) -> None:
    """Draw the figures by group, and on request the learning curve."""
    if trained.prediction.kind != "multiclass":
        _by_group(trained, model)
    with st.expander(
        "Would more customers help?",
        icon=":material/trending_up:",
        on_change="rerun",
        key="models_learning",
    ) as block:
        if block.open:
            _learning(trained, model)


def _by_group(trained: Trained, model: str) -> None:
    st.subheader("Error by group")
    kept = list(segments_kept.newest(workspace.version()))
    by = st.selectbox(
        "Group by",
        [*WORDS, *(name for name in kept if name not in WORDS)],
        format_func=lambda name: WORDS.get(name, name),
        key="models_group",
        bind="query-params",
        help="Main channel: that of most communications by the as-of day. Kept segmentations "
        "can be chosen too.",
        width=240,
    )
    errors = models_reads.groups(trained, model, by or CHANNEL)
    figure = models_table.leading_figure(trained)
    label = evaluation.FORMULAS[figure].label
    whole = trained.prediction.models[model][figure].mean
    words = model_figures.groups_in_words(errors, figure, label)
    if len(errors) < 2:
        st.caption(plain(words))
        return
    height = max(LEAST_HEIGHT, 90 + ROW_HEIGHT * len(errors))
    fig = model_figures.groups(errors, figure, label, whole)
    chart(fig, words, "models_groups_chart", height=height)
    st.caption(f"{plain(words)} The dotted line is that of all.")


def _learning(trained: Trained, model: str) -> None:
    label = evaluation.FORMULAS[models_table.leading_figure(trained)].label
    curve = models_reads.learning(trained, model)
    words = model_figures.learning_in_words(curve, label)
    chart(model_figures.learning(curve, label), words, "models_learning_chart", height=300)
    st.caption(
        f"{plain(words)} Where the end still rises, more customers help; where it is flat, other "
        "columns might."
    )
