"""Segments in more than two directions: a space to turn, and lines over all features at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from crm_core.charts import palette
from crm_core.charts.lettering import wrapped
from crm_core.charts.segment_legend import (
    LEGEND,
    Legend,
    axis_title,
    hover_template,
    hover_values,
    ids_of,
)
from crm_core.segments import Projection

LINES = 40
"""Sampled customers drawn of each segment; more hide each other."""
SHAPES = {"star": "diamond-open", "hexagon": "square-open", "triangle-up": "diamond-open"}
SHAPES |= {"triangle-down": "square-open"}
"""A space has fewer marker shapes than a plane: what stands for the ones it lacks."""
WAYS = ("First", "Second", "Third")
CAMERA = {"eye": {"x": 1.85, "y": 1.85, "z": 1.1}, "center": {"x": 0, "y": 0, "z": -0.1}}
"""Where the space is seen from: far enough for the titles of all axes on a telephone."""
ORDINARY = (0.01, 0.99)


def segment_space(projection: Projection, legend: Legend, *, revision: str = "") -> go.Figure:
    """Customers as points on the three directions in which they differ most, to turn and zoom.

    The points are a sample, the counts of `legend` exact; numbers mark the centres.
    """
    fig = go.Figure()
    segments = projection.points["segment"].to_numpy()
    for segment in legend.numbers:
        points = projection.points[segments == segment]
        features = projection.features[segments == segment]
        said = f"segment {legend.called(segment)}" if segment else "in no segment"
        fig.add_scatter3d(
            x=points["x"].to_numpy(),
            y=points["y"].to_numpy(),
            z=points["z"].to_numpy(),
            mode="markers",
            name=legend.entry(segment),
            marker={
                "color": palette.colour(segment),
                "symbol": SHAPES.get(palette.symbol(segment), palette.symbol(segment)),
                "size": 2.5,
                "opacity": 0.7,
            },
            text=ids_of(points),
            customdata=hover_values(features),
            hovertemplate=hover_template(list(features.columns), said, legend.labels),
        )
    _add_centres(fig, projection)
    axes: dict[str, Any] = {
        f"{letter}axis": {
            "title": {"text": f"{way} ({axis.variance:.0%})"},
            "showticklabels": False,
        }
        for letter, way, axis in zip("xyz", WAYS, projection.axes, strict=True)
    }
    fig.update_layout(
        scene={**axes, "uirevision": revision, "camera": CAMERA, "aspectmode": "cube"},
        legend={**LEGEND, "y": -0.02, "title": {"text": "Segment: customers"}},
        margin={"l": 0, "r": 0, "t": 10, "b": 10},
        uirevision=revision,
    )
    return fig


def space_in_words(projection: Projection, legend: Legend) -> str:
    """The space in words, for who cannot see it."""
    sizes = "; ".join(map(legend.entry, legend.numbers))
    directions = directions_in_words(projection, legend)
    return f"{len(projection.points):,} customers in three directions. {directions} {sizes}."


def directions_in_words(projection: Projection, legend: Legend) -> str:
    """What lies along each direction that the features have."""
    said = [
        f"{way}: {axis_title(axis, legend.labels)}."
        for way, axis in zip(WAYS, projection.axes, strict=True)
        if axis.variance
    ]
    return " ".join(said)


def segment_lines(projection: Projection, legend: Legend) -> go.Figure:
    """Parallel coordinates: each feature an upright axis, each sampled customer a line over them.

    Values are as the model sees them, in standard deviations from the sample's mean, so that
    features can be compared whatever their scaling; the thick line with markers joins the medians
    of the sample. Where a few values lie far out, the axis leaves them out.
    """
    fig = go.Figure()
    columns = list(projection.scaled.columns)
    ticks = [wrapped(legend.label(name)) for name in columns]
    segments = projection.points["segment"].to_numpy()
    values = _standardised(projection)
    for segment in legend.numbers:
        _add_lines(fig, values[segments == segment][:LINES], segment)
    for segment in legend.numbers:
        if (segments == segment).any():
            middle = np.median(values[segments == segment], axis=0)
            _add_median(fig, middle, segment, legend)
    fig.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=ticks, title=None, zeroline=False, tickangle=0
    )
    fig.update_yaxes(
        range=_ordinary(values), title="Standard deviations from the mean", zeroline=False
    )
    fig.update_layout(
        legend={**LEGEND, "title": {"text": "Segment: customers"}},
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    return fig


def lines_in_words(projection: Projection, legend: Legend) -> str:
    """The lines in words, for who cannot see them."""
    segments = projection.points["segment"].to_numpy()
    said = []
    for segment in legend.numbers:
        middle = np.median(_standardised(projection)[segments == segment], axis=0)
        medians = ", ".join(
            f"{legend.label(str(name))} {value:+.1f}"
            for name, value in zip(projection.scaled.columns, middle, strict=True)
        )
        said.append(f"{legend.entry(segment)}: {medians}")
    return f"Medians of each segment, in standard deviations from the mean. {'. '.join(said)}."


def _standardised(projection: Projection) -> Any:
    values = projection.scaled.to_numpy(np.float64)
    spread = values.std(axis=0) if len(values) else np.ones(values.shape[1])
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _add_lines(fig: go.Figure, rows: Any, segment: int) -> None:
    """The lines of one segment as one trace, with gaps between customers."""
    width = rows.shape[1] if len(rows) else 0
    gaps = np.full((len(rows), 1), np.nan)
    fig.add_scatter(
        x=np.tile([*range(width), np.nan], len(rows)),
        y=np.hstack([rows, gaps]).ravel(),
        mode="lines",
        line={"color": palette.faded(palette.colour(segment), 0.25), "width": 1},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=str(segment),
    )


def _add_median(fig: go.Figure, middle: Any, segment: int, legend: Legend) -> None:
    fig.add_scatter(
        x=list(range(len(middle))),
        y=middle,
        mode="lines+markers",
        name=legend.entry(segment),
        legendgroup=str(segment),
        line={"color": palette.colour(segment), "width": 4},
        marker={
            "symbol": palette.symbol(segment),
            "size": 12,
            "line": {"color": "#FFFFFF", "width": 1},
        },
        hovertemplate=f"{legend.called(segment)}, median: %{{y:.2f}}<extra></extra>",
    )


def _add_centres(fig: go.Figure, projection: Projection) -> None:
    numbers = range(1, len(projection.centres) + 1)
    fig.add_scatter3d(
        x=projection.centres[:, 0],
        y=projection.centres[:, 1],
        z=projection.centres[:, 2],
        mode="markers+text",
        text=[f"<b>{number}</b>" for number in numbers],
        marker={"size": 5, "color": [palette.colour(number) for number in numbers]},
        hovertemplate="Centre of segment %{text}<extra></extra>",
        showlegend=False,
    )


def _ordinary(values: Any) -> list[float] | None:
    """The range of nearly all values, a little wider; None where there is none."""
    if not len(values):
        return None
    low, high = np.quantile(values, ORDINARY)
    room = 0.15 * (high - low) or 1.0
    return [float(low - room), float(high + room)]
