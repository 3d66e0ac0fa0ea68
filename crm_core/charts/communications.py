"""Pictures of what was said with customers: by channel, by outcome, by hour of the week."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.bars import thickness
from crm_core.charts.lettering import literal
from crm_core.schema import OUTCOMES
from crm_core.settings import WEEKDAYS

SHADES = {
    "bought": "#009E73",
    "responded": "#56B4E9",
    "resolved": "#0072B2",
    "opened": "#B0D1E9",
    "delivered": "#C9CED6",
    "no_answer": "#9AA3AF",
    "declined": "#E69F00",
    "complained": "#D55E00",
    "unsubscribed": "#CC79A7",
    "bounced": "#7F5A83",
    "none recorded": "#E3E6EA",
}
FEW = 8
"""Up to this many, a scale of counts names each; Plotly would name halves and fifths."""
PATTERNS = {"declined": "/", "complained": "x", "unsubscribed": ".", "no_answer": "-"}


def outcomes_by_channel(counts: pd.DataFrame) -> go.Figure:
    """Draw one bar for each channel, split by outcome.

    `counts` has the columns channel, outcome, communications; no rows give an empty picture.
    """
    totals = counts.groupby("channel")["communications"].sum().sort_values()
    fig = go.Figure()
    for outcome in (*OUTCOMES, "none recorded"):
        part = counts[counts["outcome"] == outcome].set_index("channel")["communications"]
        if part.empty:
            continue
        values = part.reindex(totals.index, fill_value=0)
        fig.add_bar(
            y=[literal(channel) for channel in totals.index],
            x=list(values),
            name=outcome.replace("_", " "),
            orientation="h",
            width=thickness(len(totals)),
            marker={
                "color": SHADES[outcome],
                "pattern": {"shape": PATTERNS.get(outcome, ""), "fillmode": "overlay", "size": 6},
            },
            customdata=list(values / totals),
            hovertemplate="%{y}, %{fullData.name}: %{x:,} (%{customdata:.1%})<extra></extra>",
        )
    fig.update_layout(
        barmode="stack",
        xaxis_title="Communications",
        yaxis_title=None,
        legend={"orientation": "h", "y": -0.32, "x": 0, "title": None},
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    return fig


def response_rate_by_channel(responses: pd.DataFrame) -> go.Figure:
    """Draw the share of outbound communications that were answered, with n beside each.

    `responses` has the columns channel, outbound, responses.
    """
    shown = responses.assign(rate=responses["responses"] / responses["outbound"])
    shown = shown.sort_values("rate")
    labels = [
        f"{rate:.1%} of {outbound:,}"
        for rate, outbound in zip(shown["rate"], shown["outbound"], strict=True)
    ]
    fig = go.Figure(
        go.Bar(
            y=[literal(channel) for channel in shown["channel"]],
            x=list(shown["rate"]),
            text=labels,
            textposition="auto",
            orientation="h",
            width=thickness(len(shown)),
            hovertemplate="%{y}: %{text} outbound<extra></extra>",
        )
    )
    fig.update_layout(
        xaxis={"title": "Response rate", "tickformat": ".0%", "rangemode": "tozero"},
        yaxis_title=None,
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    return fig


def volume_by_hour(
    counts: pd.DataFrame, *, first_weekday: str = "Monday", business_hours: str = ""
) -> go.Figure:
    """Draw the hours of the week as a map: the darker, the more communications.

    `counts` has the columns weekday (1 is Monday), hour, communications, outbound, responses.
    The week begins with `first_weekday`; lines mark the `business_hours`, such as "09:00-17:00".
    """
    start = WEEKDAYS.index(first_weekday)
    days = [*WEEKDAYS[start:], *WEEKDAYS[:start]]
    grid = {
        column: counts.pivot_table(
            index="weekday", columns="hour", values=column, aggfunc="sum"
        ).reindex(index=[WEEKDAYS.index(day) + 1 for day in days], columns=range(24), fill_value=0)
        for column in ("communications", "outbound", "responses")
    }
    grid = {column: frame.fillna(0) for column, frame in grid.items()}
    rate = (grid["responses"] / grid["outbound"].where(grid["outbound"] > 0)).map(
        lambda share: f"{share:.1%}" if pd.notna(share) else "none sent"
    )
    most = max(grid["communications"].max(axis=None), 1)
    fig = go.Figure(
        go.Heatmap(
            z=grid["communications"].to_numpy(),
            zmin=0,
            zmax=most,
            x=[f"{hour:02}" for hour in range(24)],
            y=days,
            customdata=rate.to_numpy(),
            hovertemplate=(
                "%{y} %{x}:00 to %{x}:59<br>%{z:,} communications<br>"
                "response rate %{customdata}<extra></extra>"
            ),
            colorbar={
                "title": {"text": "Communications"},
                "thickness": 12,
                "tickformat": ",d",
                "dtick": 1 if most <= FEW else None,
            },
            xgap=1,
            ygap=1,
        )
    )
    fig.update_layout(
        xaxis={"title": "Hour of the day", "type": "category", "showgrid": False},
        yaxis={"title": None, "autorange": "reversed", "showgrid": False},
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    for hour in _hours(business_hours):
        fig.add_vline(x=hour - 0.5, line_width=1, line_dash="dot", line_color="#7F7F7F")
    return fig


def _hours(span: str) -> list[float]:
    """`09:00-17:30` as 9 and 17.5; an empty span as none."""
    return [int(time[:2]) + int(time[3:5]) / 60 for time in span.split("-")] if span else []
