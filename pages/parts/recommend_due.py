"""When customers are due to buy again: a calendar, and who is due for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.charts import recommendations as charts
from crm_core.recommendations import Learnt
from pages.parts import downloads, links, lists, recommend_choices, recommend_reads, workspace
from pages.parts.figure import chart
from pages.parts.lists import first_page
from pages.parts.text import plain

if TYPE_CHECKING:
    import pandas as pd

WEEK_HEIGHT = 64
LONGEST_DAYS = 180


def draw(known: Learnt) -> None:
    """Draw the choices, the calendar, and a page of who is due for what."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="recommend_due"):
        days = st.number_input(
            "Days ahead",
            7,
            LONGEST_DAYS,
            30,
            7,
            key="recommend_days",
            bind="query-params",
            on_change=first_page,
            args=("recommend_due",),
            width=150,
        )
        least = st.slider(
            "Least chance",
            0,
            50,
            5,
            1,
            format="%d%%",
            key="recommend_chance",
            bind="query-params",
            on_change=first_page,
            args=("recommend_due",),
            help="Of buying the product again within 30 days.",
            width=220,
        )
        limits = recommend_choices.limits(known, with_diversity=False)
    found = recommend_reads.due(int(days), least / 100, limits)
    words = charts.calendar_in_words(found)
    if found.empty:
        st.info(f"{plain(words)} Look further ahead, or lower the chance.", icon=":material/event:")
        return
    st.markdown(f"**{plain(words)}**")
    weeks = charts.weeks(found)
    chart(charts.calendar(found), words, "recommend_due_chart", height=60 + WEEK_HEIGHT * weeks)
    _table(found)


def _table(found: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(found):,}** purchases due, the next first", width="stretch")
        downloads.download(
            f"Export {len(found):,} rows",
            lambda: recommend_reads.table(found),
            "due again",
            "recommend_due_export",
            count=len(found),
        )
    page, size = lists.paging("recommend_due", len(found))
    rows = found.iloc[(page - 1) * size : page * size].reset_index(drop=True)
    names = recommend_reads.named(rows)
    rows.insert(1, "customer", [names.get(one) or one for one in rows["customer_id"]])
    chosen = st.dataframe(
        rows,
        hide_index=True,
        key=f"recommend_due_rows_{hash((workspace.version(), page, size, len(found)))}",
        alt="Who is due for what on which day",
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(),
    )
    positions = chosen["selection"]["rows"]
    if not positions or positions[0] >= len(rows):
        st.caption("Tick a row to open the customer.")
        return
    row = rows.iloc[positions[0]]
    links.customer_link(
        row["customer_id"], f"Open {row['customer']}", icon=":material/open_in_new:"
    )


def _columns() -> dict[str, Any]:
    day, number = st.column_config.DateColumn, st.column_config.NumberColumn
    return {
        "day": day("Due", format="YYYY-MM-DD"),
        "customer": st.column_config.TextColumn("Customer", width="medium"),
        "customer_id": "Customer ID",
        "product_id": "Product ID",
        "name": st.column_config.TextColumn("Product", width="medium"),
        "chance": number("Chance", format="percent", help="Of buying it again within 30 days."),
        "times": number("Bought on", format="%d days"),
        "last_day": day("Last bought", format="YYYY-MM-DD"),
        "gap_days": number("Usual gap", format="%.0f days"),
    }
