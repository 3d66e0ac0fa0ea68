"""Pictures of one model: how well it ranks, whether its probabilities hold, what the top holds.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.palette import COLOURS, NEUTRAL
from crm_core.evaluation import CalibrationBin, Decile, Figure

MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}
LEGEND = {"orientation": "h", "y": -0.25, "x": 0, "title": None}
MOST_POINTS = 500


def roc(curve: pd.DataFrame) -> go.Figure:
    """Draw the ROC curve beside the line of guessing."""
    fig = go.Figure()
    shown = thinned(curve)
    _line(fig, shown["false_positive_rate"], shown["true_positive_rate"], "The model", 0)
    _reference(fig, [0, 1], [0, 1], "Guessing")
    return _squared(fig, "Others contacted", "Positives found")


def roc_in_words(figure: Figure, curve: pd.DataFrame, rows: int) -> str:
    """Say what the ROC curve shows."""
    reached = curve[curve["false_positive_rate"] <= 0.1]["true_positive_rate"].max()
    return (
        f"Among {rows:,} judged rows a random positive scores above a random other in "
        f"{_share(figure.mean)} of cases (ROC AUC, {_between(figure)}). By contacting a tenth of "
        f"the others, {_share(reached)} of the positives are found."
    )


def precision_recall(curve: pd.DataFrame, base_rate: float) -> go.Figure:
    """Draw precision by recall beside the base rate."""
    fig = go.Figure()
    shown = thinned(curve)
    _line(fig, shown["recall"], shown["precision"], "The model", 0)
    _reference(fig, [0, 1], [base_rate, base_rate], "Guessing (base rate)")
    return _squared(fig, "Positives found (recall)", "Right among those named (precision)")


def precision_recall_in_words(
    figure: Figure, curve: pd.DataFrame, base_rate: float, rows: int
) -> str:
    """Say what the precision-recall curve shows."""
    half = curve[curve["recall"] >= 0.5]["precision"].max()
    return (
        f"To find half of the positives, {_share(half)} of those named are right, where guessing "
        f"gives {base_rate:.1%} (average precision {_plain(figure.mean)}, {_between(figure)}; "
        f"n = {rows:,})."
    )


def calibration(bins: Sequence[CalibrationBin]) -> go.Figure:
    """Draw what happened by what was promised, the larger bins with the larger marks."""
    fig = go.Figure()
    _reference(fig, [0, 1], [0, 1], "As promised")
    most = max((one.rows for one in bins), default=1)
    fig.add_scatter(
        x=[one.score for one in bins],
        y=[one.rate for one in bins],
        mode="lines+markers",
        name="The model",
        line={"color": COLOURS[0], "width": 2},
        marker={"size": [7 + 15 * (one.rows / most) ** 0.5 for one in bins]},
        customdata=[one.rows for one in bins],
        hovertemplate="promised %{x:.1%}, happened %{y:.1%}, n = %{customdata:,}<extra></extra>",
    )
    return _squared(fig, "Promised (mean probability)", "Happened (share of positives)")


def calibration_in_words(bins: Sequence[CalibrationBin], brier: Figure) -> str:
    """Say how far promises and what happened lie apart."""
    rows = sum(one.rows for one in bins)
    off = sum(one.rows * abs(one.score - one.rate) for one in bins) / rows
    promised = sum(one.rows * one.score for one in bins) / rows
    happened = sum(one.rows * one.rate for one in bins) / rows
    return (
        f"On average the model promises {promised:.1%} and {happened:.1%} happened; within bins of "
        f"equal promise it is off by {100 * off:.1f} points (Brier score {_plain(brier.mean)}, "
        f"{_between(brier)}; n = {rows:,})."
    )


def gains(deciles: Sequence[Decile]) -> go.Figure:
    """Draw the rate in each tenth as bars, and the share of positives found so far as a line."""
    fig = go.Figure()
    tenths = [str(one.decile) for one in deciles]
    fig.add_bar(
        x=tenths,
        y=[one.rate for one in deciles],
        name="Rate in the tenth",
        marker={"color": COLOURS[4]},
        customdata=[[one.rows, one.lift] for one in deciles],
        hovertemplate="tenth %{x}: %{y:.1%}, lift %{customdata[1]:.2f}, n = %{customdata[0]:,}"
        "<extra></extra>",
    )
    fig.add_scatter(
        x=tenths,
        y=[one.gain for one in deciles],
        name="Positives found so far",
        mode="lines+markers",
        line={"color": COLOURS[5], "dash": "dash"},
        marker={"symbol": "diamond", "size": 8},
        hovertemplate="down to tenth %{x}: %{y:.1%} of all positives<extra></extra>",
    )
    fig.update_layout(
        xaxis={"title": "Tenth of the customers, the highest scores first", "type": "category"},
        yaxis={"title": "Share", "tickformat": ".0%", "rangemode": "tozero"},
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def gains_in_words(deciles: Sequence[Decile]) -> str:
    """Say what the first tenths hold."""
    if not deciles or deciles[0].lift is None:
        return "Gains by tenth: there is no positive to find."
    first, third = deciles[0], deciles[min(2, len(deciles) - 1)]
    return (
        f"The best tenth (n = {first.rows:,}) holds {first.rate:.1%} positives, {first.lift:.2f} "
        f"times the base rate; its first {third.decile} tenths hold {_share(third.gain)} of all."
    )


def numbers(tenths: pd.DataFrame, unit: str) -> go.Figure:
    """Draw the mean of what came by the mean of what was predicted, in tenths."""
    fig = go.Figure()
    ends = [tenths["predicted"].min(), tenths["predicted"].max()]
    _reference(fig, ends, ends, "As predicted")
    fig.add_scatter(
        x=list(tenths["predicted"]),
        y=list(tenths["actual"]),
        customdata=list(tenths["rows"]),
        name="The model",
        mode="lines+markers",
        line={"color": COLOURS[0]},
        marker={"size": 9},
        hovertemplate="predicted %{x:,.4g}, came %{y:,.4g}, n = %{customdata:,}<extra></extra>",
    )
    fig.update_layout(
        xaxis={"title": f"Predicted {unit}, mean of a tenth"},
        yaxis={"title": f"Actual {unit}, mean"},
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def numbers_in_words(tenths: pd.DataFrame, unit: str) -> str:
    """Say what came of the lowest and of the highest predictions."""
    low, high = tenths.iloc[0], tenths.iloc[-1]
    return (
        f"{unit} in tenths by prediction (n = {int(tenths['rows'].sum()):,}): where the model "
        f"predicts {low['predicted']:,.4g} on average, {low['actual']:,.4g} came; where it "
        f"predicts {high['predicted']:,.4g}, {high['actual']:,.4g}."
    )


def thinned(curve: pd.DataFrame) -> pd.DataFrame:
    """At most 500 points of a curve, its ends among them."""
    step = -(-len(curve) // MOST_POINTS) or 1
    last = len(curve) - 1
    places = sorted({*range(0, len(curve), step), last} - {-1})
    return curve.iloc[places]


def _line(fig: go.Figure, x: Any, y: Any, name: str, colour: int) -> None:
    fig.add_scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode="lines",
        line={"color": COLOURS[colour], "width": 2.5},
        hovertemplate="%{x:.1%}, %{y:.1%}<extra></extra>",
    )


def _reference(fig: go.Figure, x: Any, y: Any, name: str) -> None:
    fig.add_scatter(
        x=x,
        y=y,
        name=name,
        mode="lines",
        line={"color": NEUTRAL, "dash": "dot", "width": 1.5},
        hoverinfo="skip",
    )


def _squared(fig: go.Figure, x: str, y: str) -> go.Figure:
    axis = {"range": [-0.02, 1.02], "tickformat": ".0%"}
    fig.update_layout(
        xaxis={"title": x, **axis}, yaxis={"title": y, **axis}, legend=LEGEND, margin=MARGIN
    )
    return fig


def _share(value: float | None) -> str:
    return "an unknown share" if value is None or value != value else f"{value:.1%}"


def _plain(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _between(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "no interval"
    return f"95% interval {figure.low:.3f} to {figure.high:.3f}"
