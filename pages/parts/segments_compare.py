"""Two kept segmentations beside each other: how alike, who differs, where the value lies."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import comparison as charts
from crm_core.segments import SavedSegmentation
from crm_core.segments.comparison import ADJUSTED_RAND, DIFFERING, MUTUAL_INFORMATION
from crm_core.segments.concentration import CONCENTRATION
from crm_core.workflows.comparison import Value
from pages.parts import (
    downloads,
    links,
    lists,
    outcome,
    segments_kept,
    segments_reads,
    workspace,
)
from pages.parts.figure import chart, is_dark, metric
from pages.parts.text import plain


def draw() -> None:
    """Draw the choice of two, and the comparison."""
    version = workspace.version()
    if not segments_kept.newest(version):
        segments_kept.none_yet()
        return
    with st.container(horizontal=True):
        a = segments_kept.choose("Compare", "segments_compare_a")
        b = segments_kept.choose("With", "segments_compare_b", index=1)
    if a is None or b is None:
        return
    if a.segmentation_id == b.segmentation_id:
        st.info(
            "Choose two different segmentations; save a second one where there is only one.",
            icon=":material/compare_arrows:",
        )
        return
    table = segments_kept.crosstab(version, a.segmentation_id, b.segmentation_id)
    if table.empty:
        st.info("No customer is in both.", icon=":material/group_off:")
        return
    _likeness(a, b)
    _who(a, b)
    _value(a, b)


def _likeness(a: SavedSegmentation, b: SavedSegmentation) -> None:
    version = workspace.version()
    table = segments_kept.crosstab(version, a.segmentation_id, b.segmentation_id)
    found = segments_kept.likeness(version, a.segmentation_id, b.segmentation_id)
    with st.container(horizontal=True, key="segments_compare_figures"):
        for formula, value in (
            (ADJUSTED_RAND, found.adjusted_rand),
            (MUTUAL_INFORMATION, found.mutual_information),
        ):
            st.metric(
                formula.label,
                workspace.number(value, 3),
                border=True,
                width=200,
                help=f"**{formula.label}.** {plain(formula.sentence)}\n\n$${formula.latex}$$",
            )
        metric(DIFFERING, found.differing, width=190)
    rows = _names(a, [int(number) for number in table.index])
    columns = _names(b, [int(number) for number in table.columns])
    chart(
        charts.crosstab_heatmap(table, rows, columns, dark=is_dark()),
        charts.crosstab_in_words(table, rows, columns),
        "segments_compare_picture",
        height=130 + 46 * len(rows),
    )
    st.caption(
        f"Rows: {plain(a.name)}. Columns: {plain(b.name)}. Customers who are in both: "
        f"{int(table.to_numpy().sum()):,}. The darker a cell, the larger its share of the row."
    )


def _names(one: SavedSegmentation, numbers: list[int]) -> list[str]:
    looks = segments_kept.looks(workspace.version(), one.segmentation_id)
    return [looks[n].name if n in looks else f"Segment {n}" for n in numbers]


def _who(a: SavedSegmentation, b: SavedSegmentation) -> None:
    version = workspace.version()
    rows = segments_kept.differing(version, a.segmentation_id, b.segmentation_id)
    st.subheader("Who differs")
    if rows.empty:
        st.success("Nobody: both put the same customers together.", icon=":material/check_circle:")
        return
    pairs = segments_kept.likeness(version, a.segmentation_id, b.segmentation_id).pairs
    told = "; ".join(
        f"{mine} with {theirs}"
        for mine, theirs in zip(
            _names(a, list(pairs)), _names(b, list(pairs.values())), strict=True
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{outcome.counted(len(rows), 'customer')}**", width="stretch")
        downloads.download(
            "Export",
            lambda: segments_kept.everyone_differing(version, a.segmentation_id, b.segmentation_id),
            "who differs",
            "segments_compare_export",
            count=len(rows),
        )
    st.caption(f"Paired by the customers they share: {plain(told)}.")
    page, size = lists.paging("segments_compare", len(rows))
    shown = rows.iloc[(page - 1) * size : page * size].copy()
    shown["a"], shown["b"] = _names(a, shown["a"].tolist()), _names(b, shown["b"].tolist())
    listed = segments_reads.named(version, shown)
    picked = st.dataframe(
        listed,
        key=f"segments_compare_who_{hash((version, tuple(listed.index)))}",
        placeholder=workspace.NOT_KNOWN,
        alt="Customers whose segments in the two are no pair",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"_index": "Customer ID", "name": "Name", "a": a.name, "b": b.name},
    )["selection"]["rows"]
    if picked and picked[0] < len(listed):
        links.customer_link(listed.index[picked[0]], icon=":material/open_in_new:")


def _value(a: SavedSegmentation, b: SavedSegmentation) -> None:
    st.subheader("Where the value lies")
    until = max(a.as_of, b.as_of)
    st.caption(
        f"Spend up to {until}, net of returns, of the members of each segment: the same day for "
        "both."
    )
    version = workspace.version()
    for place, one in zip(st.columns(2), (a, b), strict=True):
        with place:
            st.markdown(f"**{plain(one.name)}**")
            found = segments_kept.value(version, one.segmentation_id, until)
            metric(CONCENTRATION, _rounded(found), border=False)
            _shares(one, found)


def _rounded(found: Value) -> float | None:
    return None if found.concentration is None else round(found.concentration, 3)


def _shares(one: SavedSegmentation, found: Value) -> None:
    rows = found.rows.reset_index()
    rows["segment"] = _names(one, rows["segment"].tolist())
    share = st.column_config.ProgressColumn
    st.dataframe(
        rows[["segment", "customers", "share", "revenue_share"]],
        key=f"segments_compare_value_{one.segmentation_id}",
        alt=f"Share of customers and of spend by segment of {one.name}",
        hide_index=True,
        placeholder=workspace.NOT_KNOWN,
        column_config={
            "segment": st.column_config.TextColumn("Segment", width=150),
            "customers": st.column_config.NumberColumn("Customers", format="localized", width=70),
            "share": share("Of customers", format="percent", min_value=0, max_value=1, width=90),
            "revenue_share": share(
                "Of spend", format="percent", min_value=0, max_value=1, width=90
            ),
        },
    )
