"""Two ways of grouping beside each other, and why a customer is where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts import cells, palette
from crm_core.charts.lettering import literal, wrapped
from crm_core.charts.movement import Look
from crm_core.segments.explanation import Contribution

MOST_LETTERS = 16
FEW_COLUMNS, LONGEST_NAME = 6, 30
"""Headings of more columns stand upright, where one over two lines would touch the next."""


def crosstab_heatmap(
    table: pd.DataFrame, rows: Sequence[str], columns: Sequence[str], *, dark: bool = False
) -> go.Figure:
    """Customers by segment of A (rows) and of B (columns), coloured by the share of A's segment.

    `dark` says that it stands on a dark page.
    """
    shares = table.div(table.sum(axis=1), axis=0).fillna(0.0).to_numpy()
    fig = go.Figure()
    cells.add_cells(
        fig,
        shares,
        [[f"{count:,}" for count in row] for row in table.to_numpy()],
        most=1.0,
        scale=palette.FROM_NONE_TO_MOST,
        dark=dark,
        customdata=[[f"{literal(row)} and {literal(name)}" for name in columns] for row in rows],
        hovertemplate="%{customdata}: %{text} customers, %{z:.0%} of the first<extra></extra>",
        xgap=2,
        ygap=2,
    )
    fig.update_traces(showscale=False)
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})
    letters = LONGEST_NAME if len(columns) > FEW_COLUMNS else MOST_LETTERS
    fig.update_xaxes(side="top", autotickangles=[0, -90], **_headed(columns, letters))
    fig.update_yaxes(autorange="reversed", **_headed(rows, MOST_LETTERS))
    return fig


def _headed(names: Sequence[str], letters: int) -> dict[str, Any]:
    """An axis by place: names that were cut may read alike, and are two all the same."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [wrapped(name, letters, most_lines=2) for name in names],
        "title": None,
        "showgrid": False,
        "zeroline": False,
    }


def crosstab_in_words(table: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> str:
    """The heat-map in words, for who cannot see it."""
    told = [
        f"{name}: "
        + ", ".join(f"{count:,} in {column}" for column, count in zip(columns, row, strict=True))
        for name, row in zip(rows, table.to_numpy(), strict=True)
    ]
    return f"Customers by segment of both. {'. '.join(told)}."


def contribution_bars(
    shares: Sequence[Contribution], labels: Mapping[str, str], own: Look, runner_up: Look
) -> go.Figure:
    """Each feature's share in the distance to the own segment and, hatched, to the runner-up."""
    ordered = list(reversed(shares))
    names = [wrapped(labels.get(one.feature, one.feature), 18) for one in ordered]
    bars = (
        (runner_up, [one.runner_up_share for one in ordered], "/"),
        (own, [one.share for one in ordered], ""),
    )
    fig = go.Figure()
    for look, values, shape in bars:
        if any(value is not None for value in values):
            _add_shares(fig, look, names, values, shape)
    fig.update_layout(
        margin={"l": 10, "r": 40, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.25, "x": 0, "yanchor": "top", "traceorder": "reversed"},
        bargap=0.25,
    )
    fig.update_xaxes(title="Share in the squared distance", tickformat=".0%", range=[0, 1])
    fig.update_yaxes(title=None)
    return fig


def _add_shares(
    fig: go.Figure, look: Look, names: Sequence[str], values: Sequence[float | None], shape: str
) -> None:
    colour, name = palette.colour(look.colour), literal(look.name)
    hatch = {"shape": shape, "fgcolor": palette.PAPER, "bgcolor": colour, "solidity": 0.25}
    fig.add_bar(
        x=values,
        y=names,
        orientation="h",
        name=f"to {name}",
        marker={"color": colour, "pattern": hatch if shape else {}},
        texttemplate="%{x:.0%}",
        textposition="outside",
        cliponaxis=False,
        hovertemplate=f"%{{y}}: %{{x:.1%}} of the distance to {name}<extra></extra>",
    )


def contributions_in_words(
    shares: Sequence[Contribution], labels: Mapping[str, str], own: Look, runner_up: Look
) -> str:
    """The bars in words, for who cannot see them."""
    told = "; ".join(
        f"{labels.get(one.feature, one.feature)}: {_share(one.share)} to {own.name}, "
        f"{_share(one.runner_up_share)} to {runner_up.name}"
        for one in shares
    )
    return f"Share of each feature in the customer's distance. {told}."


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"
