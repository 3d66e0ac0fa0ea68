"""Why a model says what it says: what it goes by, how its score follows a feature, one customer.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.lettering import literal, wrapped
from crm_core.charts.models import MARGIN
from crm_core.charts.palette import COLOURS, NEUTRAL

MOST_FEATURES = 12
LETTERS = 24
LEAST_SHOWN = 0.002
"""Of the strongest step: a weaker one would not be seen, and goes to the others."""
RAISED, LOWERED = COLOURS[0], COLOURS[5]


@dataclass(frozen=True)
class Step:
    """What one feature added to a score or took away: its name and the value, in words."""

    name: str
    value: str
    share: float


def importance(table: pd.DataFrame, labels: Mapping[str, str], title: str) -> go.Figure:
    """Draw how much a figure falls without each feature, the least and greatest fall as a line."""
    shown = table.head(MOST_FEATURES).iloc[::-1]
    fig = go.Figure()
    fig.add_bar(
        x=list(shown["importance"]),
        y=[wrapped(labels.get(name, name), LETTERS) for name in shown["feature"]],
        orientation="h",
        marker={"color": COLOURS[4]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": list(shown["high"] - shown["importance"]),
            "arrayminus": list(shown["importance"] - shown["low"]),
            "color": NEUTRAL,
            "thickness": 2,
        },
        customdata=shown[["low", "high"]].to_numpy(),
        hovertemplate="%{y}: %{x:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})"
        "<extra></extra>",
    )
    fig.update_xaxes(title=f"Fall of {title} without it")
    fig.update_yaxes(title=None, type="category")
    fig.update_layout(margin=MARGIN, bargap=0.35)
    return fig


def importance_in_words(table: pd.DataFrame, labels: Mapping[str, str], title: str) -> str:
    """Say what the model goes by most, and how many features it could do without."""
    told = [
        f"{labels.get(row['feature'], row['feature'])} ({row['importance']:.3f})"
        for _, row in table[table["low"] > 0].head(3).iterrows()
    ]
    idle = int((table["low"] <= 0).sum())
    rest = f" {idle:,} of {len(table):,} features make no clear difference." if idle else ""
    if not told:
        return f"Dealing out anew the values of any one feature hardly moves {title}.{rest}"
    return f"{title} falls most where these are dealt out anew: {', '.join(told)}.{rest}"


def dependence(curve: pd.DataFrame, label: str, title: str, *, is_share: bool) -> go.Figure:
    """Draw the mean score by the value of one feature; bigger marks stand for more customers."""
    is_number = pd.api.types.is_numeric_dtype(curve["value"])
    most = max(int(curve["rows"].max()), 1)
    names = list(curve["value"]) if is_number else [wrapped(v, LETTERS) for v in curve["value"]]
    fig = go.Figure()
    fig.add_scatter(
        x=names if is_number else list(curve["score"]),
        y=list(curve["score"]) if is_number else names,
        mode="lines+markers" if is_number else "markers",
        line={"color": COLOURS[0], "width": 2},
        marker={"size": [7 + 13 * (rows / most) ** 0.5 for rows in curve["rows"]]},
        customdata=list(curve["rows"]),
        hovertemplate=f"%{{x}}, %{{y}}: n = %{{customdata:,}}<extra>{literal(label)}</extra>",
    )
    shares: dict[str, Any] = {"tickformat": ".0%"} if is_share else {}
    score, feature = {"title": literal(title), **shares}, {"title": literal(label)}
    if is_number:
        fig.update_layout(xaxis=feature, yaxis=score)
    else:
        fig.update_layout(
            xaxis=score, yaxis={"title": None, "type": "category", "autorange": "reversed"}
        )
    fig.update_layout(margin=MARGIN)
    return fig


def dependence_in_words(curve: pd.DataFrame, label: str, *, is_share: bool) -> str:
    """Say where the score is lowest and highest along a feature, all else as it is."""
    low, high = curve.loc[curve["score"].idxmin()], curve.loc[curve["score"].idxmax()]
    if len(curve) < 2 or low["score"] == high["score"]:
        return f"The score does not follow {label}."
    return (
        f"Were all customers alike in {label} and else as they are, the mean score would be "
        f"{_score(low['score'], is_share)} at {_value(low['value'])} and "
        f"{_score(high['score'], is_share)} at {_value(high['value'])}. It is what the model makes "
        "of it, not what would happen if it changed."
    )


def reasons(
    steps: Sequence[Step],
    start: float,
    score: float,
    *,
    is_share: bool,
    most: int = 8,
) -> go.Figure:
    """Draw the steps from the score of a typical customer to this one's, the strongest first."""
    least = LEAST_SHOWN * max((abs(one.share) for one in steps), default=0.0)
    told = sum(abs(one.share) > least for one in steps[:most])
    shown, rest = list(steps[:told]), steps[told:]
    names = [f"{wrapped(one.name, LETTERS)}<br><i>{_short(one.value)}</i>" for one in shown]
    moves = [one.share for one in shown]
    if rest:
        names.append("1 other" if len(rest) == 1 else f"{len(rest):,} others together")
        moves.append(sum(one.share for one in rest))
    digits = ".1%" if is_share else ",.4g"
    fig = go.Figure()
    fig.add_waterfall(
        orientation="h",
        measure=["absolute", *("relative" for _ in moves), "total"],
        x=[start, *moves, score],
        y=["A typical customer", *names, "This customer"],
        text=[
            _score(start, is_share),
            *(_moved(s, is_share) for s in moves),
            _score(score, is_share),
        ],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": RAISED}},
        decreasing={"marker": {"color": LOWERED}},
        totals={"marker": {"color": NEUTRAL}},
        connector={"line": {"color": NEUTRAL, "width": 1, "dash": "dot"}},
        hovertemplate=f"%{{y}}: %{{x:{digits}}}<extra></extra>",
    )
    fig.update_xaxes(title="Score", **({"tickformat": ".0%"} if is_share else {}))
    fig.update_yaxes(title=None, type="category", autorange="reversed")
    fig.update_layout(margin=MARGIN | {"r": 50}, showlegend=False)
    return fig


def reasons_in_words(
    steps: Sequence[Step],
    start: float,
    score: float,
    *,
    is_share: bool,
    most: int = 3,
) -> str:
    """Say what raised the score most and what lowered it most."""
    told = [f"From {_score(start, is_share)} for a typical customer to {_score(score, is_share)}"]
    for word, sign in (("raised", 1), ("lowered", -1)):
        some = [one for one in steps if one.share * sign > 0][:most]
        if some:
            parts = (f"{one.name} {one.value} ({_moved(one.share, is_share)})" for one in some)
            told.append(f"{word} by {', '.join(parts)}")
    return f"{'; '.join(told)}."


def _score(value: float, is_share: bool) -> str:
    return f"{value:.1%}" if is_share else f"{value:,.4g}"


def _moved(value: float, is_share: bool) -> str:
    return f"{100 * value:+.1f} points" if is_share else f"{value:+,.4g}"


def _value(value: Any) -> str:
    return str(value) if isinstance(value, str) else f"{value:,.4g}"


def _short(value: str) -> str:
    return literal(value if len(value) <= LETTERS else f"{value[: LETTERS - 1]}…")
