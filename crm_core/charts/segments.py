"""Segments on a plane: the directions in which customers differ most, and who lies where."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from crm_core.charts import palette
from crm_core.charts.arrow_words import placed
from crm_core.charts.lettering import literal, wrapped
from crm_core.charts.segment_legend import (
    LEGEND,
    Legend,
    axis_title,
    hover_template,
    hover_values,
    ids_of,
)
from crm_core.segments import Projection
from crm_core.segments.region import Corners

Floats = NDArray[np.floating[Any]]
Drawn = dict[str, Any]
ARROW_REACH = 0.8
SHORTEST_ARROW = 0.25
MOST_ARROWS = 8
ARROW, LABEL_GROUND = "#858585", "rgba(255,255,255,0.85)"


def segment_map(
    projection: Projection,
    legend: Legend,
    *,
    dragmode: str = "pan",
    revision: str = "",
    region: Corners = (),
) -> go.Figure:
    """Customers as points on the two directions in which they differ most, hulls around segments.

    The points are a sample, the counts of `legend` exact. Arrows show in which direction each
    feature grows. With one feature only, height tells points apart and means nothing. The view
    stays as it was zoomed while `revision` is the same. A dashed line goes around the `region`.
    """
    traces = [_hull(segment, corners) for segment, corners in projection.hulls.items()]
    traces += [_points(projection, segment, legend) for segment in legend.numbers]
    arrows, words = ([], []) if projection.is_flat else _arrows(projection, legend)
    traces += [*arrows, _centres(projection, legend)]
    # Made at once: added one by one, Plotly checks and copies each trace twice.
    layout = _layout(projection, legend, words, dragmode, revision)
    return go.Figure(traces, layout | {"shapes": _outline(region)})


def _layout(
    projection: Projection, legend: Legend, words: list[Drawn], dragmode: str, revision: str
) -> Drawn:
    across = wrapped(axis_title(projection.across, legend.labels), 36)
    up = wrapped(axis_title(projection.up, legend.labels), 36)
    flat = projection.is_flat
    return {
        "xaxis": {"title": {"text": across}, "zeroline": False},
        "yaxis": {
            "title": {"text": None if flat else up},
            "zeroline": False,
            "showticklabels": not flat,
        },
        "legend": {**LEGEND, "title": {"text": "Segment: customers"}},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "annotations": words,
        "dragmode": dragmode,
        "uirevision": revision,
        "selectionrevision": revision,
    }


def map_in_words(projection: Projection, legend: Legend) -> str:
    """The map in words, for who cannot see it."""
    drawn, sizes, labels = len(projection.points), legend.sizes, legend.labels
    segments = "; ".join(
        f"segment {number}, {palette.shape(number)}: {size:,} customers"
        for number, size in enumerate(sizes, start=1)
    )
    up = f" Upwards: {axis_title(projection.up, labels)}." if projection.up.variance else ""
    noise = f" In no segment, {palette.shape(0)}: {legend.noise:,}." if legend.noise else ""
    return (
        f"Map of {sum(sizes) + legend.noise:,} customers in {len(sizes)} segments, {drawn:,} of "
        f"them drawn. To the right: {axis_title(projection.across, labels)}.{up} "
        f"{segments.capitalize()}.{noise}"
    )


def _outline(region: Corners) -> list[Drawn]:
    """The line around a region; no shape where there is none."""
    if not region:
        return []
    path = "L".join(f"{x},{y}" for x, y in region)
    return [Drawn(type="path", path=f"M{path}Z", line={"color": ARROW, "width": 2, "dash": "dash"})]


def _hull(segment: int, corners: Floats) -> Drawn:
    closed = np.concatenate([corners, corners[:1]])
    return Drawn(
        type="scatter",
        x=closed[:, 0],
        y=closed[:, 1],
        mode="lines",
        fill="toself",
        fillcolor=palette.faded(palette.colour(segment), 0.10),
        line={"color": palette.faded(palette.colour(segment), 0.8), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=str(segment),
    )


def _points(projection: Projection, segment: int, legend: Legend) -> Drawn:
    chosen = projection.points["segment"].to_numpy() == segment
    points, features = projection.points[chosen], projection.features[chosen]
    said = f"segment {legend.called(segment)}" if segment else "in no segment"
    return Drawn(
        type="scatter",
        x=points["x"].to_numpy(),
        y=points["y"].to_numpy(),
        mode="markers",
        name=legend.entry(segment),
        legendgroup=str(segment),
        marker={
            "color": palette.colour(segment),
            "symbol": palette.symbol(segment),
            "size": 6,
            "opacity": 0.65,
        },
        text=ids_of(points),
        customdata=hover_values(features),
        hovertemplate=hover_template(list(features.columns), said, legend.labels),
    )


def _arrows(projection: Projection, legend: Legend) -> tuple[list[Drawn], list[Drawn]]:
    """One arrow for each feature that the plane shows, by its weight on each axis; their names."""
    across, up = projection.across.loadings, projection.up.loadings
    weights = {name: (across[name], up[name]) for name in across}
    lengths = {name: float(np.hypot(*weight)) for name, weight in weights.items()}
    longest = max(lengths.values())
    named = sorted(lengths, key=lambda name: (-lengths[name], name))[:MOST_ARROWS]
    shown = [name for name in named if lengths[name] >= SHORTEST_ARROW * longest > 0]
    right, high = _reaches(projection)
    tips = [
        (right * weights[name][0] / longest, high * weights[name][1] / longest) for name in shown
    ]
    lines = Drawn(
        type="scatter",
        x=[value for x, _ in tips for value in (0.0, x, None)],
        y=[value for _, y in tips for value in (0.0, y, None)],
        mode="lines+markers",
        line={"color": ARROW, "width": 2},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "color": ARROW,
            "size": [0, 14, 0] * len(tips),
            "opacity": 1,
        },
        hoverinfo="skip",
        showlegend=False,
    )
    labels = [literal(legend.label(name)) for name in shown]
    centres = [(float(x), float(y)) for x, y in projection.centres[:, :2]]
    places = placed(labels, tips, centres, _spans(projection))
    words = [
        Drawn(
            x=x,
            y=y,
            text=label,
            hovertext="{:+.2f} across, {:+.2f} up".format(*weights[name]),
            showarrow=False,
            font={"size": 12, "color": palette.INK},
            bgcolor=LABEL_GROUND,
            borderpad=2,
            **place,
        )
        for name, label, (x, y), place in zip(shown, labels, tips, places, strict=True)
    ]
    return [lines], words


def _reaches(projection: Projection) -> tuple[float, float]:
    """How far the longest arrow may go along each axis: most of the way that most customers lie.

    The axes of the picture have scales of their own, so an arrow takes each by its own.
    """
    points = projection.points
    if not len(points):
        return 0.0, 0.0
    right, high = (float(np.quantile(np.abs(points[axis]), 0.9)) for axis in ("x", "y"))
    return ARROW_REACH * right, ARROW_REACH * high


def _spans(projection: Projection) -> tuple[float, float]:
    """How much of each axis the picture shows: all customers, and a little room."""
    points = projection.points
    across, up = (float(points[axis].max() - points[axis].min()) for axis in ("x", "y"))
    return 1.15 * across or 1.0, 1.15 * up or 1.0


def _centres(projection: Projection, legend: Legend) -> Drawn:
    numbers = range(1, len(projection.centres) + 1)
    return Drawn(
        type="scatter",
        x=projection.centres[:, 0],
        y=projection.centres[:, 1],
        mode="markers+text",
        text=[str(number) for number in numbers],
        textfont={"size": 13, "color": "#111111", "weight": 700},
        customdata=[legend.called(number) for number in numbers],
        marker={
            "size": 22,
            "color": "#FFFFFF",
            "line": {"color": [palette.colour(number) for number in numbers], "width": 3},
        },
        hovertemplate="Centre of %{customdata}<extra></extra>",
        showlegend=False,
    )
