"""A card for each way of recommending: how it stands against popularity, and what it is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts import recommenders
from crm_core.evaluation import LIST_FORMULAS
from crm_core.workflows.list_evaluations import ListEvaluation
from pages.parts import links, recommend_reads
from pages.parts.text import plain

BADGES: dict[str, Any] = {
    "beats": {"color": "green", "icon": ":material/trending_up:"},
    "level": {"color": "gray", "icon": ":material/balance:"},
    "loses": {"color": "red", "icon": ":material/trending_down:"},
    "no_list": {"color": "gray", "icon": ":material/playlist_remove:"},
    "too_few": {"color": "gray", "icon": ":material/hourglass_empty:"},
    "baseline": {"color": "blue", "icon": ":material/flag:"},
}
ON_CARD = ("ndcg", "hit_rate", "coverage", "diversity")


def draw(found: ListEvaluation) -> None:
    """Draw all cards, the best first, two in a row."""
    st.subheader("One by one")
    ranked = recommenders.by_figure({name: each["ndcg"] for name, each in found.intervals.items()})
    for start in range(0, len(ranked), 2):
        for column, name in zip(st.columns(2), ranked[start : start + 2], strict=False):
            with column, st.container(border=True, key=f"judging_card_{name}", height="stretch"):
                _card(found, name)


def _card(found: ListEvaluation, name: str) -> None:
    verdict = found.verdicts[name]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"##### {plain(recommend_reads.label(name))}", width="stretch")
        words = recommenders.STANDINGS[verdict.verdict][0]
        st.badge(words, **BADGES[verdict.verdict])
    st.markdown(plain(verdict.sentence))
    st.caption(plain(recommend_reads.KNOWN[name].sentence))
    if recommend_reads.KNOWN[name].offers_owned:
        st.caption(
            "It may offer what is owned, so it is judged apart: beside popularity that keeps "
            "owned products too."
        )
    told = [f"{LIST_FORMULAS[figure].label} {_printed(found, name, figure)}" for figure in ON_CARD]
    told.append(f"a list for {found.served[name]:,} customers")
    st.caption(plain(f"{' · '.join(told)} · learnt in {found.fit_seconds[name]:.1f} s"))
    for note in found.notes.get(name, []):
        st.caption(f":material/info: {plain(note)}")
    st.page_link(
        links.RECOMMENDATIONS,
        label="Preview its lists",
        icon=":material/visibility:",
        query_params={"recommend_methods": recommend_reads.label(name)},
    )


def _printed(found: ListEvaluation, name: str, figure: str) -> str:
    return recommenders.printed(found.intervals[name][figure], LIST_FORMULAS[figure])
