"""Pictures of ways of recommending beside each other: how right, how sure, how far they reach.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from crm_core.charts.bars import thickness
from crm_core.charts.lettering import inside, literal
from crm_core.charts.models import LEGEND, MARGIN
from crm_core.charts.palette import COLOURS, NEUTRAL, colour, symbol
from crm_core.evaluation import Figure, GroupFigures
from crm_core.formulas import Formula

STANDINGS = {
    "beats": ("Beats popularity", COLOURS[0], ""),
    "level": ("Cannot be told from popularity", COLOURS[4], "/"),
    "loses": ("Loses to popularity", COLOURS[5], "x"),
    "no_list": ("Had nothing to offer", NEUTRAL, "+"),
    "too_few": ("Too few customers to say", NEUTRAL, "-"),
    "baseline": ("Popularity itself", NEUTRAL, "."),
    "apart": ("Judged apart: may offer owned products", COLOURS[3], "\\"),
}
"""How a method stands: in words, in a colour, and in a pattern."""
GROUP_WORDS = {"new": "1 {}", "few": "2 to 4 {}s", "many": "5 or more {}s"}
"""Groups of customers by how many orders, or ratings, were learnt from."""


@dataclass(frozen=True)
class Contender:
    """One method in a picture: its name on the screen, its place among all, how it stands."""

    label: str
    place: int
    standing: str


Contenders = Mapping[str, Contender]
"""Methods by name."""


def bars(
    contenders: Contenders, figures: Mapping[str, Figure], formula: Formula, limit: int
) -> go.Figure:
    """Draw one figure of each method with its interval, the best on top, popularity as a line."""
    fig = go.Figure()
    ranked = [name for name in reversed(by_figure(figures)) if name in contenders]
    for standing, (words, code, pattern) in STANDINGS.items():
        names = [name for name in ranked if contenders[name].standing == standing]
        if names:
            fig.add_bar(**_bars(contenders, figures, names), **_look(words, code, pattern))
    popular = figures.get("popularity")
    if popular is not None and popular.mean is not None:
        fig.add_vline(x=popular.mean, line={"color": NEUTRAL, "dash": "dot"})
    order = [literal(contenders[name].label) for name in ranked]
    fig.update_yaxes(type="category", categoryorder="array", categoryarray=order)
    fig.update_layout(
        barmode="overlay",
        bargap=1 - thickness(len(ranked)),
        xaxis={"title": at(formula, limit), "rangemode": "tozero", **_ticks(formula)},
        legend=LEGEND | {"y": -0.16},
        margin=MARGIN,
    )
    return fig


def bars_in_words(
    contenders: Contenders,
    figures: Mapping[str, Figure],
    formula: Formula,
    limit: int,
    customers: int,
) -> str:
    """Say which method is highest, and where popularity and chance stand."""
    ranked = [name for name in by_figure(figures) if contenders[name].standing != "apart"]
    if not ranked or figures[ranked[0]].mean is None:
        return f"{formula.label}: no method has a figure."
    told = [f"highest {contenders[ranked[0]].label} with {printed(figures[ranked[0]], formula)}"]
    for name, words in (("popularity", "popularity"), ("random", "random lists")):
        if name in figures and name != ranked[0]:
            told.append(f"{words} {printed(figures[name], formula)}")
    return f"{at(formula, limit)} over {customers:,} customers: {', '.join(told)}."


def precision_recall(
    contenders: Contenders, by_length: Mapping[str, Sequence[Mapping[str, float]]]
) -> go.Figure:
    """Draw precision by recall of the first N places, one line a method, one marker a length."""
    fig = go.Figure()
    for name, lengths in by_length.items():
        fig.add_scatter(
            x=[one["recall"] for one in lengths],
            y=[one["precision"] for one in lengths],
            customdata=[int(one["n"]) for one in lengths],
            mode="lines+markers",
            name=literal(contenders[name].label),
            line={"color": colour(contenders[name].place), "dash": _dash(name)},
            marker=_mark(contenders[name], 8),
            hovertemplate="N = %{customdata}: recall %{x:.1%}, precision %{y:.1%}",
        )
    fig.update_layout(
        xaxis={"title": "Recall: found of what was taken", "tickformat": ".0%"},
        yaxis={"title": "Precision: right of the N shown", "tickformat": ".0%"},
        legend=LEGEND,
        margin=MARGIN,
    )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(rangemode="tozero")
    return fig


def precision_recall_in_words(
    contenders: Contenders, by_length: Mapping[str, Sequence[Mapping[str, float]]]
) -> str:
    """Say what each method's first place and its whole list hold."""
    told = [
        f"{contenders[name].label} {lengths[0]['precision']:.1%} right in the first place, "
        f"{lengths[-1]['precision']:.1%} in all {int(lengths[-1]['n'])} "
        f"({lengths[-1]['recall']:.1%} found)"
        for name, lengths in by_length.items()
        if lengths
    ]
    return f"Longer lists find more and are right less often: {'; '.join(told)}."


