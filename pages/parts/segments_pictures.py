"""The pictures of one grouping: the map, the profile, and the curves over K."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

import streamlit as st

from crm_core.charts import segment_quality, segments
from crm_core.errors import NotEnoughRows
from crm_core.formulas import Formula
from crm_core.segments import (
    CURVE_ROWS,
    INERTIA,
    MEASURES,
    REVENUE_SHARE,
    SHARE,
    SILHOUETTE,
    STANDING,
    TYPICAL,
    Grouping,
    Profile,
    Quality,
    Recipe,
)
from pages.parts import outcome, segments_reads, workspace
from pages.parts.figure import chart, metric, show_formula
from pages.parts.segments_choices import KS
from pages.parts.text import plain

MAP_HEIGHT, CURVE_HEIGHT = 520, 230
DRAW_EVERY_SECONDS = 0.5


def figures(grouping: Grouping) -> Any:
    """Draw how many customers are grouped, and how well; give the place of the silhouette."""
    left, middle, right = st.columns(3)
    left.metric(
        "Customers grouped",
        workspace.number(grouping.matrix.rows),
        border=True,
        help="Customers who are not in the bin, less those left out for a missing value.",
    )
    with middle:
        metric(INERTIA, round(grouping.inertia, 1))
    silhouette = right.empty()
    silhouette.metric(SILHOUETTE.label, "…", border=True)
    _say_gaps(grouping)
    return silhouette


def _say_gaps(grouping: Grouping) -> None:
    matrix = grouping.matrix
    if matrix.dropped:
        st.caption(f"{matrix.dropped:,} customers with a missing value are left out.")
    version = workspace.version()
    labels, shown = segments_reads.labels(version), segments_reads.printer(version)
    gaps = [
        f"{labels.get(name, name)} for {outcome.counted(count, 'customer')} ({shown(name, median)})"
        for name, median in matrix.medians.items()
        if (count := matrix.filled[name])
    ]
    if gaps:
        st.caption(
            "Missing values are filled with the median of those who have one: "
            f"{plain(', '.join(gaps))}."
        )


def fill_silhouette(place: Any, recipe: Recipe) -> None:
    """Put the silhouette where `figures` left room: it takes longest, so it comes last."""
    width, rows = segments_reads.silhouette(workspace.version(), recipe)
    text = workspace.number(width, 3)
    place.metric(
        SILHOUETTE.label,
        text,
        border=True,
        help=f"{plain(SILHOUETTE.sentence)} From {rows:,} customers.\n\n$${SILHOUETTE.latex}$$",
    )


def segment_map(recipe: Recipe, grouping: Grouping) -> None:
    """Draw the map of segments."""
    version = workspace.version()
    projection = segments_reads.projection(version, recipe)
    labels = segments_reads.labels(version)
    chart(
        segments.segment_map(projection, grouping.sizes, labels),
        segments.map_in_words(projection, grouping.sizes, labels),
        "segments_map",
        height=MAP_HEIGHT,
    )
    drawn = len(projection.points)
    every = "every customer" if drawn == grouping.matrix.rows else f"{drawn:,} sampled customers"
    st.caption(
        f"The two directions in which customers differ most (principal components); {every} drawn, "
        "outlines around all members, counts exact."
    )


def profile(recipe: Recipe, grouping: Grouping) -> None:
    """Draw what sets each segment apart: in sentences, as a heat-map, and as a table."""
    version = workspace.version()
    found = segments_reads.profile(version, recipe)
    labels, shown = segments_reads.labels(version), segments_reads.printer(version)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("What sets them apart", width="stretch")
        _definitions()
    sentences = [_sentence(found, int(number), labels, shown) for number in found.sizes.index]
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    chart(
        segments.profile_heatmap(found, labels, shown),
        segments.heatmap_in_words(found, labels, shown),
        "segments_heatmap",
        height=120 + 42 * grouping.k,
    )
    _table(found)


def _definitions() -> None:
    with st.popover(
        "How it is made", icon=":material/function:", type="tertiary", key="segments_definitions"
    ):
        for formula in (SHARE, REVENUE_SHARE, TYPICAL, STANDING):
            st.markdown(f"**{plain(formula.label)}** {plain(formula.sentence)}")
            st.latex(formula.latex)


def _sentence(found: Profile, number: int, labels: dict[str, str], shown: segments.Shown) -> str:
    size = found.sizes.loc[number]
    marks = [
        f"{labels.get(name, name)} {shown(name, found.typical.loc[number, name])} "
        f"(all: {shown(name, found.whole[name])})"
        for name in found.marks(number)
    ]
    typical = f" Typical: {plain(', '.join(marks))}." if marks else " Typical in every feature."
    return (
        f"**Segment {number}**: {size['customers']:,.0f} customers "
        f"({workspace.percent(size['share'])}), {workspace.percent(size['revenue_share'])} of "
        f"revenue.{typical}"
    )


def _table(found: Profile) -> None:
    number, version = st.column_config.NumberColumn, workspace.version()
    currency = workspace.settings().currency
    titles = segments_reads.titles(version)
    digits = {f"typical {name}": segments_reads.digits(version, name) for name in found.columns}
    st.dataframe(
        found.table().round({"revenue": 2, **digits}),
        key="segments_table",
        placeholder=workspace.NOT_KNOWN,
        alt="Size, share of revenue and typical values of each segment, and of all customers",
        column_config={
            "_index": "Segment",
            "customers": number("Customers", format="localized"),
            "share": number("Share of customers", format="percent"),
            "revenue": number(f"Revenue ({currency})", format="localized"),
            "revenue_share": number("Share of revenue", format="percent"),
            **{
                f"typical {name}": number(f"Typical: {titles.get(name, name)}", format="localized")
                for name in found.columns
            },
        },
    )


def curve_places() -> list[Any]:
    """Draw the heading of the curves, and give the places where they will appear."""
    st.subheader("How many segments?")
    st.caption(
        "Each measure for every K; the diamond is the K chosen. Silhouettes here rest on at most "
        f"{CURVE_ROWS:,} sampled customers."
    )
    columns = [column for _ in (0, 1) for column in st.columns(2)]
    return [_curve_place(c, measure) for c, measure in zip(columns, MEASURES, strict=True)]


def _curve_place(column: Any, measure: Formula) -> Any:
    with column, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(measure.label)}**", width="stretch")
        show_formula(measure, key=f"segments_formula_{measure.name}")
    return column.empty()


def fill_curves(places: list[Any], recipe: Recipe) -> None:
    """Work the measures out K by K, drawing what there is so far every half second."""
    version, found = workspace.version(), list[Quality]()
    drawn_at = monotonic()
    for k in KS:
        try:
            found.append(segments_reads.quality(version, replace(recipe, k=k)))
        except NotEnoughRows:
            break
        if k != max(KS) and monotonic() - drawn_at > DRAW_EVERY_SECONDS:
            _draw_all(places, found, recipe.k)
            drawn_at = monotonic()
    _draw_all(places, found, recipe.k)


def _draw_all(places: list[Any], found: list[Quality], chosen: int) -> None:
    for place, measure in zip(places, MEASURES, strict=True):
        with place:
            chart(
                segment_quality.quality_curve(found, measure, chosen, KS),
                segment_quality.curve_in_words(found, measure),
                f"segments_curve_{measure.name}_{len(found)}",
                height=CURVE_HEIGHT,
            )
