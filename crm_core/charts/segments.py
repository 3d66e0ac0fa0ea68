"""Pictures of segments: where they lie on a plane, and what sets each apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from crm_core.charts import cells, palette
from crm_core.charts.lettering import literal
from crm_core.segments import Axis, Profile, Projection

Floats = NDArray[np.floating[Any]]
Shown = Callable[[str, float], str]
"""How a feature's value is printed: its name and the value in, a text out."""
LEGEND = {"orientation": "h", "y": -0.2, "x": 0, "yanchor": "top", "itemsizing": "constant"}


def segment_map(
    projection: Projection, sizes: Sequence[int], labels: Mapping[str, str]
) -> go.Figure:
    """Customers as points on the two directions in which they differ most, hulls around segments.

    `sizes` are the exact counts for the legend: the points are a sample. `labels` names features in
    words. With one feature only, height tells points apart and means nothing.
    """
    fig = go.Figure()
    for segment, corners in projection.hulls.items():
        _add_hull(fig, segment, corners)
    for segment, size in enumerate(sizes, start=1):
        _add_points(
            fig,
            projection,
            segment,
            name=f"{segment}: {size:,} ({size / sum(sizes):.1%})",
            labels=labels,
        )
    _add_centres(fig, projection)
    flat = len(projection.across.loadings) == 1
    fig.update_layout(
        xaxis_title=_wrapped(axis_title(projection.across, labels), 36),
        yaxis_title=None if flat else _wrapped(axis_title(projection.up, labels), 36),
        legend={**LEGEND, "title": {"text": "Segment: customers"}},
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        dragmode="pan",
    )
    fig.update_xaxes(zeroline=False)
    fig.update_yaxes(zeroline=False, showticklabels=not flat)
    return fig


def map_in_words(projection: Projection, sizes: Sequence[int], labels: Mapping[str, str]) -> str:
    """The map in words, for who cannot see it."""
    drawn = len(projection.points)
    segments = "; ".join(
        f"segment {number}, {palette.shape(number)}: {size:,} customers"
        for number, size in enumerate(sizes, start=1)
    )
    up = f" Upwards: {axis_title(projection.up, labels)}." if projection.up.variance else ""
    return (
        f"Map of {sum(sizes):,} customers in {len(sizes)} segments, {drawn:,} of them drawn. "
        f"To the right: {axis_title(projection.across, labels)}.{up} {segments.capitalize()}."
    )


def axis_title(axis: Axis, labels: Mapping[str, str]) -> str:
    """What a direction means: `more orders, more spend → (62% of variance)`."""
    leaders = [
        f"{'more' if weight > 0 else 'less'} {_inside(labels.get(name, name))}"
        for name, weight in axis.leaders()
    ]
    words = ", ".join(leaders) or "nothing more"
    return f"{words} → ({axis.variance:.0%} of variance)"


def profile_heatmap(profile: Profile, labels: Mapping[str, str], shown: Shown) -> go.Figure:
    """Each segment's typical values, coloured by where they stand among all customers."""
    segments = [f"Segment {number}" for number in profile.typical.index]
    names = [_wrapped(labels.get(name, name)) for name in profile.columns]
    texts = [
        [literal(shown(name, row[name])) for name in profile.columns]
        for _, row in profile.typical.iterrows()
    ]
    hover = [
        [
            f"{_standing(standing)}; typical of all: {literal(shown(name, profile.whole[name]))}"
            for name, standing in row.items()
        ]
        for _, row in profile.standing.iterrows()
    ]
    fig = go.Figure()
    cells.add_cells(
        fig,
        profile.standing.to_numpy(),
        texts,
        most=1.0,
        scale=palette.FROM_BELOW_TO_ABOVE,
        x=names,
        y=segments,
        hovertext=hover,
        hovertemplate="%{y}, %{x}: %{text}<br>%{hovertext}<extra></extra>",
        colorbar={
            "title": {"text": "Stands above", "side": "right"},
            "tickformat": ".0%",
            "thickness": 12,
        },
        xgap=2,
        ygap=2,
    )
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})
    fig.update_xaxes(side="top", title=None, showgrid=False, tickangle=0)
    fig.update_yaxes(autorange="reversed", title=None, showgrid=False)
    return fig


def heatmap_in_words(profile: Profile, labels: Mapping[str, str], shown: Shown) -> str:
    """The heat-map in words, for who cannot see it."""
    rows = [
        f"Segment {number}: "
        + ", ".join(
            f"{labels.get(name, name)} {shown(name, row[name])} ({_standing(standing)})"
            for name, standing in profile.standing.loc[number].items()
        )
        for number, row in profile.typical.iterrows()
    ]
    return "Typical values by segment. " + ". ".join(rows) + "."


def _add_hull(fig: go.Figure, segment: int, corners: Floats) -> None:
    closed = np.concatenate([corners, corners[:1]])
    fig.add_scatter(
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


def _add_points(
    fig: go.Figure,
    projection: Projection,
    segment: int,
    *,
    name: str,
    labels: Mapping[str, str],
) -> None:
    chosen = projection.points["segment"] == segment
    points = projection.points[chosen]
    fig.add_scatter(
        x=points["x"].to_numpy(),
        y=points["y"].to_numpy(),
        mode="markers",
        name=name,
        legendgroup=str(segment),
        marker={
            "color": palette.colour(segment),
            "symbol": palette.symbol(segment),
            "size": 6,
            "opacity": 0.65,
        },
        customdata=_hover_values(projection, chosen),
        hovertemplate=_hover_template(list(map(str, projection.features)), segment, labels),
    )


def _hover_template(columns: Sequence[str], segment: int, labels: Mapping[str, str]) -> str:
    """The hover text of a segment's points: said once, and not once for each of thousands."""
    lines = [f"Customer %{{customdata[0]}}, segment {segment}"]
    for position, name in enumerate(columns, start=1):
        lines.append(f"{literal(labels.get(name, name))}: %{{customdata[{position}]}}")
    return "<br>".join(lines) + "<extra></extra>"


def _hover_values(projection: Projection, chosen: pd.Series) -> list[tuple[str, ...]]:
    """What fills the hover text: for each point the customer's id and features."""
    ids = [literal(customer_id) for customer_id in projection.points.loc[chosen, "customer_id"]]
    columns = [
        [_number(value) for value in values] for _, values in projection.features[chosen].items()
    ]
    return list(zip(ids, *columns, strict=True))


def _add_centres(fig: go.Figure, projection: Projection) -> None:
    numbers = range(1, len(projection.centres) + 1)
    fig.add_scatter(
        x=projection.centres[:, 0],
        y=projection.centres[:, 1],
        mode="markers+text",
        text=[str(number) for number in numbers],
        textfont={"size": 13, "color": "#111111", "weight": 700},
        marker={
            "size": 22,
            "color": "#FFFFFF",
            "line": {"color": [palette.colour(number) for number in numbers], "width": 3},
        },
        hovertemplate="Centre of segment %{text}<extra></extra>",
        showlegend=False,
    )


def _standing(share: float) -> str:
    return "no value" if isnan(share) else f"above {share:.0%} of all"


def _number(value: float) -> str:
    """A number for a hover text, quick enough for thousands of them."""
    if isnan(value):
        return "none"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _inside(label: str) -> str:
    """A label inside a sentence: no capital, unless it is an abbreviation such as SMS."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _wrapped(label: str, most: int = 14) -> str:
    """Words over several lines, so that they fit a narrow column or screen."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(map(literal, lines))