def coverage(
    contenders: Contenders,
    figures: Mapping[str, Mapping[str, float | None]],
    written: Sequence[str] = (),
) -> go.Figure:
    """Draw the share of products ever shown by how right the lists are, one mark a method.

    The names of those in `written` stand beside their marks.
    """
    fig = go.Figure()
    shown = _with_both(figures)
    furthest = max((figures[name]["ndcg"] or 0.0 for name in shown), default=1.0)
    for number, name in enumerate(sorted(shown, key=lambda one: figures[one]["ndcg"] or 0.0)):
        label = literal(contenders[name].label)
        fig.add_scatter(
            x=[figures[name]["ndcg"]],
            y=[figures[name]["coverage"]],
            mode="markers+text",
            name=label,
            text=[f"<b>{label}</b>" if name in written else ""],
            textposition="bottom center" if number % 2 else "top center",
            marker=_mark(contenders[name], 12),
            hovertemplate="nDCG %{x:.3f}, coverage %{y:.1%}",
        )
    fig.update_layout(
        xaxis={"title": "nDCG: how right", "range": [-0.04 * furthest, 1.2 * furthest]},
        yaxis={"title": "Coverage: products ever shown", "tickformat": ".0%"},
        legend=LEGEND,
        margin=MARGIN,
    )
    fig.update_yaxes(range=[-0.1, 1.15])
    return fig


def coverage_in_words(
    contenders: Contenders, figures: Mapping[str, Mapping[str, float | None]], products: int
) -> str:
    """Say which method is most right and which reaches most products, chance aside."""
    known = [name for name in _with_both(figures) if name != "random"]
    if not known:
        return "Coverage against accuracy: no method has both figures."
    right = max(known, key=lambda name: figures[name]["ndcg"] or 0.0)
    wide = max(known, key=lambda name: figures[name]["coverage"] or 0.0)
    return (
        f"Of {products:,} products, {contenders[right].label} (the most right) shows "
        f"{figures[right]['coverage']:.1%} to somebody; {contenders[wide].label} reaches the most, "
        f"{figures[wide]['coverage']:.1%}. Up is more of the shelf, right is more often right."
    )


