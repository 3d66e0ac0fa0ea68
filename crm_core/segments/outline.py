"""The smallest convex shape around points on a plane."""

from __future__ import annotations

import numpy as np

from crm_core.segments.segmenter import Floats, Integers

FEW = 2_000
"""Up to so many points none is worth leaving out first."""


def hull(points: Floats) -> Floats:
    """The corners of the smallest convex shape around points on a plane, counter-clockwise.

    Points on one line give its two ends, a single point itself.
    """
    from scipy.spatial import ConvexHull, QhullError

    points = points[_outer(points)] if len(points) > FEW else points
    try:
        corners: Integers = ConvexHull(points).vertices if len(points) > 2 else np.arange(0)
    except QhullError:  # all on one line, within rounding
        corners = np.arange(0)
    if len(corners):
        return points[corners]
    different = np.unique(points, axis=0)  # sorted: the ends of a line are first and last
    return different[[0, -1]] if len(different) > 1 else different


def _outer(points: Floats) -> Integers:
    """The rows of points that may be corners: those not inside the eight outermost ones.

    Source: Akl & Toussaint (1978), Information Processing Letters 7, 219-222.
    """
    x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    rising, falling = x + y, x - y
    ends = [x.argmin(), rising.argmin(), y.argmin(), falling.argmax()]
    ends += [x.argmax(), rising.argmax(), y.argmax(), falling.argmin()]
    outside = np.zeros(len(x), dtype=bool)
    for start, end in zip(ends, ends[1:] + ends[:1], strict=True):
        along, up = x[end] - x[start], y[end] - y[start]
        if along or up:
            outside |= along * y - up * x <= along * y[start] - up * x[start]
    return np.flatnonzero(outside)
