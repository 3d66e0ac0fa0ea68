"""Judgements of ways of recommending, kept by data version and question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from crm_core.charts.recommenders import Contender
from crm_core.recommendations import baskets
from crm_core.recommendations.reads import READS
from crm_core.workflows import basket_rules
from crm_core.workflows.list_evaluations import ListEvaluation, ListQuestion, evaluate_lists
from crm_core.workflows.rating_evaluations import RatingEvaluation, evaluate_ratings
from pages.parts import workspace
from pages.parts.judging_choices import RatingQuestion
from pages.parts.long_work import Progress
from pages.parts.recommend_reads import KNOWN, label
from pages.parts.shelf import Shelf

if TYPE_CHECKING:
    import pyarrow as pa


@st.cache_resource(max_entries=1, show_spinner=False)
def _lists() -> Shelf[ListEvaluation]:
    return Shelf()


@st.cache_resource(max_entries=1, show_spinner=False)
def _ratings() -> Shelf[RatingEvaluation]:
    return Shelf()


def version() -> str:
    """Name what recommendations are read from as it is now."""
    return workspace.version(*READS)


def judged_lists(question: ListQuestion) -> ListEvaluation | None:
    """Give what was judged on a question and the data as they are; None if nothing was."""
    return _lists().look((version(), question))


def judge_lists(question: ListQuestion, progress: Progress) -> ListEvaluation:
    """Judge, and keep what comes of it; what is cancelled leaves nothing."""
    key = (version(), question)
    found = evaluate_lists(workspace.store(), question, progress=progress)
    _lists().put(key, found)
    return found


def judged_ratings(question: RatingQuestion) -> RatingEvaluation | None:
    """Give what was judged on a question and the data as they are; None if nothing was."""
    return _ratings().look((version(), question))


def judge_ratings(question: RatingQuestion, progress: Progress) -> RatingEvaluation:
    """Judge, and keep what comes of it; what is cancelled leaves nothing."""
    key = (version(), question)
    found = evaluate_ratings(
        workspace.store(),
        models=question.models,
        folds=question.folds,
        seed=question.seed,
        progress=progress,
    )
    _ratings().put(key, found)
    return found


COLOURED_FIRST = ("popularity", "ease", "item_cf", "blend", "user_cf", "als", "svd", "content")
"""What is most often compared gets a colour of its own; there are eight."""


def contenders(found: ListEvaluation) -> dict[str, Contender]:
    """Give every judged method as pictures name and colour it."""
    order = list(dict.fromkeys([*COLOURED_FIRST, *KNOWN]))
    return {
        name: Contender(label(name), order.index(name) + 1, standing(found, name))
        for name in found.models
    }


def standing(found: ListEvaluation, name: str) -> str:
    """Say how a method stands; one that may offer owned products stands by itself."""
    return "apart" if KNOWN[name].offers_owned else found.verdicts[name].verdict


@st.cache_data(max_entries=8, show_spinner=False)
def countries(version: str) -> list[str]:
    return workspace.read(baskets.countries)


@st.cache_resource(max_entries=4, show_spinner="Looking for what is bought together")
def _rules(
    version: str, support: float, confidence: float, longest: int, country: str | None
) -> tuple[pa.Table, tuple[int, int, int, int]]:
    return basket_rules.rule_table(
        workspace.store(),
        min_support=support,
        min_confidence=confidence,
        max_length=longest,
        country=country,
        with_names=True,
    )


def rules(
    support: float, confidence: float, longest: int, country: str | None
) -> tuple[pa.Table, tuple[int, int, int, int]]:
    """Give the rules by lift, and the counts of baskets, products, sets and the longest set."""
    return _rules(
        workspace.version(*baskets.READS, "products.name"), support, confidence, longest, country
    )