def by_activity(
    contenders: Contenders,
    groups: Mapping[str, Sequence[GroupFigures]],
    formula: Formula,
    noun: str,
) -> go.Figure:
    """Draw one figure with its interval for new, occasional and frequent customers, by method.

    `noun` is what was counted of each: order or rating.
    """
    fig = go.Figure()
    for name, found in groups.items():
        told = [one for one in reversed(found) if one.figures[formula.name].mean is not None]
        values = [one.figures[formula.name] for one in told]
        fig.add_scatter(
            x=[each.mean for each in values],
            y=[_group(one, noun) for one in told],
            error_x=_reach(values),
            mode="markers",
            name=literal(contenders[name].label),
            marker=_mark(contenders[name], 9),
            offsetgroup=name,
            orientation="h",
            hovertemplate="%{y}: %{x:.3f}",
        )
    fig.update_yaxes(type="category", title=None)
    fig.update_layout(
        scattermode="group",
        xaxis={"title": formula.label, "rangemode": "tozero"},
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def by_activity_in_words(
    contenders: Contenders,
    groups: Mapping[str, Sequence[GroupFigures]],
    formula: Formula,
    noun: str,
) -> str:
    """Say which of the methods serves each group best."""
    told = []
    for group, words in GROUP_WORDS.items():
        found = {
            name: (one.figures[formula.name].mean or 0.0, one.customers)
            for name, several in groups.items()
            for one in several
            if one.group == group
        }
        if found:
            best = max(found, key=lambda name: found[name][0])
            value, customers = found[best]
            told.append(
                f"{words.format(noun)} (n = {customers:,}): {contenders[best].label} {value:.3f}"
            )
    if not told:
        return f"{formula.label} by activity: no group was judged."
    return f"Highest {formula.label} by {noun}s learnt from: {'; '.join(told)}."


def rating_errors(
    labels: Mapping[str, str], rmse: Mapping[str, float], mae: Mapping[str, float]
) -> go.Figure:
    """Draw RMSE and MAE of each model of ratings, the smallest on top."""
    fig = go.Figure()
    ranked = sorted(rmse, key=lambda name: -rmse[name])
    for number, (words, values, mark) in enumerate(
        (("RMSE", rmse, "circle"), ("MAE", mae, "diamond"))
    ):
        fig.add_scatter(
            x=[values[name] for name in ranked],
            y=[literal(labels[name]) for name in ranked],
            mode="markers",
            name=words,
            marker={"color": COLOURS[number], "symbol": mark, "size": 11},
            hovertemplate="%{y}: %{x:.3f} stars",
        )
    fig.update_yaxes(type="category")
    fig.update_layout(
        xaxis={"title": "Stars off, on average (smaller is better)", "rangemode": "tozero"},
        legend=LEGEND,
        margin=MARGIN,
    )
    return fig


def rating_errors_in_words(
    labels: Mapping[str, str], rmse: Mapping[str, float], mae: Mapping[str, float]
) -> str:
    """Say which model is least off, and how far the mean-like baseline is."""
    best = min(rmse, key=lambda name: rmse[name])
    said = f"{labels[best]} is least off: RMSE {rmse[best]:.3f}, MAE {mae[best]:.3f} stars"
    if "baseline" in rmse and best != "baseline":
        said += f"; {inside(labels['baseline'])} RMSE {rmse['baseline']:.3f}"
    return f"{said}."


def by_figure(figures: Mapping[str, Figure]) -> list[str]:
    """Names from the highest figure to the lowest; those without one come last."""
    return sorted(figures, key=lambda name: -_value(figures[name]))


def at(formula: Formula, limit: int) -> str:
    """What a figure of a list of so many places is called.

    >>> from crm_core.evaluation import LIST_FORMULAS
    >>> at(LIST_FORMULAS["ndcg"], 10), at(LIST_FORMULAS["coverage"], 10)
    ('nDCG@10', 'Coverage@10')
    """
    return f"{formula.label}@{limit}"


def printed(figure: Figure, formula: Formula) -> str:
    """A figure with its interval, shares as percentages."""
    if figure.mean is None:
        return "unknown"
    if figure.low is None or figure.high is None:
        return _number(figure.mean, formula)
    low, high = _number(figure.low, formula), _number(figure.high, formula)
    return f"{_number(figure.mean, formula)} ({low} to {high})"


def _number(value: float, formula: Formula) -> str:
    return f"{value:.1%}" if formula.unit == "share" else f"{value:.3f}"


def _value(figure: Figure) -> float:
    return -1e300 if figure.mean is None else figure.mean


def _ticks(formula: Formula) -> dict[str, str]:
    return {"tickformat": ".0%"} if formula.unit == "share" else {}


def _bars(
    contenders: Contenders, figures: Mapping[str, Figure], names: Sequence[str]
) -> dict[str, Any]:
    found = [figures[name] for name in names]
    return {
        "x": [each.mean for each in found],
        "y": [literal(contenders[name].label) for name in names],
        "error_x": _reach(found) | {"color": NEUTRAL},
        "orientation": "h",
        "hovertemplate": "%{y}: %{x:.4f}<extra></extra>",
    }


def _look(words: str, code: str, pattern: str) -> dict[str, Any]:
    return {
        "name": words,
        "marker": {"color": code, "pattern": {"shape": pattern, "size": 6, "solidity": 0.25}},
    }


def _reach(figures: Sequence[Figure]) -> dict[str, Any]:
    """Error bars from the lower to the upper bound; none where there are no bounds."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if each.high is None else each.high - (each.mean or 0.0) for each in figures],
        "arrayminus": [
            0.0 if each.low is None else (each.mean or 0.0) - each.low for each in figures
        ],
    }


def _with_both(figures: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    return [
        name
        for name, each in figures.items()
        if each["ndcg"] is not None and each["coverage"] is not None
    ]


def _group(one: GroupFigures, noun: str) -> str:
    return f"{GROUP_WORDS[one.group].format(noun)}<br>n = {one.customers:,}"


def _mark(one: Contender, size: int) -> dict[str, Any]:
    return {"color": colour(one.place), "symbol": symbol(one.place), "size": size}


def _dash(name: str) -> str:
    return "dot" if name in ("popularity", "random") else "solid"
