"""What if these lists had been sent: an optimistic figure, and labelled as one."""

from __future__ import annotations

import streamlit as st

from crm_core.workflows.list_evaluations import ListEvaluation
from pages.parts import recommend_reads, workspace
from pages.parts.text import plain


def draw(found: ListEvaluation) -> None:
    """Draw what customers later bought of what each list held."""
    st.subheader("What if these lists had been sent?")
    if not found.replay:
        st.info(
            "A replay needs later orders: split by time or by last order, and learn from orders.",
            icon=":material/replay:",
        )
        return
    caveat = next(iter(found.replay.values())).caveat
    first, _, rest = caveat.partition(": ")
    st.warning(f"**{plain(first)}:** {plain(rest)}", icon=":material/wb_sunny:")
    ranked = sorted(found.replay.items(), key=lambda item: -item[1].money)
    currency = workspace.settings().currency
    st.dataframe(
        [
            {
                "Method": recommend_reads.label(name),
                "Customers": one.customers,
                "Bought a listed product": one.customers_hit,
                "Share": one.customers_hit / one.customers if one.customers else None,
                "Products": one.products_hit,
                "Money": round(one.money, 2),
                "Of all they spent": one.money_share,
            }
            for name, one in ranked
        ],
        hide_index=True,
        key="judging_replay",
        placeholder=workspace.NOT_KNOWN,
        alt="What customers later bought of what was on each method's lists: an optimistic figure",
        column_config={
            "Method": st.column_config.TextColumn(pinned=True),
            "Share": st.column_config.NumberColumn(format="percent"),
            "Of all they spent": st.column_config.NumberColumn(format="percent"),
            "Money": st.column_config.NumberColumn(f"Money ({currency})", format="localized"),
        },
    )
