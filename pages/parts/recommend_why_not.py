"""Why is a product not on the list? The rule that took it away, or what outranks it."""

from __future__ import annotations

import streamlit as st

from crm_core.recommendations import Learnt, Limits, Preview, WhyNot
from pages.parts import recommend_reads
from pages.parts.recommend_lists import called, score
from pages.parts.text import plain

SHOWN = 5


def draw(known: Learnt, previews: list[Preview], n: int, limits: Limits) -> None:
    """Draw the question and, once a product is picked, the answer for each list."""
    st.subheader("Why not another product?")
    product_id = _picked(known)
    if product_id is None:
        return
    answers = {
        called(one): recommend_reads.why_not(one.customer_id, product_id, one.model, n, limits)
        for one in previews
    }
    first = next(iter(answers.values()))
    if first.filter and len({found.sentence for found in answers.values()}) == 1 < len(answers):
        _answer(known, "Every method", first)
        return
    for who, found in answers.items():
        _answer(known, who, found)


def _picked(known: Learnt) -> str | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Product",
            key="recommend_product_text",
            bind="query-params",
            placeholder="Type a name or id, then press Enter",
            icon=":material/search:",
            width=320,
        )
        if not text.strip():
            return None
        places = known.interactions.catalogue.places
        found = {
            product_id: name
            for product_id, name in recommend_reads.found_products(text.strip()).items()
            if product_id in places
        }
        if not found:
            st.caption("No product matches.")
            return None
        return st.selectbox(
            "Choose one",
            list(found),
            format_func=lambda one: f"{found.get(one, one)} ({one})",
            key="recommend_product",
            bind="query-params",
            width=360,
        )


def _answer(known: Learnt, who: str, found: WhyNot) -> None:
    icon = "block" if found.filter else "leaderboard"
    with st.container(border=True, key=f"recommend_answer_{found.model}"):
        st.markdown(f":material/{icon}: **{plain(who)}.** {plain(found.sentence)}")
        if found.outranked_by and found.score is not None:
            before = found.outranked_by[:SHOWN]
            names = recommend_reads.product_names(known, [one["product_id"] for one in before])
            told = ", ".join(
                f"{names[one['product_id']]} ({score(one['score'])})" for one in before
            )
            more = len(found.outranked_by) - len(before)
            rest = f" and {more:,} more" if more > 0 else ""
            st.caption(plain(f"Score {score(found.score)}. Outranked by {told}{rest}."))
