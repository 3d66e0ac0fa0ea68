"""Figures with their intervals in pictures: by group, by rows that taught."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.lettering import wrapped
from crm_core.charts.models import MARGIN
from crm_core.charts.palette import COLOURS, NEUTRAL
from crm_core.evaluation import GroupError


def groups(errors: Sequence[GroupError], figure: str, title: str, whole: float | None) -> go.Figure:
    """Draw one figure of each group with its interval, the figure of all rows as a line."""
    told = [one for one in reversed(errors) if one.figures[figure].mean is not None]
    found = [one.figures[figure] for one in told]
    names = [f"{wrapped(one.group, 18)} (n = {one.rows:,})" for one in told]
    fig = _intervals(
        names,
        [each.mean or 0.0 for each in found],
        [each.low if each.low is not None else each.mean or 0.0 for each in found],
        [each.high if each.high is not None else each.mean or 0.0 for each in found],
    )
    if whole is not None:
        fig.add_vline(x=whole, line={"color": NEUTRAL, "dash": "dot"})
    fig.update_xaxes(title=title)
    return fig


def groups_in_words(errors: Sequence[GroupError], figure: str, title: str) -> str:
    """Say where the figure is lowest and highest, and who had too few rows for one."""
    told = {
        one: mean
        for one in map(_Told, errors)
        if (mean := one.error.figures[figure].mean) is not None
    }
    if not told:
        return f"{title}: no group has rows enough for a figure."
    if len(errors) == 1:
        return f"{title}: all judged rows are in one group ({next(iter(told))})."
    low, high = min(told, key=lambda one: told[one]), max(told, key=lambda one: told[one])
    without = len(errors) - len(told)
    rest = f" {without:,} more have too few rows for a figure." if without else ""
    return (
        f"{title} by group, with 95% intervals: lowest {told[low]:.3f} ({low}), highest "
        f"{told[high]:.3f} ({high}).{rest}"
    )


class _Told:
    """A group as it is named in a sentence; figures in a record are no key of a dict."""

    def __init__(self, error: GroupError) -> None:
        self.error = error

    def __str__(self) -> str:
        return f"{self.error.group}, n = {self.error.rows:,}"


def learning(curve: pd.DataFrame, title: str) -> go.Figure:
    """Draw the figure by how many rows taught."""
    fig = go.Figure()
    fig.add_scatter(
        x=list(curve["rows"]),
        y=list(curve["figure"]),
        mode="lines+markers",
        line={"color": COLOURS[0]},
        hovertemplate="%{x:,} rows: %{y:.3f}<extra></extra>",
    )
    fig.update_layout(
        xaxis={"title": "Rows that taught", "rangemode": "tozero"},
        yaxis={"title": title},
        margin=MARGIN,
    )
    return fig


def learning_in_words(curve: pd.DataFrame, title: str) -> str:
    """Say whether more rows still help."""
    first, before, last = curve.iloc[0], curve.iloc[-2], curve.iloc[-1]
    gain = last["figure"] - before["figure"]
    return (
        f"{title} on one part of the rows goes from {first['figure']:.3f} ({first['rows']:,.0f} "
        f"rows taught) to {last['figure']:.3f} ({last['rows']:,.0f}). The last step changed it by "
        f"{gain:+.3f}."
    )


def _intervals(
    names: list[str], means: list[float], lows: list[float], highs: list[float]
) -> go.Figure:
    fig = go.Figure()
    fig.add_scatter(
        x=means,
        y=names,
        mode="markers",
        marker={"color": COLOURS[0], "symbol": "circle", "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - mean for high, mean in zip(highs, means, strict=True)],
            "arrayminus": [mean - low for low, mean in zip(lows, means, strict=True)],
        },
        customdata=list(zip(lows, highs, strict=True)),
        hovertemplate="%{y}: %{x:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})"
        "<extra></extra>",
    )
    fig.update_yaxes(type="category", title=None)
    fig.update_layout(margin=MARGIN)
    return fig
