"""How well K-means tells customers apart, for each K."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from crm_core.charts import palette
from crm_core.formulas import Formula
from crm_core.segments import Quality


def quality_curve(
    qualities: Sequence[Quality], measure: Formula, chosen: int, ks: Sequence[int]
) -> go.Figure:
    """One measure over the number of segments, the chosen one marked; undefined values are gaps.

    `ks` is the whole range of the axis, so that the picture holds still while the curve fills in.
    """
    values = [getattr(quality, measure.name) for quality in qualities]
    counts = [quality.k for quality in qualities]
    fig = go.Figure()
    fig.add_scatter(
        x=counts,
        y=values,
        mode="lines+markers",
        line={"color": palette.NEUTRAL, "width": 2},
        marker={
            "size": [13 if k == chosen else 7 for k in counts],
            "symbol": ["diamond" if k == chosen else "circle" for k in counts],
            "color": [palette.COLOURS[5 if k == chosen else 0] for k in counts],
        },
        hovertemplate="%{x} segments: %{y:,.4g}<extra></extra>",
        showlegend=False,
    )
    fig.update_layout(
        xaxis_title="Number of segments (K)",
        yaxis_title=None,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    fig.update_xaxes(range=[min(ks) - 0.5, max(ks) + 0.5], dtick=2 if len(ks) > 6 else 1, tick0=2)
    return fig


def curve_in_words(qualities: Sequence[Quality], measure: Formula) -> str:
    """The curve in words, for who cannot see it."""
    points = [
        f"{quality.k}: {value:,.4g}"
        for quality in qualities
        if (value := getattr(quality, measure.name)) is not None
    ]
    return f"{measure.label} by number of segments. {', '.join(points) or 'Not worked out yet'}."
