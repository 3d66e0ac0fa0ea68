"""The line around a region, said briefly: as few corners and digits as the eye asks for."""

from __future__ import annotations

from math import floor, log10

import numpy as np

from crm_core.segments.region import Corners
from crm_core.segments.segmenter import Floats

Line = tuple[tuple[float, float], ...]
NEAR = 0.005
"""How far a corner may lie from the line without it, as a share of the line's width and height."""
BETWEEN_CORNERS, BETWEEN_NUMBERS = "~", "_"


def brief(corners: Corners) -> Line:
    """Give the line without the corners that hardly turn it, in two or three digits.

    A hand leaves a hundred corners where twenty show the same. Source: Douglas & Peucker (1973),
    Algorithms for the reduction of the number of points, Cartographica 10, 112.

    >>> brief([(0, 0), (1, 0.001), (2, 0), (2, 2.00004), (0, 2)])
    ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    """
    line = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    span = np.ptp(line, axis=0) if len(line) else np.zeros(2)
    if len(line) < 3 or not span.all():
        return tuple((float(x), float(y)) for x, y in line)
    far = int(np.argmax(np.abs(line - line[0]).sum(axis=1)))
    closed = np.vstack([line, line[:1]]) / span
    kept = [0, *_turning(closed, 0, far), far, *_turning(closed, far, len(line))]
    digits = [2 - floor(log10(width)) for width in span]
    return tuple((_short(line[at, 0], digits[0]), _short(line[at, 1], digits[1])) for at in kept)


def told(corners: Corners) -> str:
    """Give a line as text that an address holds as it is.

    >>> told([(0.5, -1), (2, 1), (0, 3)])
    '0.5_-1~2_1~0_3'
    """
    pairs = (BETWEEN_NUMBERS.join(f"{number:.10g}" for number in corner) for corner in corners)
    return BETWEEN_CORNERS.join(pairs)


def read(text: str) -> Line | None:
    """Give the line that `told` told; None for a text that tells none.

    >>> read("0.5_-1~2_1~0_3")
    ((0.5, -1.0), (2.0, 1.0), (0.0, 3.0))
    >>> read("0.5_-1~2") is None
    True
    """
    try:
        pairs = [corner.split(BETWEEN_NUMBERS) for corner in text.split(BETWEEN_CORNERS)]
        line = tuple((float(x), float(y)) for x, y in pairs)
    except ValueError:
        return None
    return line if len(line) >= 3 and np.isfinite(line).all() else None


def _turning(line: Floats, first: int, last: int) -> list[int]:
    """The corners between two that lie off the straight line from one to the other."""
    if last - first < 2:
        return []
    way = line[last] - line[first]
    steps = line[first + 1 : last] - line[first]
    length = float(np.hypot(*way))
    across = steps[:, 0] * way[1] - steps[:, 1] * way[0]
    off = np.abs(across) / length if length else np.hypot(steps[:, 0], steps[:, 1])
    place = int(np.argmax(off))
    if off[place] <= NEAR:
        return []
    middle = first + 1 + place
    return [*_turning(line, first, middle), middle, *_turning(line, middle, last)]


def _short(number: float, digits: int) -> float:
    return float(round(float(number), digits)) + 0.0
