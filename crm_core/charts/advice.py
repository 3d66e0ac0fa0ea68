"""How many segments the customers bear out: stability beside noise, and the other measures."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from crm_core.charts import palette
from crm_core.formulas import Formula
from crm_core.segments import (
    CALINSKI_HARABASZ,
    DAVIES_BOULDIN,
    GAP,
    INERTIA,
    SILHOUETTE,
    SMALLEST,
    Advice,
    Candidate,
)

OTHERS = (GAP, SILHOUETTE, INERTIA, CALINSKI_HARABASZ, DAVIES_BOULDIN, SMALLEST)
"""The measures below the main picture, in the order of its panels."""
PANELS_ACROSS = 2
MARGIN = {"l": 10, "r": 10, "t": 30, "b": 10}


def stability_beside_noise(advice: Advice) -> go.Figure:
    """The stability of the customers' segments over K, above that of noise; the advised K marked.

    Segments are worth something where the solid line runs well above the dashed one.
    """
    ks = [each.k for each in advice.candidates]
    fig = go.Figure()
    fig.add_scatter(
        x=ks,
        y=[each.stability_noise for each in advice.candidates],
        name="Noise of the same shape",
        mode="lines+markers",
        line={"color": palette.NEUTRAL, "width": 2, "dash": "dash"},
        marker={"symbol": "square", "size": 7},
        hovertemplate="%{x} segments of noise: stability %{y:.2f}<extra></extra>",
    )
    fig.add_scatter(
        x=ks,
        y=[each.stability for each in advice.candidates],
        name="Your customers",
        mode="lines+markers",
        line={"color": palette.COLOURS[0], "width": 2},
        marker=_marked(ks, advice.suggested_k),
        hovertemplate="%{x} segments: stability %{y:.2f}<extra></extra>",
    )
    fig.update_layout(
        xaxis={"title": "Number of segments (K)", "dtick": 1, "range": _room(ks)},
        yaxis={"title": "Stability (adjusted Rand index)", "range": [-0.05, 1.05]},
        legend={"orientation": "h", "y": 1.02, "x": 0, "yanchor": "bottom"},
        margin=MARGIN,
    )
    _mark(fig, advice.suggested_k, label=True)
    return fig


def stability_in_words(advice: Advice) -> str:
    """The main picture in words, for who cannot see it."""
    points = ", ".join(
        f"{each.k}: {each.stability:.2f} (noise {each.stability_noise:.2f})"
        for each in advice.candidates
    )
    advised = f"Advised: {advice.suggested_k}." if advice.suggested_k else "None is advised."
    return f"Stability by number of segments, beside noise of the same shape. {points}. {advised}"


def other_measures(advice: Advice) -> go.Figure:
    """One small panel for each further measure over K; undefined values are gaps."""
    ks = [each.k for each in advice.candidates]
    rows = -(-len(OTHERS) // PANELS_ACROSS)
    fig = make_subplots(
        rows,
        PANELS_ACROSS,
        subplot_titles=[measure.label for measure in OTHERS],
        horizontal_spacing=0.14,
        vertical_spacing=0.14,
    )
    for place, measure in enumerate(OTHERS):
        fig.add_scatter(
            x=ks,
            y=values(advice.candidates, measure),
            mode="lines+markers",
            line={"color": palette.NEUTRAL, "width": 2},
            marker=_marked(ks, advice.suggested_k),
            hovertemplate="%{x} segments: %{y:,.4g}<extra></extra>",
            showlegend=False,
            row=place // PANELS_ACROSS + 1,
            col=place % PANELS_ACROSS + 1,
        )
    fig.update_xaxes(range=_room(ks), dtick=3 if len(ks) > 6 else 1, tick0=min(ks), tickangle=0)
    fig.update_xaxes(title="K", row=rows)
    _mark(fig, advice.suggested_k, label=False)
    fig.update_layout(margin=MARGIN)
    return fig


def others_in_words(advice: Advice) -> str:
    """The small panels in words, for who cannot see them."""
    return " ".join(_best(advice, measure) for measure in OTHERS)


def values(candidates: Sequence[Candidate], measure: Formula) -> list[float | None]:
    """One measure of every candidate."""
    return [getattr(each, measure.name) for each in candidates]


def _best(advice: Advice, measure: Formula) -> str:
    known = {
        each.k: value
        for each, value in zip(advice.candidates, values(advice.candidates, measure), strict=True)
        if value is not None
    }
    if not known:
        return f"{measure.label}: not defined."
    least, most = min(known, key=lambda k: known[k]), max(known, key=lambda k: known[k])
    return (
        f"{measure.label}: from {known[least]:,.4g} at {least} segments "
        f"to {known[most]:,.4g} at {most}."
    )


def _marked(ks: Sequence[int], advised: int | None) -> dict[str, list[str] | list[int]]:
    """Markers along a line, the advised K larger and of another shape and colour."""
    return {
        "size": [13 if k == advised else 7 for k in ks],
        "symbol": ["diamond" if k == advised else "circle" for k in ks],
        "color": [palette.COLOURS[5 if k == advised else 0] for k in ks],
    }


def _mark(fig: go.Figure, advised: int | None, *, label: bool) -> None:
    if advised is not None:
        line = {"color": palette.COLOURS[5], "width": 1, "dash": "dot"}
        said = {"annotation_text": f"K = {advised}", "annotation_position": "bottom right"}
        fig.add_vline(advised, line=line, **(said if label else {}))


def _room(ks: Sequence[int]) -> list[float]:
    return [min(ks) - 0.5, max(ks) + 0.5]
