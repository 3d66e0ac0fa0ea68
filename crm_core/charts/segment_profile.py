"""What sets each segment apart: typical values, differences, habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts import cells, palette
from crm_core.charts.lettering import literal, wrapped
from crm_core.segments import Differences, Profile

Shown = Callable[[str, float], str]
"""How a feature's value is printed: its name and the value in, a text out."""


def profile_heatmap(
    profile: Profile,
    labels: Mapping[str, str],
    shown: Shown,
    names: Sequence[str] = (),
    *,
    dark: bool = False,
) -> go.Figure:
    """Each segment's typical values, coloured by where they stand among all customers.

    `dark` says that it stands on a dark page.
    """
    segments = [
        wrapped(f"{number} {name}", 18, most_lines=2) if name else f"Segment {number}"
        for number, name in zip_longest(profile.typical.index, names)
    ]
    columns = [wrapped(labels.get(name, name)) for name in profile.columns]
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
        dark=dark,
        x=columns,
        y=segments,
        hovertext=hover,
        hovertemplate="%{y}, %{x}: %{text}<br>%{hovertext}<extra></extra>",
        colorbar={
            "title": {"text": "Stands above so many of all customers", "side": "top"},
            "tickformat": ".0%",
            "thickness": 10,
            "orientation": "h",
            "y": -0.02,
            "yanchor": "top",
        },
        xgap=2,
        ygap=2,
    )
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})
    fig.update_xaxes(side="top", title=None, showgrid=False, autotickangles=[0, -90])
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


def _standing(share: float) -> str:
    return "no value" if isnan(share) else f"above {share:.0%} of all"


def difference_bars(found: Differences, segment: int, labels: Mapping[str, str]) -> go.Figure:
    """How far one segment's means lie from everyone's, with intervals; the strongest on top."""
    row = segment - 1
    order = np.argsort(np.abs(found.middle[row]), kind="stable")
    middle, low, high = found.middle[row][order], found.low[row][order], found.high[row][order]
    fig = go.Figure()
    fig.add_scatter(
        x=middle,
        y=[wrapped(labels.get(found.columns[place], found.columns[place]), 18) for place in order],
        mode="markers",
        marker={
            "color": palette.colour(segment),
            "symbol": palette.symbol(segment),
            "size": 11,
            "line": {"color": palette.NEUTRAL, "width": 1},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": np.nan_to_num(high - middle),
            "arrayminus": np.nan_to_num(middle - low),
            "thickness": 2,
            "color": palette.NEUTRAL,
        },
        customdata=np.column_stack([low, high]),
        hovertemplate="%{y}: %{x:+.2f} (%{customdata[0]:+.2f} to %{customdata[1]:+.2f})"
        "<extra></extra>",
        showlegend=False,
    )
    fig.add_vline(x=0, line={"color": palette.NEUTRAL, "dash": "dot", "width": 1})
    fig.update_xaxes(title="Standard deviations from the mean of all", zeroline=False)
    fig.update_yaxes(title=None)
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})
    return fig


def differences_in_words(found: Differences, segment: int, labels: Mapping[str, str]) -> str:
    """The differences of one segment in words, for who cannot see them."""
    row = segment - 1
    said = []
    for place in np.argsort(-np.abs(found.middle[row]), kind="stable"):
        name, low, high = found.columns[place], found.low[row][place], found.high[row][place]
        ends = "" if isnan(low) else f" ({low:+.2f} to {high:+.2f})"
        said.append(f"{labels.get(name, name)} {found.middle[row][place]:+.2f}{ends}")
    return f"Standardised differences of segment {segment}, with 95% intervals: {', '.join(said)}."


def habit_bars(habits: pd.DataFrame, segment: int, most: int = 12) -> go.Figure:
    """Shares of one segment beside those of everybody, each with its n; the greatest on top."""
    rows = habits.head(most).iloc[::-1]
    names = [wrapped(str(habit), 18) for habit in rows["habit"]]
    mine, whole = habits[f"n_{segment}"].sum(), habits["n"].sum()
    fig = go.Figure()
    for share, count, name, look in (
        ("share", "n", f"All (n = {whole:,})", _look(None)),
        (f"share_{segment}", f"n_{segment}", f"Segment {segment} (n = {mine:,})", _look(segment)),
    ):
        fig.add_bar(
            x=rows[share],
            y=names,
            orientation="h",
            name=name,
            customdata=rows[count],
            marker=look,
            hovertemplate=f"{name.split(' (')[0]}, %{{y}}: %{{x:.1%}}, n = %{{customdata:,}}"
            "<extra></extra>",
        )
    fig.update_xaxes(title=None, tickformat=".0%", rangemode="tozero")
    fig.update_yaxes(title=None)
    fig.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.15, "x": 0, "yanchor": "top", "traceorder": "reversed"},
        barmode="group",
        bargap=0.25,
    )
    return fig


def habits_in_words(habits: pd.DataFrame, segment: int) -> str:
    """The shares in words, for who cannot see them."""
    said = [
        f"{habit} {_percent(mine)} (all: {_percent(whole)})"
        for habit, mine, whole in zip(
            habits["habit"], habits[f"share_{segment}"], habits["share"], strict=True
        )
    ]
    return f"Shares of segment {segment}, n = {habits[f'n_{segment}'].sum():,}: {', '.join(said)}."


def _look(segment: int | None) -> dict[str, Any]:
    """A bar's colour, and a pattern for everybody: never colour alone."""
    if segment is None:
        stripes = {"shape": "/", "fillmode": "overlay", "fgcolor": palette.PAPER, "fgopacity": 0.5}
        return {"color": palette.NEUTRAL, "pattern": stripes}
    return {"color": palette.colour(segment)}


def _percent(share: float) -> str:
    return "none" if isnan(share) else f"{share:.0%}"
