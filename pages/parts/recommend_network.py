"""What is bought together: a picture of products joined by orders, and the pairs as a table."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import recommendations as charts
from crm_core.recommendations import Learnt, Network
from pages.parts import downloads, links, recommend_reads
from pages.parts.figure import chart
from pages.parts.text import plain

HEIGHT = 620


def draw(known: Learnt) -> None:
    """Draw the choices, the network, and its pairs."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="recommend_network"):
        pairs = st.slider(
            "Strongest pairs",
            10,
            150,
            30,
            10,
            key="recommend_pairs",
            bind="query-params",
            help="Those that lie in far more orders together than chance would put them.",
            width=240,
        )
        category = st.selectbox(
            "Category",
            recommend_reads.categories(known),
            index=None,
            placeholder="All",
            key="recommend_network_category",
            bind="query-params",
            width=240,
        )
    found = recommend_reads.network(pairs, category)
    words = charts.network_in_words(found)
    if found.pairs.empty:
        st.info(
            f"{plain(words)} Import more orders, or choose all categories.", icon=":material/hub:"
        )
        return
    st.markdown(f"**{plain(words)}**")
    chart(charts.network(found), words, "recommend_network_chart", height=HEIGHT)
    _pairs(found)


def _pairs(found: Network) -> None:
    rows = found.named_pairs()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(rows):,}** pairs, the strongest first", width="stretch")
        downloads.download(
            "Export pairs",
            lambda: recommend_reads.table(rows),
            "bought together",
            "recommend_network_export",
        )
    st.dataframe(
        rows,
        hide_index=True,
        key="recommend_pairs_table",
        alt="Pairs of products that lie in the same orders",
        column_config={
            "first": st.column_config.TextColumn("Who buys", width="medium"),
            "second": st.column_config.TextColumn("also buys", width="medium"),
            "baskets": st.column_config.NumberColumn("Orders with both", format="localized"),
            "lift": st.column_config.NumberColumn(
                "Lift",
                format="%.1f",
                help="How many times more often than if the two had nothing to do with each other.",
            ),
        },
    )
    st.page_link(
        links.RECOMMENDATION_MODELS,
        label="All rules, with support and confidence",
        icon=":material/rule:",
        query_params={"judging_view": "Bought together"},
    )
