"""A region of the map: the customers inside a line somebody drew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from crm_core.errors import InvalidValue
from crm_core.segments.segmenter import NOISE, Floats, Integers

MOST_CORNERS = 2_000
Corners = Sequence[tuple[float, float]]


class Region:
    """One group: the rows whose place on a plane lies inside a closed line; the rest is noise.

    The plane stays as it was when the line was drawn, so the same customers lie inside on any day
    on which their features are the same. Where the line crosses itself, what it goes round an even
    number of times is outside.

    Parameters
    ----------
    middle, directions
        The plane: rows less `middle`, times `directions` (features by two).
    corners
        The line, at least three places on the plane.
    """

    name = "region"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int

    def __init__(self, middle: Floats, directions: Floats, corners: Corners) -> None:
        self.middle, self.directions, self.corners = middle, directions, corners

    def fit(self, values: Floats) -> Self:
        """Find who is inside.

        Raises
        ------
        InvalidValue
            If the line has fewer than three corners or too many, one is no number, or nobody is
            inside.
        """
        self._check()
        self.labels_ = self.assign(values)
        members = values[self.labels_ == 0]
        if not len(members):
            raise InvalidValue("region", f"{len(self.corners)} corners", "no customer lies in it")
        self.centres_ = members.mean(axis=0, dtype=np.float64, keepdims=True)
        self.inertia_ = None
        self.fitted_on_ = len(values)
        return self

    def assign(self, values: Floats) -> Integers:
        """0 for each row inside, -1 for the others."""
        plane = (values - self.middle) @ self.directions
        return np.where(inside(plane, self.corners), 0, NOISE).astype(np.int64)

    def parameters(self) -> dict[str, Any]:
        return {
            "middle": np.asarray(self.middle).tolist(),
            "directions": np.asarray(self.directions).tolist(),
            "corners": [[float(x), float(y)] for x, y in self.corners],
        }

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The region that `parameters` hold."""
        return cls(
            np.array(parameters["middle"], dtype=np.float64),
            np.array(parameters["directions"], dtype=np.float64),
            [(float(x), float(y)) for x, y in parameters["corners"]],
        )

    def _check(self) -> None:
        if not 3 <= len(self.corners) <= MOST_CORNERS:
            wanted = f"a line of 3 to {MOST_CORNERS:,} corners"
            raise InvalidValue("region", f"{len(self.corners)} corners", wanted)
        if not np.isfinite(np.array(self.corners, dtype=np.float64)).all():
            raise InvalidValue("region", self.corners[0], "every corner is two finite numbers")


def inside(places: Floats, corners: Corners) -> Any:
    """Whether each place (rows of x and y) lies inside the closed line through the corners.

    A ray to the right crosses the line an odd number of times. Source: Shimrat (1962), Algorithm
    112, Communications of the ACM 5, 434.

    >>> inside(np.array([[1.0, 1.0], [3.0, 1.0]]), [(0, 0), (2, 0), (2, 2), (0, 2)]).tolist()
    [True, False]
    """
    line = np.asarray(corners, dtype=np.float64)
    low, high = line.min(axis=0), line.max(axis=0)
    near = np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))
    x, y = places[near, 0], places[near, 1]
    odd = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(line, np.roll(line, -1, axis=0), strict=True):
        if y1 != y2:
            between = (y1 > y) != (y2 > y)
            odd ^= between & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    found = np.zeros(len(places), dtype=bool)
    found[near[odd]] = True
    return found
