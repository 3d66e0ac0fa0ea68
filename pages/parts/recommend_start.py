"""What lists are made from, or why none can be made yet."""

from __future__ import annotations

import streamlit as st

from crm_core.recommendations import Learnt
from pages.parts import links, recommend_reads


def learnt_or_stop() -> Learnt:
    """Give what lists are made from; stop the page with the next step where there is no product."""
    known = recommend_reads.learnt()
    if not len(known.interactions.catalogue):
        st.info(
            "There are no products to offer yet. Import orders or products, and lists follow.",
            icon=":material/inventory_2:",
        )
        st.page_link(links.IMPORT, label="Import a file", icon=":material/upload:")
        st.stop()
    if not len(known.interactions):
        st.info(
            "Nobody has bought or rated anything yet, so there is nothing to learn from. Import "
            "orders or ratings.",
            icon=":material/shopping_cart_off:",
        )
        st.page_link(links.IMPORT, label="Import a file", icon=":material/upload:")
        st.stop()
    return known
