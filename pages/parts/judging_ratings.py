"""Forecasts of ratings judged over folds: how far off they are, and why that is not the measure."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import recommenders
from crm_core.evaluation import RATING_FORMULAS
from crm_core.workflows.rating_evaluations import RatingEvaluation
from pages.parts import judging_choices, judging_reads, long_work
from pages.parts.figure import chart
from pages.parts.outcome import counted
from pages.parts.text import plain

WORDS = long_work.Words(
    "Judge",
    "Nothing is judged yet for these choices and the data as they are. Press Judge: each model "
    "forecasts ratings it has not seen, fold by fold.",
    "Reading the ratings",
    "gavel",
)
ROW_HEIGHT = 32


def draw() -> None:
    """Draw the choices and the button; judged, the picture and the table."""
    st.caption(
        "How far forecasts of ratings lie from those given. It says little of a list: a model may "
        "foretell ratings well and still rank what nobody wants. Judge lists for that."
    )
    question = judging_choices.rating_question()
    found = long_work.on_demand(
        "judging_ratings",
        WORDS,
        judging_reads.judged_ratings(question),
        lambda progress: judging_reads.judge_ratings(question, progress),
    )
    if found is not None:
        _picture(found)
        _table(found)


def _picture(found: RatingEvaluation) -> None:
    labels = judging_choices.RATER_LABELS
    rmse = {name: one.rmse for name, one in found.models.items()}
    mae = {name: one.mae for name, one in found.models.items()}
    words = recommenders.rating_errors_in_words(labels, rmse, mae)
    fig = recommenders.rating_errors(labels, rmse, mae)
    st.markdown(f"**{plain(words)}**")
    chart(fig, words, "judging_ratings_chart", height=120 + ROW_HEIGHT * len(rmse))


def _table(found: RatingEvaluation) -> None:
    labels = judging_choices.RATER_LABELS
    st.dataframe(
        [
            {
                "Model": labels[name],
                "RMSE": one.rmse,
                "MAE": one.mae,
                "Learning (s)": one.fit_seconds,
                "Forecasting (s)": one.test_seconds,
            }
            for name, one in sorted(found.models.items(), key=lambda item: item[1].rmse)
        ],
        hide_index=True,
        key="judging_ratings_table",
        alt="Models of ratings with RMSE, MAE and seconds, the smallest RMSE first",
        column_config={
            "RMSE": st.column_config.NumberColumn(
                format="%.4f", help=RATING_FORMULAS["rmse"].sentence
            ),
            "MAE": st.column_config.NumberColumn(
                format="%.4f", help=RATING_FORMULAS["mae"].sentence
            ),
            "Learning (s)": st.column_config.NumberColumn(format="%.2f"),
            "Forecasting (s)": st.column_config.NumberColumn(format="%.2f"),
        },
    )
    st.caption(
        f"{counted(found.ratings, 'rating')} by {counted(found.customers, 'customer')} of "
        f"{counted(found.products, 'product')}, the mean over {found.folds} folds, by "
        "scikit-surprise with its own defaults."
    )
    for name, notes in found.notes.items():
        for note in notes:
            st.caption(f":material/info: {plain(labels[name])}: {plain(note)}")
