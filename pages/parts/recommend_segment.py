"""The next best products for a whole segment, as a picture and a table."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import recommendations as charts
from crm_core.charts.movement import name_of
from crm_core.recommendations import Learnt, Limits, NextBest
from pages.parts import (
    downloads,
    recommend_choices,
    recommend_lists,
    recommend_reads,
    segments_kept,
    states,
    workspace,
)
from pages.parts.figure import chart
from pages.parts.outcome import counted
from pages.parts.text import plain

BAR_HEIGHT, LEAST_HEIGHT = 36, 260


def draw(known: Learnt) -> None:
    """Draw the choices, then what stands in most lists of the segment's customers."""
    kept = segments_kept.choose("Segmentation", "recommend_segmentation")
    if kept is None:
        return
    version = workspace.version()
    looks = segments_kept.looks(version, kept.segmentation_id)
    numbers = [number for number in looks if number]
    segment = st.pills(
        "Segment",
        numbers,
        format_func=lambda number: plain(name_of(number, looks)),
        key=f"recommend_segment_{kept.segmentation_id}",
        bind="query-params",
        help="None chosen: the first.",
    )
    chosen = segment if segment in numbers else numbers[0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="recommend_segment_rules"):
        model = recommend_choices.method(known, "recommend_segment_method")
        n = recommend_choices.length()
        limits = recommend_choices.limits(known, with_diversity=False)
    found = recommend_reads.next_best(kept.segmentation_id, chosen, model, n, limits)
    name = name_of(chosen, looks)
    _counts(found, name)
    if found.products.empty:
        states.nothing_found("products", "Loosen a rule, or choose another method.")
        return
    _picture(found)
    recommend_lists.steps_in_brief(found.steps)
    _table(found, name)
    ids = recommend_reads.members(kept.segmentation_id, chosen)
    _every_list(ids, model, n, limits, name)


def _counts(found: NextBest, name: str) -> None:
    apart = [
        f"{counted(found.without_history, 'customer')} without a history"
        if found.without_history
        else "",
        f"{counted(found.refusing, 'customer')} refusing personalisation" if found.refusing else "",
    ]
    told = " and ".join(part for part in apart if part)
    rest = f" Not counted: {told}; they get the popularity list." if told else ""
    st.caption(
        plain(
            f"{name}: {counted(found.customers, 'customer')}, {found.with_lists:,} of them with a "
            f"list of their own.{rest}"
        )
    )


def _picture(found: NextBest) -> None:
    words = charts.next_best_in_words(found)
    st.markdown(f"**{plain(words)}**")
    shown = min(len(found.products), charts.MOST_BARS)
    height = max(LEAST_HEIGHT, 130 + BAR_HEIGHT * shown)
    chart(charts.next_best(found), words, "recommend_segment_chart", height=height)


def _table(found: NextBest, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(found.products):,}** products, the most listed first", width="stretch")
        downloads.download(
            "Export products",
            lambda: recommend_reads.table(found.products),
            f"next best for {name}",
            "recommend_segment_export",
        )
    number = st.column_config.NumberColumn
    st.dataframe(
        found.products,
        hide_index=True,
        key="recommend_segment_table",
        placeholder=workspace.NOT_KNOWN,
        alt="Products by how many lists of the segment's customers they stand in",
        column_config={
            "product_id": st.column_config.TextColumn("Product ID", width="small"),
            "name": st.column_config.TextColumn("Name", width="medium"),
            "category": "Category",
            "price": number(f"Price ({workspace.settings().currency})", format="%.2f"),
            "customers": number("Lists", format="localized", help="In how many it stands."),
            "share": number("Share", format="percent", help="Of all lists."),
            "mean_place": number("Place", format="%.1f", help="In those lists, on average."),
            "owners": number("Own it", format="localized", help="Customers of the segment."),
        },
    )


def _every_list(ids: list[str], model: str, n: int, limits: Limits, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"Or take away the list of each of the {counted(len(ids), 'customer')}: customer, "
            "rank, product, score.",
            width="stretch",
        )
        downloads.download(
            "Export each list",
            lambda: recommend_reads.lists_table(ids, model, n, limits),
            f"lists of {name}",
            "recommend_lists_export",
            count=len(ids) * n,
        )
