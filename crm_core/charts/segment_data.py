"""What the data do to a grouping: long tails, and who decides the distance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from crm_core.charts import palette
from crm_core.charts.lettering import wrapped
from crm_core.segments import Skew


def before_and_after(skew: Skew, label: str) -> go.Figure:
    """A feature's values as recorded, and their logarithms beside them."""
    fig = make_subplots(
        rows=1,
        cols=2,
        subplot_titles=(
            f"As recorded, skewness {skew.before:.1f}",
            f"Logarithm, skewness {skew.after:.1f}",
        ),
        horizontal_spacing=0.1,
    )
    pairs = ((skew.counts, skew.edges), (skew.logged_counts, skew.logged_edges))
    for column, (counts, edges) in enumerate(pairs, start=1):
        fig.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges) * 0.95,
            marker={"color": palette.COLOURS[1 if column == 1 else 0]},
            hovertemplate="around %{x:,.4g}: %{y:,} customers<extra></extra>",
            showlegend=False,
            row=1,
            col=column,
        )
    fig.update_xaxes(title={"text": wrapped(label, 30)}, col=1)
    fig.update_xaxes(title={"text": wrapped(f"log(1 + {label})", 30)}, col=2)
    fig.update_yaxes(title=None, showticklabels=False)
    fig.update_annotations(font={"size": 12})
    fig.update_layout(margin={"l": 10, "r": 10, "t": 30, "b": 10})
    return fig


def before_and_after_in_words(skew: Skew, label: str) -> str:
    """The two histograms in words, for who cannot see them."""
    return (
        f"Histograms of {label}: skewness {skew.before:.1f} as recorded, {skew.after:.1f} with the "
        "logarithm."
    )


def distance_bars(shares: Mapping[str, float], labels: Mapping[str, str]) -> go.Figure:
    """Each feature's share of the distance between customers, the largest on top."""
    names = list(shares)[::-1]
    fig = go.Figure()
    fig.add_bar(
        x=[shares[name] for name in names],
        y=[wrapped(labels.get(name, name), 18) for name in names],
        orientation="h",
        marker={"color": palette.COLOURS[0]},
        text=[f"{shares[name]:.1%}" for name in names],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.2%} of the squared distance<extra></extra>",
        showlegend=False,
    )
    fig.update_xaxes(title=None, tickformat=".0%", range=[0, 1.12], showticklabels=False)
    fig.update_yaxes(title=None)
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})
    return fig


def distance_in_words(shares: Mapping[str, float], labels: Mapping[str, str]) -> str:
    """The shares in words, for who cannot see them."""
    said = ", ".join(f"{labels.get(name, name)} {share:.1%}" for name, share in shares.items())
    return f"Share of each feature in the distance between customers: {said}."
