"""Pictures of what to offer: to a segment, together, and when.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.bars import thickness
from crm_core.charts.cells import add_cells
from crm_core.charts.lettering import literal, wrapped
from crm_core.charts.models import LEGEND, MARGIN
from crm_core.charts.palette import COLOURS, FROM_NONE_TO_MOST, NEUTRAL, colour, symbol
from crm_core.recommendations import Network, NextBest

MOST_BARS = 15
NAME_WIDTH, NAME_HEIGHT = 0.32, 0.15
"""The room that a name takes in a network, which is 2.4 wide and high: others stay clear of it."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def next_best(found: NextBest) -> go.Figure:
    """Draw in how many customers' lists each product stands, beside how many own it already."""
    fig = go.Figure()
    shown = found.products.head(MOST_BARS).iloc[::-1]
    twice = shown["name"].duplicated(keep=False)
    called = shown["name"].where(~twice, shown["name"] + " (" + shown["product_id"] + ")")
    names = [wrapped(name, 28) for name in called]
    fig.add_bar(
        y=names,
        x=list(shown["share"]),
        orientation="h",
        name="In the lists of",
        marker={"color": COLOURS[0]},
        customdata=np.column_stack([shown["customers"], shown["mean_place"]]),
        hovertemplate="%{y}: in %{customdata[0]:,.0f} lists, at place %{customdata[1]:.1f} on "
        "average<extra></extra>",
    )
    fig.add_scatter(
        y=names,
        x=list(shown["owners"] / max(found.with_lists, 1)),
        mode="markers",
        name="Own it already",
        marker={"color": COLOURS[5], "symbol": "diamond", "size": 9},
        customdata=list(shown["owners"]),
        hovertemplate="%{y}: %{customdata:,} own it<extra></extra>",
    )
    fig.update_yaxes(type="category")
    fig.update_layout(
        xaxis={
            "title": f"Share of customers (n = {found.with_lists:,})",
            "tickformat": ".0%",
            "rangemode": "tozero",
        },
        bargap=1 - thickness(len(shown)),
        legend=LEGEND | {"y": -0.18},
        margin=MARGIN,
    )
    return fig


def next_best_in_words(found: NextBest) -> str:
    """Say which product stands in most lists."""
    if found.products.empty:
        return "Next best products: there is nothing to offer."
    first = found.products.iloc[0]
    return (
        f"{first['name']} stands in {int(first['customers']):,} of {found.with_lists:,} lists "
        f"({first['share']:.0%}); {int(first['owners']):,} of these customers own it already."
    )


def network(found: Network) -> go.Figure:
    """Draw products as points as large as customers many, joined where bought together."""
    fig = go.Figure()
    _lines(fig, found)
    products = found.products
    most = max(int(products["customers"].max()), 1) if len(products) else 1
    named = _with_room(products)
    for place, category in enumerate(sorted(set(products["category"])), start=1):
        mine = products[products["category"] == category]
        fig.add_scatter(
            x=list(mine["x"]),
            y=list(mine["y"]),
            mode="markers+text",
            name=literal(category or "No category"),
            text=[wrapped(n, 16) if at in named else "" for at, n in mine["name"].items()],
            textposition="bottom center",
            textfont={"size": 11},
            marker={
                "color": colour(place),
                "symbol": symbol(place),
                "size": [9 + 17 * (count / most) ** 0.5 for count in mine["customers"]],
                "line": {"width": 1, "color": NEUTRAL},
            },
            hovertext=[literal(name) for name in mine["name"]],
            customdata=list(mine["customers"]),
            hovertemplate="%{hovertext}: %{customdata:,} customers<extra></extra>",
        )
    fig.update_layout(
        xaxis={"visible": False, "range": [-1.2, 1.2]},
        yaxis={"visible": False, "range": [-1.3, 1.1]},
        legend=LEGEND | {"y": -0.02},
        margin=MARGIN,
    )
    return fig


