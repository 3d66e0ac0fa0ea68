"""How customers moved between segments: from the left, the earlier date, to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from crm_core.charts import palette
from crm_core.charts.lettering import cut, literal, wrapped
from crm_core.segments.movement import Flow

ARRIVED = "Not yet a customer"
LONGEST_NAME, LONGEST_LINE = 34, 24
"""Letters of a segment's name, and of one line of it: two names face each other on a telephone."""


@dataclass(frozen=True)
class Look:
    """What a segment is called, and the place of its colour (0 for who is in none)."""

    name: str
    colour: int


def flow_picture(
    flows: Sequence[Flow], looks: Mapping[int, Look], *, chosen: Flow | None = None
) -> go.Figure:
    """Bands from segments at the earlier date to segments at the later, as wide as customers many.

    A band has the colour of where it comes from; all but the `chosen` one, if any, are pale.
    """
    lefts = list(dict.fromkeys(flow.before for flow in flows))
    rights = sorted({flow.after for flow in flows}, key=lambda number: (number == 0, number))
    lefts = sorted(lefts, key=lambda n: (n is None, n == 0, n or 0))
    nodes = {("left", number): place for place, number in enumerate(lefts)}
    nodes |= {("right", number): len(lefts) + place for place, number in enumerate(rights)}
    sums = [sum(f.customers for f in flows if f.before == number) for number in lefts]
    sums += [sum(f.customers for f in flows if f.after == number) for number in rights]
    named = [name_of(number, looks) for number in (*lefts, *rights)]
    labels = [_label(name, count) for name, count in zip(named, sums, strict=True)]
    fig = go.Figure()
    fig.add_sankey(
        arrangement="snap",
        textfont={"size": 12, "weight": 600},
        node={
            "label": labels,
            "customdata": list(map(literal, named)),
            "color": [_colour(number, looks) for number in (*lefts, *rights)],
            "pad": 18 * max(label.count("<br>") + 1 for label in labels),
            "thickness": 16,
            "line": {"width": 0},
            "hovertemplate": "%{customdata}: %{value:,} customers<extra></extra>",
        },
        link={
            "source": [nodes["left", flow.before] for flow in flows],
            "target": [nodes["right", flow.after] for flow in flows],
            "value": [flow.customers for flow in flows],
            "color": [
                palette.faded(_colour(flow.before, looks), 0.65 if flow == chosen else 0.3)
                for flow in flows
            ],
            "customdata": [
                f"{literal(name_of(flow.before, looks))} to {literal(name_of(flow.after, looks))}"
                for flow in flows
            ],
            "hovertemplate": "%{customdata}: %{value:,} customers<extra></extra>",
        },
    )
    fig.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 20})
    return fig


def flows_in_words(flows: Sequence[Flow], looks: Mapping[int, Look]) -> str:
    """The picture in words, for who cannot see it; the largest flows first."""
    largest = sorted(flows, key=lambda flow: -flow.customers)
    told = "; ".join(
        f"{name_of(flow.before, looks)} to {name_of(flow.after, looks)}: {flow.customers:,}"
        for flow in largest
    )
    return f"Customers from segment to segment between the two dates. {told}."


def name_of(number: int | None, looks: Mapping[int, Look]) -> str:
    """What a segment is called; None is not yet a customer."""
    if number is None:
        return ARRIVED
    known = looks.get(number)
    return known.name if known else ("In no segment" if number == 0 else f"Segment {number}")


def _label(name: str, customers: int) -> str:
    return wrapped(f"{cut(name, LONGEST_NAME)}: {customers:,}", LONGEST_LINE)


def _colour(number: int | None, looks: Mapping[int, Look]) -> str:
    if number is None:
        return palette.NEUTRAL
    known = looks.get(number)
    return palette.colour(known.colour if known else number)
