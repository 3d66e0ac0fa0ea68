"""The picture of one grouping: a map, a space to turn, or lines over all features."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts import segment_spaces, segments
from crm_core.charts.segment_legend import Legend
from crm_core.segments import INERTIA, SILHOUETTE, Grouping, Projection, Recipe, notes
from pages.parts import outcome, segments_reads, segments_region, segments_views, workspace
from pages.parts.figure import chart, metric
from pages.parts.text import plain

HEIGHT = 520
FEW_NAMES, NAME_HEIGHT = 5, 24
"""So many names of segments fit under the map; each further one takes so much more height."""
LONG = 100_000
MAP, SPACE, LINES = "Map", "3-D", "Parallel lines"
MODES = {"Click a customer": "pan", "Draw a region": "lasso", "Draw a box": "select"}


def draw(recipe: Recipe, grouping: Grouping, legend: Legend) -> None:
    """Draw the picture that is chosen, and what can be done with it."""
    projection = segments_views.projection(workspace.version(), recipe)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "Picture",
            (MAP, SPACE, LINES),
            default=MAP,
            required=True,
            key="segments_picture",
            bind="query-params",
            label_visibility="collapsed",
        )
        mode = _mode() if view == MAP and not projection.is_flat else "pan"
    revision = repr(segments_reads.plain_recipe(recipe))
    if view == SPACE:
        chart(
            segment_spaces.segment_space(projection, legend, revision=revision),
            segment_spaces.space_in_words(projection, legend),
            "segments_space",
            height=HEIGHT,
        )
        said = plain(segment_spaces.directions_in_words(projection, legend))
        st.caption(f"{_drawn(projection, grouping)} {said}")
    elif view == LINES:
        chart(
            segment_spaces.segment_lines(projection, legend),
            segment_spaces.lines_in_words(projection, legend),
            "segments_lines",
            height=HEIGHT,
        )
        st.caption(
            f"Thin lines: up to {segment_spaces.LINES} sampled customers of each segment. Thick "
            "lines: the medians of the sample. The axis holds the middle 98% of values."
        )
    else:
        _map(recipe, grouping, projection, legend, mode, revision)


def _mode() -> str:
    mode = st.segmented_control(
        "With the mouse",
        list(MODES),
        default=next(iter(MODES)),
        required=True,
        key="segments_mode",
        bind="query-params",
        label_visibility="collapsed",
        help="Click a point to open its customer; or draw around points to count everybody there.",
    )
    return MODES.get(mode or "", "pan")


def _map(
    recipe: Recipe,
    grouping: Grouping,
    projection: Projection,
    legend: Legend,
    mode: str,
    revision: str,
) -> None:
    event = chart(
        segments.segment_map(
            projection,
            legend,
            dragmode=mode,
            revision=revision,
            region=() if mode == "pan" else segments_region.corners(),
        ),
        segments.map_in_words(projection, legend),
        "segments_map",
        height=HEIGHT + NAME_HEIGHT * max(0, len(legend.sizes) - FEW_NAMES),
        on_select=segments_region.remember,
        selection_mode=("points", "box", "lasso"),
    )
    st.caption(f"{_drawn(projection, grouping)} Outlines go around all members.")
    if mode == "pan":
        _clicked(event)
    else:
        segments_region.draw(recipe)


def _clicked(event: Any) -> None:
    """Offer the page of the customer whose point was clicked."""
    points = [point for point in event["selection"]["points"] if point.get("text")]
    segments_region.customer_link(points[0]["text"] if points else None)


def _drawn(projection: Projection, grouping: Grouping) -> str:
    drawn = len(projection.points)
    every = "Every customer" if drawn == grouping.matrix.rows else f"{drawn:,} sampled customers"
    return (
        f"{every}, in the directions in which they differ most (principal components). Counts are "
        "exact."
    )


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
        metric(INERTIA, _short(grouping.inertia))
    silhouette = right.empty()
    silhouette.metric(SILHOUETTE.label, "…", border=True)
    for note in notes(grouping):
        st.caption(plain(note))
    _say_gaps(grouping)
    return silhouette


def _short(inertia: float | None) -> float | None:
    """With one digit after the point, or none where the number is long enough without."""
    if inertia is None:
        return None
    return round(inertia, 1 if inertia < LONG else 0)


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
    width, rows = segments_views.silhouette(workspace.version(), recipe)
    text = workspace.number(width, 3)
    place.metric(
        SILHOUETTE.label,
        text,
        border=True,
        help=f"{plain(SILHOUETTE.sentence)} From {rows:,} customers.\n\n$${SILHOUETTE.latex}$$",
    )
