"""How far away a row's neighbours are, and how near "near" should be."""

from __future__ import annotations

import numpy as np

from crm_core.errors import InvalidValue
from crm_core.segments.segmenter import Floats

FEWEST_NEIGHBOURS = 5


def usual_neighbours(columns: int) -> int:
    """How many neighbours make a place dense: twice the columns, at least 5.

    Source: Sander, Ester, Kriegel, Xu (1998), Data Mining and Knowledge Discovery 2, 169-194.
    """
    return max(FEWEST_NEIGHBOURS, 2 * columns)


def check_count(name: str, given: int | None, least: int = 1) -> None:
    """Refuse a count below `least`.

    Raises
    ------
    InvalidValue
        If it is.
    """
    if given is not None and given < least:
        raise InvalidValue(name, given, f"a whole number, at least {least}")


def neighbour_distances(rows: Floats, number: int) -> Floats:
    """The distance of each row to its nearest row of that number, itself being the first."""
    from scipy.spatial import KDTree

    found, _ = KDTree(rows).query(rows, k=[min(number, len(rows))])
    return np.asarray(found[:, 0])


def bend(distances: Floats) -> float:
    """Where the rising curve of sorted distances bends most: farthest below its own chord.

    Never 0, so that equal rows are neighbours of each other.

    Source: Satopaa, Albrecht, Irwin, Raghavan (2011), Finding a "kneedle" in a haystack.
    """
    curve = np.sort(distances)
    chord = np.linspace(curve[0], curve[-1], len(curve))
    found = float(curve[int(np.argmax(chord - curve))])
    positive = curve[curve > 0]
    return found or (float(positive[0]) if len(positive) else 1.0)
