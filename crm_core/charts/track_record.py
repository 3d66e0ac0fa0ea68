"""What a kept model said beside what happened: by tenths, over time, and how its inputs moved.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.lettering import wrapped
from crm_core.charts.models import LEGEND, MARGIN
from crm_core.charts.palette import COLOURS, NEUTRAL
from crm_core.evaluation import CHANGED, MOVED, Drift

MOST_FEATURES = 12
LETTERS = 24
STATES = {"same": "as it was", "changed": "has changed", "moved": "has moved far"}
LOOKS = {"same": (NEUTRAL, ""), "changed": (COLOURS[1], "/"), "moved": (COLOURS[5], "x")}


@dataclass(frozen=True)
class Point:
    """A scoring whose horizon has passed: its means, and over how many customers."""

    as_of: date
    rows: int
    predicted: float
    actual: float


def tenths(table: pd.DataFrame, *, is_share: bool) -> go.Figure:
    """Draw what happened in each tenth as bars, and what was predicted as diamonds."""
    places = [str(number) for number in table["decile"]]
    digits = ".1%" if is_share else ",.4g"
    fig = go.Figure()
    fig.add_bar(
        x=places,
        y=list(table["actual"]),
        name="Happened",
        marker={"color": COLOURS[4]},
        customdata=list(table["customers"]),
        hovertemplate=f"tenth %{{x}}: %{{y:{digits}}} happened, n = %{{customdata:,}}"
        "<extra></extra>",
    )
    fig.add_scatter(
        x=places,
        y=list(table["predicted"]),
        name="Predicted",
        mode="lines+markers",
        line={"color": COLOURS[5], "dash": "dash"},
        marker={"symbol": "diamond", "size": 9},
        hovertemplate=f"tenth %{{x}}: %{{y:{digits}}} predicted<extra></extra>",
    )
    fig.update_layout(
        xaxis={"title": "Tenth of the customers, the highest scores first", "type": "category"},
        yaxis=_scores("Share" if is_share else "Mean", is_share),
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def tenths_in_words(table: pd.DataFrame, *, is_share: bool) -> str:
    """Say what was predicted of the first and the last tenth, and what came."""
    first, last = table.iloc[0], table.iloc[-1]
    return (
        f"Of the tenth with the highest scores (n = {first['customers']:,.0f}) "
        f"{_said(first['predicted'], is_share)} was predicted and "
        f"{_said(first['actual'], is_share)} happened; of the tenth with the lowest, "
        f"{_said(last['predicted'], is_share)} and {_said(last['actual'], is_share)}."
    )


def over_time(judged: Sequence[Point], *, is_share: bool) -> go.Figure:
    """Draw what was predicted and what happened by the day of the scoring."""
    ordered = sorted(judged, key=lambda one: one.as_of)
    fig = go.Figure()
    for name, values, colour, dash, shape in (
        ("Happened", [one.actual for one in ordered], COLOURS[0], "solid", "circle"),
        ("Predicted", [one.predicted for one in ordered], COLOURS[5], "dash", "diamond"),
    ):
        fig.add_scatter(
            x=[one.as_of for one in ordered],
            y=values,
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"symbol": shape, "size": 9},
            customdata=[one.rows for one in ordered],
            hovertemplate="as of %{x|%d %b %Y}: %{y}, n = %{customdata:,}"
            "<extra>%{fullData.name}</extra>",
        )
    fig.update_layout(
        xaxis={"title": "As of", "type": "date", "tickvals": [one.as_of for one in ordered]},
        yaxis=_scores("Mean over the customers", is_share),
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def over_time_in_words(judged: Sequence[Point], *, is_share: bool) -> str:
    """Say how far prediction and outcome lie apart, scoring by scoring."""
    told = "; ".join(
        f"as of {one.as_of} {_said(one.predicted, is_share)} and {_said(one.actual, is_share)} "
        f"(n = {one.rows:,})"
        for one in sorted(judged, key=lambda each: each.as_of)[-6:]
    )
    return f"Predicted on average and happened: {told}."


def drift(found: Sequence[Drift], labels: Mapping[str, str]) -> go.Figure:
    """Draw the population stability index of each feature beside its bounds, the farthest first."""
    shown = [one for one in found if one.stability is not None][:MOST_FEATURES][::-1]
    fig = go.Figure()
    for state, (colour, pattern) in LOOKS.items():
        some = [one for one in shown if one.state == state]
        fig.add_bar(
            x=[one.stability for one in some],
            y=[wrapped(labels.get(one.column, one.column), LETTERS) for one in some],
            orientation="h",
            name=STATES[state],
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.25}},
            hovertemplate="%{y}: %{x:.3f}<extra>%{fullData.name}</extra>",
        )
    for bound in (CHANGED, MOVED):
        fig.add_vline(x=bound, line={"color": NEUTRAL, "dash": "dot", "width": 1.5})
    names = [wrapped(labels.get(one.column, one.column), LETTERS) for one in shown]
    most = max([one.stability or 0.0 for one in shown] + [MOVED])
    fig.update_xaxes(title="Population stability index", range=[0, most * 1.15])
    fig.update_yaxes(title=None, type="category", categoryorder="array", categoryarray=names)
    fig.update_layout(margin=MARGIN, bargap=0.35, barmode="overlay", legend=LEGEND)
    return fig


def drift_in_words(found: Sequence[Drift], labels: Mapping[str, str]) -> str:
    """Say which features lie otherwise than when the model learnt."""
    known = [one for one in found if one.stability is not None]
    told = [
        f"{labels.get(one.column, one.column)} ({one.stability:.2f}, {STATES[one.state]})"
        for one in known
        if one.state != "same"
    ]
    if not known:
        return "Nothing is known of how the features lay when the model learnt."
    if not told:
        return (
            f"All {len(known):,} features lie as they did when the model learnt: no index reaches "
            f"{CHANGED}."
        )
    return (
        f"{len(told):,} of {len(known):,} features lie otherwise than when the model learnt: "
        f"{', '.join(told[:5])}{' and more' if len(told) > 5 else ''}. From {CHANGED} on a feature "
        f"has changed, from {MOVED} on it has moved far and scores can no longer be relied on."
    )


def _scores(title: str, is_share: bool) -> dict[str, Any]:
    shares = {"tickformat": ".0%"} if is_share else {}
    return {"title": title, "rangemode": "tozero", **shares}


def _said(value: float, is_share: bool) -> str:
    return f"{value:.1%}" if is_share else f"{value:,.4g}"
