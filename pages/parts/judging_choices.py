"""Which ways of recommending are judged, and how: all of it is in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.recommendations import METHODS
from crm_core.recommendations.raters import RATERS
from crm_core.recommendations.withholding import SPLITS
from crm_core.workflows.histories import SOURCES
from crm_core.workflows.list_evaluations import BASELINES, TEST_SHARE, ListQuestion
from crm_core.workflows.rating_evaluations import FOLDS
from pages.parts import recommend_reads

LONGEST_LIST = 100
SPLIT_WORDS = {"time": "By time", "last": "Last order", "random": "At random"}
SPLIT_HELP = (
    "What is kept from the methods and asked of them afterwards. By time: everything after a day. "
    "Last order: the last one of each customer. At random: some products of each. None chosen: by "
    "time where there are dates."
)
SOURCE_WORDS = {"orders": "Orders", "ratings": "Ratings"}
RATER_LABELS = {
    "svd": "SVD",
    "svdpp": "SVD++",
    "nmf": "NMF",
    "slope_one": "Slope One",
    "knn_basic": "Neighbours",
    "knn_means": "Neighbours, around means",
    "knn_baseline": "Neighbours, around the baseline",
    "co_clustering": "Co-clustering",
    "baseline": "Baseline: means of customer and product",
    "random": "Random",
}
URL: dict[str, Any] = {"bind": "query-params"}


@dataclass(frozen=True)
class RatingQuestion:
    """Which models of ratings are judged, over how many folds."""

    models: tuple[str, ...]
    folds: int
    seed: int


def in_screen_words(error: RapportError) -> str:
    """Give an error's sentence with the choice named as it stands on the page."""
    return str(error).replace("--split random", f"'{SPLIT_WORDS['random']}'")


def list_question() -> ListQuestion:
    """Draw the choices about lists, and give them as one question."""
    names = st.pills(
        "Methods",
        [name for name in (*METHODS, recommend_reads.IN_COUNTRY) if name not in BASELINES],
        format_func=recommend_reads.label,
        selection_mode="multi",
        key="judging_methods",
        help="None chosen: all. Popularity and random lists are always there: what all must beat.",
        **URL,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="judging_choices"):
        limit = _limit()
        split = st.segmented_control(
            "Split",
            SPLITS,
            format_func=lambda name: SPLIT_WORDS.get(name, name),
            key="judging_split",
            help=SPLIT_HELP,
            **URL,
        )
        source = st.segmented_control(
            "Learn from",
            SOURCES,
            format_func=lambda name: SOURCE_WORDS.get(name, name),
            key="judging_source",
            help="None chosen: orders, or ratings where there are no orders.",
            **URL,
        )
        with st.popover("Share and seed", icon=":material/tune:", key="judging_more"):
            share, seed = _more()
    return ListQuestion(tuple(names) or ("all",), limit, split, share, source, seed)


def _limit() -> int:
    return int(
        st.number_input(
            "Length of a list",
            1,
            LONGEST_LIST,
            10,
            key="judging_limit",
            help="How many products are offered to each customer: the N of precision at N.",
            width=150,
            **URL,
        )
    )


def _more() -> tuple[float, int]:
    share = st.slider(
        "Share withheld",
        5,
        50,
        round(100 * TEST_SHARE),
        5,
        format="%d%%",
        key="judging_share",
        help="Of all purchases by time, or of each customer's products at random.",
        **URL,
    )
    seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="judging_seed", **URL)
    return share / 100, int(seed)


def rating_question() -> RatingQuestion:
    """Draw the choices about ratings, and give them as one question."""
    names = st.pills(
        "Models",
        list(RATERS),
        format_func=lambda name: RATER_LABELS.get(name, name),
        selection_mode="multi",
        key="judging_raters",
        help="None chosen: all.",
        **URL,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        folds = st.number_input("Folds", 2, 20, FOLDS, key="judging_folds", width=150, **URL)
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="judging_rater_seed", width=150, **URL)
    return RatingQuestion(tuple(names) or ("all",), int(folds), int(seed))
