"""The threshold in pictures: who is named rightly and wrongly, and what each threshold brings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts import cells
from crm_core.charts.lettering import literal, wrapped
from crm_core.charts.models import MARGIN, thinned
from crm_core.charts.palette import COLOURS, FROM_NONE_TO_MOST, NEUTRAL
from crm_core.evaluation import ClassConfusion, Confusion, Profit


def confusion(found: Confusion, positive: str) -> go.Figure:
    """Draw four cells: what happened (down) by whether the row is contacted (across)."""
    counts = [
        [found.true_positives, found.false_negatives],
        [found.false_positives, found.true_negatives],
    ]
    name = literal(positive)
    return _matrix(counts, [name, f"not {name}"], ["contacted", "left alone"])


def confusion_in_words(found: Confusion) -> str:
    """Say the four cells."""
    contacts = found.true_positives + found.false_positives
    rows = contacts + found.false_negatives + found.true_negatives
    return (
        f"At {found.threshold:.2f}, {contacts:,} of {rows:,} are contacted: "
        f"{found.true_positives:,} hits and {found.false_positives:,} in vain. "
        f"{found.false_negatives:,} positives are missed, {found.true_negatives:,} others rightly "
        "left alone."
    )


def classes(found: ClassConfusion) -> go.Figure:
    """Draw rows by actual class (down) and named class (across)."""
    names = [wrapped(label) for label in found.labels]
    return _matrix(found.counts, names, names)


def classes_in_words(found: ClassConfusion) -> str:
    """Say how many of each class were named rightly."""
    told = "; ".join(
        f"{label}: {row[place]:,} of {sum(row):,}"
        for place, (label, row) in enumerate(zip(found.labels, found.counts, strict=True))
    )
    return f"Put into the right class: {told}."


def _matrix(counts: list[list[int]], down: list[str], across: list[str]) -> go.Figure:
    values = np.array(counts, dtype=np.float64)
    fig = go.Figure()
    cells.add_cells(
        fig,
        values,
        [[f"{count:,}" for count in row] for row in counts],
        most=max(float(values.max()), 1.0),
        scale=FROM_NONE_TO_MOST,
        x=across,
        y=down,
        hovertemplate="%{y}, %{x}: %{z:,} rows<extra></extra>",
        xgap=2,
        ygap=2,
    )
    fig.update_traces(showscale=False)
    fig.update_xaxes(side="top", title="Named", showgrid=False, type="category")
    fig.update_yaxes(autorange="reversed", title="Actual", showgrid=False, type="category")
    fig.update_layout(margin=MARGIN)
    return fig


def profit(curve: pd.DataFrame, chosen: Profit, best: Profit, currency: str) -> go.Figure:
    """Draw the profit by threshold; a line marks the chosen one, a diamond the best."""
    shown = thinned(curve[np.isfinite(curve["threshold"])])
    fig = go.Figure()
    fig.add_scatter(
        x=list(shown["threshold"]),
        y=list(shown["profit"]),
        customdata=shown[["contacts", "hits"]].to_numpy(),
        name="Profit",
        mode="lines",
        line={"color": COLOURS[0], "width": 2.5},
        hovertemplate="%{x:.2f}: %{y:,.2f}, %{customdata[0]:,} contacts, %{customdata[1]:,} hits"
        "<extra></extra>",
    )
    for point, name, colour, shape in (
        (best, "Brings most", COLOURS[2], "diamond"),
        (chosen, "Chosen", COLOURS[5], "circle"),
    ):
        fig.add_scatter(
            x=[point.threshold],
            y=[point.profit],
            name=name,
            mode="markers",
            marker={"color": colour, "symbol": shape, "size": 12},
            hovertemplate="%{x:.2f}: %{y:,.2f}<extra>%{fullData.name}</extra>",
        )
    fig.add_hline(y=0, line={"color": NEUTRAL, "width": 1, "dash": "dot"})
    fig.update_layout(
        xaxis={"title": "Threshold: contact from this score on", "range": [-0.02, 1.02]},
        yaxis={"title": f"Profit ({literal(currency)})"},
        legend={"orientation": "h", "y": -0.25, "x": 0, "title": None},
        margin=MARGIN,
    )
    return fig
