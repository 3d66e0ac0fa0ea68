"""Ways of recommending beside each other in pictures, each with a sentence on what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from crm_core.charts import recommenders
from crm_core.evaluation import LIST_FORMULAS
from crm_core.workflows.list_evaluations import BASELINES, ListEvaluation
from pages.parts import judging_reads
from pages.parts.figure import chart, show_formula
from pages.parts.text import plain

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from crm_core.formulas import Formula

HEIGHT, PAIR_HEIGHT = 440, 520
ROW_HEIGHT, LEAST_HEIGHT = 30, 260
FOLLOWED = 3
"""How many methods are followed through the pictures of several lines, popularity besides."""


def draw(found: ListEvaluation) -> None:
    """Draw the bars, and beneath them the three closer looks."""
    _bars(found)
    names = _followed(found)
    contenders = judging_reads.contenders(found)
    left, right = st.columns(2)
    with left:
        lengths = {name: found.by_length[name] for name in names}
        words = recommenders.precision_recall_in_words(contenders, lengths)
        fig = recommenders.precision_recall(contenders, lengths)
        _picture(
            "Precision and recall over N",
            LIST_FORMULAS["precision"],
            fig,
            words,
            height=PAIR_HEIGHT,
        )
    with right:
        words = recommenders.coverage_in_words(contenders, found.models, found.products)
        fig = recommenders.coverage(contenders, found.models, names)
        _picture(
            "Coverage against accuracy", LIST_FORMULAS["coverage"], fig, words, height=PAIR_HEIGHT
        )
    noun = "order" if found.source == "orders" else "rating"
    groups = {name: found.groups[name] for name in names}
    words = recommenders.by_activity_in_words(contenders, groups, LIST_FORMULAS["ndcg"], noun)
    fig = recommenders.by_activity(contenders, groups, LIST_FORMULAS["ndcg"], noun)
    _picture("New, occasional and frequent customers", LIST_FORMULAS["ndcg"], fig, words)


def _bars(found: ListEvaluation) -> None:
    measure = st.pills(
        "Figure",
        list(LIST_FORMULAS),
        format_func=lambda name: LIST_FORMULAS[name].label if name in LIST_FORMULAS else name,
        key="judging_figure",
        bind="query-params",
        help="None chosen: nDCG, by which methods are told from popularity.",
    )
    formula = LIST_FORMULAS[measure or "ndcg"]
    contenders = judging_reads.contenders(found)
    figures = {name: each[formula.name] for name, each in found.intervals.items()}
    words = recommenders.bars_in_words(contenders, figures, formula, found.limit, found.customers)
    fig = recommenders.bars(contenders, figures, formula, found.limit)
    height = max(LEAST_HEIGHT, 130 + ROW_HEIGHT * len(figures))
    _picture(recommenders.at(formula, found.limit), formula, fig, words, height=height)
    st.caption(
        "Whiskers are 95% intervals over resampled customers, the dotted line is popularity. "
        "Colours go by nDCG over the same customers."
    )


def _followed(found: ListEvaluation) -> list[str]:
    """The methods drawn as lines: those picked, else the best by nDCG, popularity besides."""
    ranked = recommenders.by_figure({name: each["ndcg"] for name, each in found.intervals.items()})
    contenders = judging_reads.contenders(found)
    best = [name for name in ranked if contenders[name].standing != "apart"]
    picked = st.pills(
        "Look closer at",
        [name for name in ranked if name not in BASELINES],
        format_func=lambda name: contenders[name].label if name in contenders else name,
        selection_mode="multi",
        key="judging_followed",
        bind="query-params",
        help=f"None chosen: the best {FOLLOWED}. Popularity is always beside them.",
    )
    chosen = [name for name in picked if name in contenders] or [
        name for name in best if name not in BASELINES
    ][:FOLLOWED]
    return [*chosen, "popularity"]


def _picture(
    title: str, formula: Formula, fig: Figure, words: str, *, height: int = HEIGHT
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {plain(title)}", width="stretch")
        show_formula(formula, key=f"judging_formula_{title}")
    chart(fig, words, f"judging_chart_{title}", height=height)
    st.caption(plain(words))
