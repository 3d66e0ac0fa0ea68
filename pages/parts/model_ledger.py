"""What a kept model said, held against what happened, and how its inputs moved since."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core import evaluation
from crm_core.charts import track_record
from crm_core.errors import RapportError
from crm_core.predictions.saved import ListedModel
from crm_core.workflows.track_record import Outcome
from pages.parts import model_reads, models_reads, models_table, states, workspace
from pages.parts.figure import chart
from pages.parts.outcome import counted
from pages.parts.text import plain

HEIGHT, ROW_HEIGHT = 340, 34


def draw(one: ListedModel) -> None:
    """Draw every scoring of the model with what came of it; nothing before the first."""
    record = model_reads.track_record(model_reads.ledger_version(), one.name)
    if not record:
        return
    st.subheader("What it said, and what happened")
    judged = [each for each in record if each.rows]
    _scorings(record)
    _say_waiting(record, judged)
    if judged:
        chosen = _chosen(judged)
        left, right = st.columns(2)
        with left:
            _tenths(chosen)
        with right:
            _over_time(judged)
    _drift(one, record)


def _scorings(record: list[Outcome]) -> None:
    st.dataframe(
        [_row(each) for each in record],
        hide_index=True,
        key=f"model_scorings_{hash(model_reads.ledger_version())}",
        placeholder=workspace.NOT_KNOWN,
        alt="Each scoring: as of when, of how many customers, what was predicted and what happened",
        column_config={
            "Customers": st.column_config.NumberColumn(format="localized"),
            "Judged on": st.column_config.NumberColumn(
                format="localized", help="Those of the scored to whom it could happen."
            ),
            "First said": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            "Restated": st.column_config.NumberColumn(
                format="localized",
                help="Of whom it said something else later, because data were mended. What was "
                "said first counts.",
            ),
            "No forecast": st.column_config.CheckboxColumn(
                help="The model had learnt from outcomes after that day: its figures flatter.",
            ),
        },
    )


def _row(each: Outcome) -> dict[str, Any]:
    said, is_share = each.scoring, each.scoring.kind != "number"
    shown = workspace.percent if is_share else workspace.number
    figures = each.figures or {}
    leading = "roc_auc" if is_share else "r2"
    return {
        "As of": said.as_of,
        "Until": said.until,
        "Version": said.version,
        "Customers": said.customers,
        "Said on average": shown(said.mean_score),
        "Happened": None if each.actual is None else shown(each.actual),
        "Judged on": each.rows,
        evaluation.FORMULAS[leading].label: (
            models_table.printed(figures[leading]) if leading in figures else None
        ),
        "First said": said.first_scored_at,
        "Restated": said.restated,
        "No forecast": said.has_seen,
    }


def _say_waiting(record: list[Outcome], judged: list[Outcome]) -> None:
    waiting = [each.scoring.until for each in record if not each.has_passed and each.scoring.until]
    if not judged and not waiting:
        st.caption(
            "What this model predicts has no date, so nothing can happen that it could be held "
            "against."
        )
    elif waiting:
        st.caption(
            f"{counted(len(waiting), 'scoring').capitalize()} cannot be judged yet: what happens "
            f"until {max(waiting)} is not recorded."
        )


def _chosen(judged: list[Outcome]) -> Outcome:
    """Draw the choice of a scoring where there are several; the last that can be judged first."""
    names = {f"As of {each.scoring.as_of}, version {each.scoring.version}": each for each in judged}
    name = st.selectbox("Scoring", list(names), key="model_scoring", width=260)
    return names.get(name or "", judged[0])


def _tenths(each: Outcome) -> None:
    st.markdown("#### Predicted and happened by tenth")
    is_share = each.scoring.kind != "number"
    table = model_reads.tenths(model_reads.ledger_version(), each.scoring)
    words = track_record.tenths_in_words(table, is_share=is_share)
    fig = track_record.tenths(table, is_share=is_share)
    chart(fig, words, "model_tenths_chart", height=HEIGHT)
    flattered = (
        " The model had learnt from outcomes after that day: this is no forecast."
        if each.scoring.has_seen
        else ""
    )
    st.caption(f"{plain(words)}{flattered}")


def _over_time(judged: list[Outcome]) -> None:
    st.markdown("#### Over time")
    is_share = judged[0].scoring.kind != "number"
    points = [
        track_record.Point(each.scoring.as_of, each.rows, each.predicted, each.actual)
        for each in judged
        if each.rows and each.predicted is not None and each.actual is not None
    ]
    words = track_record.over_time_in_words(points, is_share=is_share)
    fig = track_record.over_time(points, is_share=is_share)
    chart(fig, words, "model_over_time_chart", height=HEIGHT)
    st.caption(plain(words))


def _drift(one: ListedModel, record: list[Outcome]) -> None:
    """Draw how far the inputs of the last scoring lie from those the model learnt from."""
    of_version = [each for each in record if each.scoring.model_id == one.model_id]
    if not of_version:
        return
    st.markdown("#### Are its customers still those it learnt from?")
    try:
        found = model_reads.drift(model_reads.ledger_version(), of_version[0].scoring)
    except RapportError as error:
        states.problem(error)
        return
    labels = models_reads.labels(models_reads.version())
    words = track_record.drift_in_words(found, labels)
    shown = min(len(found), track_record.MOST_FEATURES)
    fig = track_record.drift(found, labels)
    chart(fig, words, "model_drift_chart", height=120 + ROW_HEIGHT * shown)
    st.caption(f"As of {of_version[0].scoring.as_of}: {plain(words)}")
