"""By which methods, how many products, and under which rules: kept in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.recommendations import FALLBACK, Learnt, Limits
from pages.parts import recommend_reads, workspace
from pages.parts.outcome import counted

LENGTH, LONGEST_LIST = 5, 50
BESIDE = ("item_cf", FALLBACK)
"""What stands beside the usual method where none is chosen."""
EXCLUDED = "recommend_excluded"
URL: dict[str, Any] = {"bind": "query-params"}


def methods(known: Learnt) -> list[str]:
    """Draw the methods, and give the chosen ones."""
    names = recommend_reads.offered(known)
    usual = list(dict.fromkeys([known.usual, *BESIDE]))
    chosen = st.pills(
        "Methods",
        names,
        format_func=recommend_reads.label,
        selection_mode="multi",
        key="recommend_methods",
        help="Side by side. None chosen: "
        f"{', '.join(recommend_reads.label(name) for name in usual)}.",
        **URL,
    )
    return [name for name in names if name in chosen] or usual


def method(known: Learnt, key: str) -> str:
    """Draw the choice of one method, and give it."""
    names = recommend_reads.offered(known)
    chosen = st.selectbox(
        "Method",
        names,
        index=names.index(known.usual),
        format_func=recommend_reads.label,
        key=key,
        width=240,
        **URL,
    )
    return chosen or known.usual


def length() -> int:
    """Draw how many products a list holds."""
    return int(
        st.number_input(
            "Products in a list", 1, LONGEST_LIST, LENGTH, key="recommend_n", width=150, **URL
        )
    )


def limits(known: Learnt, *, with_diversity: bool = True) -> Limits:
    """Draw the rules that products must pass, and how far those of one list should differ."""
    diversity = _diversity() if with_diversity else 0.0
    excluded = tuple(st.session_state.get(EXCLUDED) or ())
    with st.popover("Rules", icon=":material/filter_alt:", key="recommend_rules"):
        rules = _rules(known)
    if excluded:
        st.button(
            f"Show {counted(len(excluded), 'left-out product')} again",
            icon=":material/restart_alt:",
            key="recommend_restore",
            on_click=_restore,
        )
    return Limits(excluded=excluded, diversity=diversity, **rules)


def _diversity() -> float:
    percent = st.slider(
        "Diversity",
        0,
        100,
        0,
        5,
        format="%d%%",
        key="recommend_diversity",
        help="0%: only the score counts. 100%: only that the products of a list differ in name, "
        "description, category and tags (maximal marginal relevance).",
        width=220,
        **URL,
    )
    return percent / 100


def _rules(known: Learnt) -> dict[str, Any]:
    currency = workspace.settings().currency
    shared = {"min_value": 0.0, "value": None, "placeholder": "Any", **URL}
    in_stock = st.toggle(
        "Only what is in stock",
        True,
        key="recommend_in_stock",
        help="What has no stock on record counts as in stock.",
        **URL,
    )
    again = st.toggle(
        "Offer again what is used up",
        key="recommend_again",
        help="Owned products may come again if they are marked as used up.",
        **URL,
    )
    lowest = st.number_input(f"Price from ({currency})", key="recommend_lowest", **shared)
    highest = st.number_input(f"Price to ({currency})", key="recommend_highest", **shared)
    categories = st.multiselect(
        "Categories",
        recommend_reads.categories(known),
        key="recommend_categories",
        placeholder="All",
        wrap=True,
        **URL,
    )
    return {
        "in_stock": in_stock,
        "again": again,
        "lowest_price": lowest,
        "highest_price": highest,
        "categories": tuple(categories),
    }


def leave_out(product_id: str) -> None:
    """Keep a product out of every list from now on."""
    st.session_state[EXCLUDED] = [*(st.session_state.get(EXCLUDED) or ()), product_id]


def _restore() -> None:
    st.session_state[EXCLUDED] = []
