"""Segments on a plane: the two directions in which customers differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.segments.grouping import Grouping
from crm_core.segments.segmenter import Floats, Integers

MOST_POINTS = 2_000
"""As many as a browser draws within a blink; more hide each other."""


@dataclass(frozen=True)
class Axis:
    """One direction of the map.

    `loadings` holds each feature's weight in it (their squares sum to 1), `variance` the share of
    all variance that lies along it. Without a second feature the second axis explains nothing.
    """

    loadings: dict[str, float]
    variance: float

    def leaders(self, most: int = 3) -> list[tuple[str, float]]:
        """The features that make the direction, strongest first: at least half the strongest."""
        ranked = sorted(self.loadings.items(), key=lambda item: (-abs(item[1]), item[0]))
        half = abs(ranked[0][1]) / 2 if ranked else 0.0
        return [(name, weight) for name, weight in ranked[:most] if weight and abs(weight) >= half]


@dataclass(frozen=True)
class Projection:
    """Segments on the plane of the first two principal components.

    Attributes
    ----------
    points : a sample of customers: `customer_id`, `segment`, `x`, `y`.
    features : the rows of those customers, in original units.
    hulls : by segment, the corners around *all* its members, counter-clockwise.
    centres : one row per segment.
    across, up : what the axes mean.
    """

    points: pd.DataFrame
    features: pd.DataFrame
    hulls: dict[int, Floats]
    centres: Floats
    across: Axis
    up: Axis


def projected(grouping: Grouping, *, seed: int, most_points: int = MOST_POINTS) -> Projection:
    """The map of a grouping; at most `most_points` customers, seeded, every segment among them."""
    values = grouping.matrix.values
    middle = values.mean(axis=0)
    directions, shares = principal_directions(values)
    plane = (values - middle) @ directions
    axes = [
        Axis(dict(zip(grouping.matrix.columns, map(float, d), strict=True)), float(share))
        for d, share in zip(directions.T, shares, strict=True)
    ]
    flat = values.shape[1] == 1
    random = np.random.default_rng(seed)
    if flat:  # one feature has no second direction: spread only so that points can be told apart
        plane[:, 1] = random.uniform(-1, 1, len(plane))
    numbers = range(1, grouping.k + 1)
    hulls = {} if flat else {n: hull(plane[grouping.segments == n]) for n in numbers}
    centres = (grouping.scaled_centres - middle) @ directions
    shown = sample(grouping.segments, most_points, random)
    rows = grouping.matrix.frame.iloc[shown].reset_index(drop=True)
    points = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "segment": grouping.segments[shown],
            "x": plane[shown, 0],
            "y": plane[shown, 1],
        }
    )
    features = pd.DataFrame(
        {name: rows[name].astype("float64") for name in grouping.matrix.columns}
    )
    return Projection(points, features, hulls, centres, axes[0], axes[1])


def principal_directions(values: Floats) -> tuple[Floats, Floats]:
    """Two orthogonal directions of most variance, as columns, and the share each explains.

    A direction's largest weight is positive, so that the same data always face the same way.
    """
    centred = values - values.mean(axis=0)
    variances, vectors = np.linalg.eigh(centred.T @ centred)
    order = np.argsort(-variances, kind="stable")[:2]
    directions, kept = vectors[:, order], np.maximum(variances[order], 0.0)
    heaviest = directions[np.abs(directions).round(9).argmax(axis=0), np.arange(len(order))]
    directions = directions * np.where(heaviest < 0, -1.0, 1.0)
    if len(order) == 1:
        directions, kept = np.column_stack([directions, [0.0]]), np.append(kept, 0.0)
    total = np.maximum(variances, 0.0).sum()
    return directions, kept / total if total else np.zeros(2)


def hull(points: Floats) -> Floats:
    """The corners of the smallest convex shape around points on a plane, counter-clockwise.

    Points on one line give its two ends, a single point itself.
    """
    from scipy.spatial import ConvexHull, QhullError

    try:
        corners: Integers = ConvexHull(points).vertices if len(points) > 2 else np.arange(0)
    except QhullError:  # all on one line, within rounding
        corners = np.arange(0)
    if len(corners):
        return points[corners]
    different = np.unique(points, axis=0)  # sorted: the ends of a line are first and last
    return different[[0, -1]] if len(different) > 1 else different


def sample(segments: Integers, most: int, random: np.random.Generator) -> Integers:
    """Row numbers, in order: all of them, or about `most` with each segment's share kept.

    A segment never vanishes: it keeps at least one row.
    """
    if len(segments) <= most:
        return np.arange(len(segments))
    chosen = []
    for number, size in zip(*np.unique(segments, return_counts=True), strict=True):
        quota = max(1, int(size * most / len(segments)))
        rows = np.flatnonzero(segments == number)
        chosen.append(random.choice(rows, quota, replace=False))
    return np.sort(np.concatenate(chosen))
