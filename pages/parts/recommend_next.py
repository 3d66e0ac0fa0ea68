"""The top list on one customer's page: learnt from all, asked when it is opened."""

from __future__ import annotations

import streamlit as st

from crm_core.recommendations import Limits
from pages.parts import links, recommend_lists, recommend_reads

SHOWN = 5


def draw(customer_id: str) -> None:
    """Draw a closed block; opened, it says what to offer next, and why."""
    with st.expander(
        "Recommended next", icon=":material/recommend:", on_change="rerun", key="customer_next"
    ) as block:
        if block.open:
            _list(customer_id)


def _list(customer_id: str) -> None:
    known = recommend_reads.learnt()
    if not len(known.interactions):
        st.info("Nobody has bought or rated anything yet.", icon=":material/shopping_cart_off:")
        return
    one = recommend_reads.preview(known, customer_id, known.usual, SHOWN, Limits())
    recommend_lists.badges(one)
    for rank, item in enumerate(one.items, start=1):
        recommend_lists.product(rank, item, one.model, may_leave_out=False)
    st.caption(
        f"By {recommend_reads.label(one.fallback or one.model)}, as of {known.interactions.as_of}."
    )
    st.page_link(
        links.RECOMMENDATIONS,
        label="Other methods, rules, and why not",
        icon=":material/recommend:",
        query_params={"customer": customer_id},
    )
