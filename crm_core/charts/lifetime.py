"""Pictures of lifetime value: what was expected beside what came, and what a model makes of whom.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts import cells
from crm_core.charts.palette import COLOURS, FROM_NONE_TO_MOST, NEUTRAL
from crm_core.predictions.lifetime import Grid

MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}
LEGEND_HEIGHT = 60
SCALE = {
    "orientation": "h",
    "thickness": 10,
    "len": 0.6,
    "y": 1.0,
    "yref": "container",
    "yanchor": "top",
    "ypad": 0,
    "nticks": 5,
}
"""A colour scale above its map, which then has the whole width."""


def tracking(weeks: pd.DataFrame, *, calibrated_until: date | None = None) -> go.Figure:
    """Draw repeat purchases so far, actual and expected; a line marks the end of the calibration.

    `weeks` has the columns day, actual, expected.
    """
    fig = go.Figure()
    for name, words, colour, dash in (
        ("actual", "Actual", COLOURS[0], "solid"),
        ("expected", "Expected by the model", COLOURS[1], "dash"),
    ):
        fig.add_scatter(
            x=list(weeks["day"]),
            y=list(weeks[name]),
            name=words,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2.5},
            hovertemplate="%{x|%d %b %Y}: %{y:,.0f}<extra>%{fullData.name}</extra>",
        )
    if calibrated_until is not None:
        fig.add_vline(
            x=pd.Timestamp(calibrated_until).timestamp() * 1000,
            line={"width": 1.5, "dash": "dot", "color": NEUTRAL},
            annotation={"text": "learnt until here", "yanchor": "bottom", "showarrow": False},
        )
    fig.update_layout(
        xaxis={"title": "Day", "type": "date"},
        yaxis={"title": "Repeat purchases so far", "rangemode": "tozero", "tickformat": ",d"},
        legend={"orientation": "h", "y": -0.25, "x": 0, "title": None},
        margin=MARGIN | {"t": 30},
    )
    return fig


def tracking_in_words(weeks: pd.DataFrame, *, calibrated_until: date | None = None) -> str:
    """Say how far apart the lines end, and how far apart they were when the learning ended."""
    said = "Repeat purchases added up week by week"
    if weeks.empty:
        return f"{said}: nothing to show."
    last = weeks.iloc[-1]
    end = (
        f"by {last['day']:%d %B %Y} there were {last['actual']:,.0f}, and the model expects "
        f"{last['expected']:,.0f} ({_off(last)})"
    )
    if calibrated_until is None:
        return f"{said}: {end}."
    learnt = weeks[weeks["day"] <= pd.Timestamp(calibrated_until)].tail(1)
    before = "".join(
        f"; where it had learnt until, {row['actual']:,.0f} and {row['expected']:,.0f}"
        for _, row in learnt.iterrows()
    )
    return f"{said}: {end}{before}."


def _off(row: pd.Series) -> str:
    if not row["actual"]:
        return "none to compare with"
    share = row["expected"] / row["actual"] - 1
    return f"{abs(share):.1%} too {'many' if share > 0 else 'few'}"


def expected_purchases(grid: Grid, *, horizon_days: int) -> go.Figure:
    """Draw what is expected by how often and how lately customers bought."""
    texts = [[_short(value) for value in row] for row in grid.expected]
    return _map(
        grid,
        grid.expected,
        texts,
        most=max(float(grid.expected.max()), 1e-9),
        title="Expected purchases",
        hover=f"%{{z:.2f}} purchases expected in {horizon_days:,} days",
    )


def chance_alive(grid: Grid) -> go.Figure:
    """Draw the chance to be alive by how often and how lately customers bought."""
    texts = [[f"{value:.0%}" for value in row] for row in grid.alive]
    return _map(
        grid,
        grid.alive,
        texts,
        most=1.0,
        title="Chance to be alive",
        hover="alive with a chance of %{z:.1%}",
        tickformat=".0%",
    )


def expected_in_words(grid: Grid, *, horizon_days: int) -> str:
    """Say what is expected at the corners of the map."""
    return (
        f"Heat-map of purchases expected in {horizon_days:,} days, {_whose(grid)}. "
        f"{_corners(grid, [[f'{value:.2f}' for value in row] for row in grid.expected])}"
    )


def alive_in_words(grid: Grid) -> str:
    """Say how likely customers at the corners of the map are to be alive."""
    return (
        f"Heat-map of the chance to be alive, {_whose(grid)}. "
        f"{_corners(grid, [[f'{value:.1%}' for value in row] for row in grid.alive])}"
    )


def _whose(grid: Grid) -> str:
    return (
        f"for customers first seen {grid.observed_days:,} days ago, by repeat purchases (across) "
        "and days since the last one (down)"
    )


def _corners(grid: Grid, texts: list[list[str]]) -> str:
    few, many = grid.frequencies[0], grid.frequencies[-1]
    return (
        f"{few:,} repeat purchases, the last today: {texts[0][0]}; {many:,}, the last today: "
        f"{texts[0][-1]}; {many:,}, the last {grid.silences[-1]:,} days ago: {texts[-1][-1]}."
    )


def _short(value: float) -> str:
    if value < 0.005:
        return "0"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2f}"


def _map(
    grid: Grid,
    values: cells.Floats,
    texts: list[list[str]],
    *,
    most: float,
    title: str,
    hover: str,
    tickformat: str = "",
) -> go.Figure:
    fig = go.Figure()
    cells.add_cells(
        fig,
        values,
        texts,
        most=most,
        scale=FROM_NONE_TO_MOST,
        x=[f"{count:,}" for count in grid.frequencies],
        y=[f"{days:,}" for days in grid.silences],
        hovertemplate="%{x} repeat purchases, the last %{y} days ago:<br>"
        f"{hover}<extra></extra>",
        colorbar={"title": {"text": title, "side": "top"}, "tickformat": tickformat, **SCALE},
        xgap=1,
        ygap=1,
    )
    fig.update_layout(
        xaxis={"title": "Repeat purchases", "type": "category", "showgrid": False},
        yaxis={
            "title": "Days since the last purchase",
            "type": "category",
            "autorange": "reversed",
            "showgrid": False,
        },
        margin=MARGIN | {"t": LEGEND_HEIGHT},
    )
    return fig
