"""Lists judged by what customers took afterwards: the answer first, then what shows it."""

from __future__ import annotations

import streamlit as st

from crm_core.workflows.list_evaluations import ListEvaluation
from pages.parts import (
    judging_cards,
    judging_choices,
    judging_pictures,
    judging_reads,
    judging_replay,
    judging_table,
    long_work,
)
from pages.parts.outcome import counted
from pages.parts.text import plain

WORDS = long_work.Words(
    "Judge",
    "Nothing is judged yet for these choices and the data as they are. Press Judge: part of each "
    "history is kept back, each method makes its lists from the rest, and the part kept back says "
    "who was right.",
    "Reading what customers took",
    "gavel",
    judging_choices.in_screen_words,
)


def draw() -> None:
    """Draw the choices and the button; judged, the answer and all that shows it."""
    question = judging_choices.list_question()
    found = long_work.on_demand(
        "judging_lists",
        WORDS,
        judging_reads.judged_lists(question),
        lambda progress: judging_reads.judge_lists(question, progress),
    )
    if found is None:
        return
    _answer(found)
    judging_pictures.draw(found)
    judging_cards.draw(found)
    judging_replay.draw(found)
    judging_table.draw(found)


def _answer(found: ListEvaluation) -> None:
    """Say who beats popularity, and over whom that was judged."""
    verdicts = [one.verdict for one in found.verdicts.values()]
    better = verdicts.count("beats")
    if "too_few" in verdicts:
        st.info(
            f"**Too few to judge.** {plain(found.difference)}", icon=":material/hourglass_empty:"
        )
    elif better:
        words = f"{counted(better, 'method')} beat{'s' * (better == 1)} popularity."
        st.success(f"**{words}** {plain(found.difference)}", icon=":material/check_circle:")
    else:
        st.warning(
            f"**Nothing beats popularity here.** {plain(found.difference)}",
            icon=":material/balance:",
        )
    st.caption(_judged_on(found))


def _judged_on(found: ListEvaluation) -> str:
    learnt = (
        ""
        if found.trained_until is None
        else f" Learnt from everything up to {found.trained_until}, judged on what came after."
    )
    without = (
        f" {counted(found.without_history, 'more customer')} took something but had no history to "
        "learn from."
        if found.without_history
        else ""
    )
    split = judging_choices.SPLIT_WORDS[found.split].lower()
    return (
        f"{counted(found.customers, 'customer')} took {found.products_withheld:,} products they "
        f"did not have before; lists of {found.limit}, out of {found.products:,} products, had to "
        f"foretell which. From {found.source}, split {split}, as of {found.as_of}.{learnt}{without}"
    )
