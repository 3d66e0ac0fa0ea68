"""Customers by their scores of recency and frequency."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from crm_core.charts import palette
from crm_core.charts.cells import add_cells


def rfm_grid(counts: NDArray[np.int64], *, dark: bool = False) -> go.Figure:
    """The share and number of customers by score of recency (upwards) and frequency (rightwards).

    `counts` has a row for each score of recency and a column for each of frequency, from 1 up.
    `dark` says that it stands on a dark page.
    """
    total = max(int(counts.sum()), 1)
    shares = counts / total
    fig = go.Figure()
    add_cells(
        fig,
        shares,
        [
            [
                f"{share:.0%}<br>{count:,}" if count else ""
                for count, share in zip(row, part, strict=True)
            ]
            for row, part in zip(counts, shares, strict=True)
        ],
        most=max(float(shares.max()), 1e-9),
        scale=palette.FROM_NONE_TO_MOST,
        dark=dark,
        x=[str(score) for score in range(1, counts.shape[1] + 1)],
        y=[str(score) for score in range(1, counts.shape[0] + 1)],
        customdata=counts,
        xgap=2,
        ygap=2,
        colorbar={"title": "Share", "tickformat": ".0%"},
        hovertemplate="Recency %{y}, frequency %{x}: %{customdata:,} customers "
        "(%{z:.1%})<extra></extra>",
    )
    fig.update_layout(
        xaxis_title="Frequency score (highest orders most often)",
        yaxis_title="Recency score (highest is most recent)",
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    fig.update_xaxes(type="category")
    fig.update_yaxes(type="category")
    return fig


def grid_in_words(counts: NDArray[np.int64]) -> str:
    """The grid in words, for who cannot see it."""
    total = max(int(counts.sum()), 1)
    rows = [
        f"recency {score}: " + ", ".join(f"{count / total:.1%}" for count in row)
        for score, row in reversed(list(enumerate(counts, start=1)))
    ]
    return f"Share of customers by score, frequency from 1 up in each row. {'; '.join(rows)}."
