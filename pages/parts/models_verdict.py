"""The answer first: is any model worth having, and does a column know too much?"""

from __future__ import annotations

import streamlit as st

from crm_core.workflows.trained_models import Prediction, Trained
from pages.parts import models_choices, models_reads
from pages.parts.outcome import counted
from pages.parts.text import plain


def draw(trained: Trained) -> bool:
    """Draw the verdict and the alarm; say whether there is a ranking to show."""
    found = trained.prediction
    if found.verdict == "better":
        words = "Better than guessing." if found.kind != "number" else "Better than the mean."
        st.success(f"**{words}** {plain(found.verdict_reason)}", icon=":material/check_circle:")
    elif found.verdict == "no_better":
        st.warning(
            f"{plain(found.verdict_reason)} No ranking is shown: it would rank chance.",
            icon=":material/balance:",
        )
    else:
        st.info(
            f"**Too few to judge.** {plain(found.verdict_reason)} No ranking is shown.",
            icon=":material/hourglass_empty:",
        )
    st.caption(_learnt_from(found))
    _alarm(found)
    _left_out(found)
    return found.verdict == "better"


def _learnt_from(found: Prediction) -> str:
    positive = models_choices.positive_words(found)
    rate = "" if found.base_rate is None else f" {found.base_rate:.1%}: {plain(positive)}."
    ahead = "" if found.horizon_days is None else f", over the {found.horizon_days:,} days after"
    split = models_choices.SPLIT_WORDS[found.split].lower()
    return (
        f"{counted(found.rows, 'customer')} as of {found.as_of}{ahead}.{rate} Learnt from "
        f"{counted(found.learnt_rows, 'row')} of {counted(len(found.cut_offs), 'day')}, judged on "
        f"{found.judged_rows:,} (split: {split}), {counted(len(found.features), 'feature')}."
    )


def _alarm(found: Prediction) -> None:
    """Draw the columns that seem to know the answer, with the evidence and the way out."""
    used = [suspect for suspect in found.leaks if suspect.column in found.features]
    if not used:
        return
    labels = models_reads.labels(models_reads.version())
    with st.container(border=True, key="models_leaks"):
        st.warning(
            "These columns seem to know the answer. A model that uses them looks better than it "
            "will be.",
            icon=":material/key:",
        )
        for suspect in used:
            name = labels.get(suspect.column, suspect.column)
            st.markdown(f"- **{plain(name)}**: {plain(suspect.reason)}")
        st.button(
            "Leave them out and train again",
            icon=":material/filter_alt_off:",
            key="models_drop_leaks",
            on_click=models_choices.leave_out,
            args=([suspect.column for suspect in used],),
        )


def _left_out(found: Prediction) -> None:
    if found.left_out:
        with st.expander(f"Left out: {counted(len(found.left_out), 'column')}"):
            for suspect in found.left_out:
                st.markdown(f"- **{plain(suspect.column)}**: {plain(suspect.reason)}")
