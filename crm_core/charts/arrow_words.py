"""Where the words of arrows stand on a map, so that they hide neither each other nor a centre."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PLOT = (540.0, 320.0)
"""Width and height of the map's plane in pixels on a laptop: near enough to tell what overlaps."""
LETTER, LINE = 7.0, 20.0
CENTRE = 26.0
NEAR, FAR = 6.0, 28.0
"""How far a word may stand from its arrow's tip."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    low: float
    width: float
    height: float

    def overlap(self, other: Box) -> float:
        """The area that two boxes share."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        up = min(self.low + self.height, other.low + other.height) - max(self.low, other.low)
        return max(across, 0.0) * max(up, 0.0)


def placed(
    texts: Sequence[str], tips: Sequence[Point], centres: Sequence[Point], span: Point
) -> list[dict[str, Any]]:
    """For each arrow the anchor and shift of its word, as annotations have it.

    Each takes the first place, from outwards to sideways, that hides nothing, else the one that
    hides least. `span` is how much of each axis the plane shows.
    """
    scale = (PLOT[0] / span[0], PLOT[1] / span[1])
    taken = [_around(_pixels(centre, scale)) for centre in centres]
    found = []
    for text, tip in zip(texts, tips, strict=True):
        options = [
            (_box(_pixels(tip, scale), text, way, gap), way, gap)
            for gap in (NEAR, FAR)
            for way in _ways(_pixels(tip, scale))
        ]
        box, way, gap = min(options, key=lambda one: sum(map(one[0].overlap, taken)))
        taken.append(box)
        found.append(_anchored(way, gap))
    return found


def _pixels(point: Point, scale: Point) -> Point:
    return point[0] * scale[0], point[1] * scale[1]


def _ways(tip: Point) -> Iterator[Point]:
    """The sides of a tip that its arrow does not come from: outwards first."""
    x, y = (1.0 if tip[0] > 0 else -1.0), (1.0 if tip[1] > 0 else -1.0)
    sideways, upright = ((x, 0.0), (-x, 0.0)), ((0.0, y), (0.0, -y))
    steep = abs(tip[1]) > abs(tip[0])
    yield from (upright[0], *sideways) if steep else (sideways[0], *upright)


def _around(centre: Point) -> Box:
    return Box(centre[0] - CENTRE / 2, centre[1] - CENTRE / 2, CENTRE, CENTRE)


def _box(tip: Point, text: str, way: Point, gap: float) -> Box:
    width = LETTER * len(text)
    left = tip[0] + way[0] * gap - width * (0.5 - way[0] / 2)
    low = tip[1] + way[1] * gap - LINE * (0.5 - way[1] / 2)
    return Box(left, low, width, LINE)


def _anchored(way: Point, gap: float) -> dict[str, Any]:
    """A way and a gap in Plotly's words.

    >>> _anchored((0.0, -1.0), 6.0)
    {'yanchor': 'top', 'yshift': -6.0}
    """
    if way[1]:
        return {"yanchor": "bottom" if way[1] > 0 else "top", "yshift": way[1] * gap}
    return {"xanchor": "left" if way[0] > 0 else "right", "xshift": way[0] * gap}
