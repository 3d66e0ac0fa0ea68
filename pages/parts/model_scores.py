"""Scoring everybody with a kept model, and taking the scores away."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError
from crm_core.predictions.ledger import Scoring
from crm_core.predictions.saved import ListedModel
from crm_core.records.directory import score_column
from crm_core.workflows.predicted_scores import score_customers
from crm_core.workflows.records import Saved
from pages.parts import downloads, links, model_reads, outcome, records_reads, workspace
from pages.parts.outcome import counted
from pages.parts.text import plain


def draw(one: ListedModel) -> None:
    """Draw what was scored last, the button that scores everybody now, and the export."""
    st.subheader("Scores")
    known = model_reads.scorings(model_reads.ledger_version(), one.name)
    of_version = [each for each in known if each.model_id == one.model_id]
    last = of_version[0] if of_version else None
    _say(last, one)
    with st.container(horizontal=True, vertical_alignment="center", key="model_scores"):
        as_of = records_reads.as_of(workspace.version())
        pressed = st.button(
            "Score everybody now",
            icon=":material/play_arrow:",
            type="secondary" if last and last.as_of >= as_of else "primary",
            key="model_score",
            disabled=not one.is_latest,
            help=f"As of {as_of}, the last day with data. What is said is recorded in the ledger "
            "and never rewritten."
            if one.is_latest
            else "The newest version scores.",
        )
        if last is not None:
            downloads.download(
                f"Export {last.customers:,} scores",
                lambda: model_reads.every_score(last),
                f"scores of {one.name} as of {last.as_of}",
                "model_scores_export",
                count=last.customers,
            )
            st.page_link(
                links.DIRECTORY,
                label="In the directory",
                icon=":material/group:",
                query_params={
                    "directory_scored_by": one.name,
                    "directory_sort": score_column(one.name).title,
                    "directory_order": "Descending",
                },
            )
    if pressed:
        _score(one)
        st.rerun()


def _say(last: Scoring | None, one: ListedModel) -> None:
    if last is None:
        st.write("This version has scored nobody yet.")
        return
    mean = (
        workspace.number(last.mean_score)
        if one.kind == "number"
        else workspace.percent(last.mean_score)
    )
    st.markdown(
        f"**{counted(last.customers, 'customer')}** scored as of {last.as_of}, on average "
        f"**{plain(mean)}**. Scores are on each customer's page, in the directory, and features of "
        f"segments as 'Score of {plain(one.name)}'."
    )


def _score(one: ListedModel) -> None:
    bar = st.progress(0.0, "Reading the customers")
    try:
        done = score_customers(
            workspace.store(),
            one.name,
            actor=workspace.actor(),
            progress=lambda share, words: bar.progress(share, plain(words)),
        )
    except RapportError as error:
        outcome.remember_problem("model", error)
        return
    finally:
        bar.empty()
    words = f"Scored {counted(done.customers, 'customer')} as of {done.as_of}, new in the ledger"
    outcome.remember("model", Saved(None, done.recorded, []), words, "prediction")
