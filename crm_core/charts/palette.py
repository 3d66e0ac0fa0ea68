"""One look per segment, the same on every chart: a colour and a marker shape.

Okabe and Ito's colours, told apart by readers of every colour vision, in the order of the app's
theme; black, which no dark page shows, is grey. Shapes go along, so that colour never speaks alone.
Source: Okabe & Ito (2008), Color Universal Design, jfly.uni-koeln.de/color.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scale:
    """Even steps for the cells of a map, opaque, so that their text can be told from them.

    The least end lies near the page: on a dark one, white cells would outshine the others.
    """

    on_light: tuple[str, ...]
    on_dark: tuple[str, ...]

    def on(self, *, dark: bool) -> tuple[str, ...]:
        return self.on_dark if dark else self.on_light


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
SHAPE_WORDS = {
    "cross": "plus",
    "triangle-up": "triangle",
    "triangle-down": "falling triangle",
    "circle-open": "ring",
}
FROM_NONE_TO_MOST = Scale(("#EAF3FA", COLOURS[0]), ("#1F2D3B", COLOURS[4]))
FROM_BELOW_TO_ABOVE = Scale(("#D55E00", "#F3F1EC", COLOURS[0]), ("#D55E00", "#333A44", COLOURS[4]))
INK, PAPER = "#000000", "#FFFFFF"
NEUTRAL = "#7F7F7F"
NOISE_COLOUR, NOISE_SYMBOL = "#A6A6A6", "circle-open"
"""The look of who is in no segment: segment 0."""


def colour(segment: int) -> str:
    """The colour of a segment, numbered from 1. It comes round again after eight; 0 is noise."""
    if segment == 0:
        return NOISE_COLOUR
    return COLOURS[(segment - 1) % len(COLOURS)]


def symbol(segment: int) -> str:
    """The marker shape of a segment. Nine shapes over eight colours: 72 looks before one repeats.

    Noise, segment 0, is an open ring.

    >>> (colour(1), symbol(1)) == (colour(9), symbol(9))
    False
    """
    if segment == 0:
        return NOISE_SYMBOL
    return SYMBOLS[(segment - 1) % len(SYMBOLS)]


def shape(segment: int) -> str:
    """The marker shape in words."""
    name = symbol(segment)
    return SHAPE_WORDS.get(name, name)


def between(scale: Sequence[str], share: float) -> str:
    """The colour at a share of an even scale, from 0 to 1, as Plotly mixes it.

    >>> between(("#000000", "#FFFFFF"), 0.5)
    '#808080'
    """
    at = min(max(share, 0.0), 1.0) * (len(scale) - 1)
    first = min(int(at), len(scale) - 2)
    pairs = zip(_channels(scale[first]), _channels(scale[first + 1]), strict=True)
    mixed = (round(low + (high - low) * (at - first)) for low, high in pairs)
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, from 1 to 21; text asks for 4.5.

    Source: contrast ratio, Web Content Accessibility Guidelines 2.2.

    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(cell: str) -> str:
    """Black or white, whichever is read better on a cell of that colour."""
    return max((INK, PAPER), key=lambda text: contrast(text, cell))


def _luminance(code: str) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(code))
    ]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


def _channels(code: str) -> tuple[int, int, int]:
    """Red, green and blue of a #RRGGBB colour."""
    red, green, blue = (int(code[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def faded(code: str, opacity: float) -> str:
    """A #RRGGBB colour that lets through what lies behind it.

    >>> faded("#0072B2", 0.1)
    'rgba(0,114,178,0.1)'
    """
    red, green, blue = _channels(code)
    return f"rgba({red},{green},{blue},{opacity:g})"
