"""The pictures of the picked model, each with a sentence on what it shows for this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from crm_core import evaluation
from crm_core.charts import model_money, models
from crm_core.workflows.judged_models import (
    JudgedRows,
    classes_told_apart,
    tenths_of_numbers,
)
from crm_core.workflows.trained_models import Trained
from pages.parts import models_choices, models_reads
from pages.parts.figure import chart, show_formula
from pages.parts.text import plain

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 340


def draw(trained: Trained, model: str) -> None:
    """Draw what suits the target: two classes, several, or a number."""
    kind = trained.prediction.kind
    rows = models_reads.rows(trained.question, model, trained)
    if kind == "number":
        _numbers(trained, rows)
    elif kind == "multiclass":
        _classes(trained, model)
    else:
        _binary(trained, model, rows)


def _binary(trained: Trained, model: str, rows: JudgedRows) -> None:
    figures = trained.prediction.models[model]
    base_rate = float(rows.actual.mean())
    left, right = st.columns(2)
    with left:
        curve = evaluation.roc_curve(rows.actual, rows.score)
        words = models.roc_in_words(figures["roc_auc"], curve, len(rows.actual))
        _picture("ROC curve", "roc_auc", models.roc(curve), words)
        bins = evaluation.calibration(rows.actual, rows.score)
        words = models.calibration_in_words(bins, figures["brier"])
        _picture("Calibration", "brier", models.calibration(bins), words)
    with right:
        curve = evaluation.precision_recall_curve(rows.actual, rows.score)
        words = models.precision_recall_in_words(
            figures["pr_auc"], curve, base_rate, len(rows.actual)
        )
        _picture("Precision and recall", "pr_auc", models.precision_recall(curve, base_rate), words)
        tenths = evaluation.deciles(rows.actual, rows.score)
        _picture("Gains by tenth", "gain", models.gains(tenths), models.gains_in_words(tenths))


def _classes(trained: Trained, model: str) -> None:
    told = classes_told_apart(trained, model)
    words = model_money.classes_in_words(told)
    _picture("Which class was taken for which", "recall", model_money.classes(told), words)


def _numbers(trained: Trained, rows: JudgedRows) -> None:
    found = trained.prediction
    unit = models_choices.target_words(found.target, found.horizon_days)
    tenths = tenths_of_numbers(rows)
    words = models.numbers_in_words(tenths, unit)
    _picture("Predicted and actual", "mae", models.numbers(tenths, unit), words)


def _picture(title: str, formula: str, fig: Figure, words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {title}", width="stretch")
        show_formula(evaluation.FORMULAS[formula], key=f"models_formula_{formula}")
    chart(fig, words, f"models_{formula}_chart", height=HEIGHT)
    st.caption(plain(words))
