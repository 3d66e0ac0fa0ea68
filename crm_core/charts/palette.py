"""One look per segment, the same on every chart: a colour and a marker shape.

Okabe and Ito's colours, told apart by readers of every colour vision, in the order of the app's
theme; black, which no dark page shows, is grey. Shapes go along, so that colour never speaks alone.
Source: Okabe & Ito (2008), Color Universal Design, jfly.uni-koeln.de/color.
"""

from __future__ import annotations

COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#7F7F7F",
)
SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "triangle-down",
    "star",
    "hexagon",
    "x",
)
SHAPE_WORDS = {"cross": "plus", "triangle-up": "triangle", "triangle-down": "falling triangle"}
LOW, MIDDLE, HIGH = "#D55E00", "rgba(127,127,127,0.08)", "#0072B2"
DIVERGING = ((0.0, LOW), (0.5, MIDDLE), (1.0, HIGH))
"""From below to above the middle: vermillion to blue, through hardly anything."""
NEUTRAL = "#7F7F7F"


def colour(segment: int) -> str:
    """The colour of a segment, numbered from 1. It comes round again after eight."""
    return COLOURS[(segment - 1) % len(COLOURS)]


def symbol(segment: int) -> str:
    """The marker shape of a segment. Nine shapes over eight colours: 72 looks before one repeats.

    >>> (colour(1), symbol(1)) == (colour(9), symbol(9))
    False
    """
    return SYMBOLS[(segment - 1) % len(SYMBOLS)]


def shape(segment: int) -> str:
    """The marker shape in words."""
    name = symbol(segment)
    return SHAPE_WORDS.get(name, name)


def faded(code: str, opacity: float) -> str:
    """A #RRGGBB colour that lets through what lies behind it.

    >>> faded("#0072B2", 0.1)
    'rgba(0,114,178,0.1)'
    """
    red, green, blue = (int(code[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