def network_in_words(found: Network) -> str:
    """Say how many products are joined, and which two most often."""
    if found.pairs.empty:
        return "Bought together: no two products lie in the same orders often enough."
    most = found.pairs.loc[found.pairs["baskets"].idxmax()]
    one, other = (found.products["name"].iloc[int(most[end])] for end in ("first", "second"))
    return (
        f"{len(found.products):,} products joined by {len(found.pairs):,} lines, the thicker the "
        f"more orders hold both. Most often together: {one} and {other}, in "
        f"{int(most['baskets']):,} orders, lift {most['lift']:.1f}."
    )


def calendar(due: pd.DataFrame) -> go.Figure:
    """Draw weeks of seven days, each with how many purchases come due on it."""
    fig = go.Figure()
    counts = due.groupby("day").size()
    if counts.empty:
        return fig
    mondays = _mondays(counts.index.min(), counts.index.max())
    days = [[monday + timedelta(days=at) for at in range(7)] for monday in mondays]
    first, last = counts.index.min(), counts.index.max()
    values = np.array(
        [
            [float(counts.get(day, 0)) if first <= day <= last else np.nan for day in week]
            for week in days
        ]
    )
    texts = [[f"{day.day} {day:%b}<br>{counts.get(day, 0):,}" for day in week] for week in days]
    add_cells(
        fig,
        values,
        texts,
        most=float(counts.max()),
        scale=FROM_NONE_TO_MOST,
        x=list(WEEKDAYS),
        y=[f"{monday:%d %b}" for monday in mondays],
        xgap=3,
        ygap=3,
        hovertemplate="%{text} due<extra></extra>",
    )
    fig.update_traces(showscale=False)
    fig.update_layout(
        xaxis={"side": "top", "title": None},
        yaxis={"title": "Week from", "autorange": "reversed", "type": "category"},
        margin=MARGIN,
    )
    return fig


def calendar_in_words(due: pd.DataFrame) -> str:
    """Say how much comes due, and on which day most."""
    if due.empty:
        return "When due: nothing comes round in these days."
    counts = due.groupby("day").size()
    fullest = f", most on {counts.idxmax()}: {counts.max():,}" if counts.max() > 1 else ""
    return (
        f"{len(due):,} purchases by {due['customer_id'].nunique():,} customers come round from "
        f"{counts.index.min()} to {counts.index.max()}{fullest}."
    )


def weeks(due: pd.DataFrame) -> int:
    """How many rows the calendar has."""
    return len(_mondays(due["day"].min(), due["day"].max())) if len(due) else 0


def _mondays(first: date, last: date) -> list[date]:
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]


def _with_room(products: pd.DataFrame) -> set[int]:
    """The rows whose name has room, those with the most customers first."""
    named: list[int] = []
    x, y = products["x"], products["y"]
    for at in products["customers"].sort_values(ascending=False, kind="stable").index:
        apart = (abs(x[named] - x[at]) > NAME_WIDTH) | (abs(y[named] - y[at]) > NAME_HEIGHT)
        if apart.all():
            named.append(at)
    return set(named)


def _lines(fig: go.Figure, found: Network) -> None:
    """Draw the pairs in three thicknesses, each one trace: hundreds of traces would be slow."""
    pairs, products = found.pairs, found.products
    if pairs.empty:
        return
    thick = pd.qcut(pairs["baskets"].rank(method="first"), min(3, len(pairs)), labels=False)
    for level in sorted(set(thick)):
        mine = pairs[thick == level]
        ends = [products[axis].to_numpy()[mine[["first", "second"]]] for axis in ("x", "y")]
        x, y = (np.column_stack([both, np.full(len(mine), np.nan)]).ravel() for both in ends)
        fig.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": NEUTRAL, "width": 0.6 + 1.4 * level},
            opacity=0.6,
            hoverinfo="skip",
            showlegend=False,
        )
