"""Segments on a plane: the directions in which customers differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.matrices import Matrix
from crm_core.segments.deck import Deck, dealt, shuffled
from crm_core.segments.grouping import Grouping
from crm_core.segments.outline import hull
from crm_core.segments.segmenter import Floats

MOST_POINTS = 5_000
DIRECTIONS = 3
STEP_ROWS = 100_000


@dataclass(frozen=True)
class Axis:
    """One direction of the map.

    `loadings` holds each feature's weight in it (their squares sum to 1), `variance` the share of
    all variance that lies along it. A direction that the features do not have explains nothing.
    """

    loadings: dict[str, float]
    variance: float

    def leaders(self, most: int = 3) -> list[tuple[str, float]]:
        """The features that make the direction, strongest first: at least half the strongest."""
        ranked = sorted(self.loadings.items(), key=lambda item: (-abs(item[1]), item[0]))
        half = abs(ranked[0][1]) / 2 if ranked else 0.0
        return [(name, weight) for name, weight in ranked[:most] if weight and abs(weight) >= half]


@dataclass(frozen=True)
class Components:
    """The principal components of a matrix: the same for every way of grouping its rows.

    Attributes
    ----------
    middle : the mean of the rows.
    directions : features by three; a direction there is none of is all 0.
    axes : what each direction means.
    places : three by rows: how far along each direction every customer lies.
    """

    middle: Floats
    directions: Floats
    axes: tuple[Axis, Axis, Axis]
    places: Floats

    def placed(self, values: Floats) -> Floats:
        """Where rows of the matrix's space lie: rows by three."""
        placed: Floats = (values - self.middle) @ self.directions
        return placed


@dataclass(frozen=True)
class Projection:
    """Segments on the plane of the first two principal components.

    Attributes
    ----------
    points : a sample of customers: `customer_id`, `segment`, `x`, `y`, `z`.
    features : the rows of those customers, in original units.
    scaled : the same rows, as the model sees them.
    hulls : by segment, the corners around *all* its members, counter-clockwise.
    centres : one row per segment: `x`, `y`, `z`.
    axes : what the directions mean.
    """

    points: pd.DataFrame
    features: pd.DataFrame
    scaled: pd.DataFrame
    hulls: dict[int, Floats]
    centres: Floats
    axes: tuple[Axis, Axis, Axis]

    @property
    def across(self) -> Axis:
        return self.axes[0]

    @property
    def up(self) -> Axis:
        return self.axes[1]

    @property
    def is_flat(self) -> bool:
        """Whether there is one feature only, so that height means nothing."""
        return len(self.across.loadings) == 1


def components(matrix: Matrix, *, seed: int = 0) -> Components:
    """The principal components of a matrix.

    One feature has no second direction: height is then random (seeded), only so that points can be
    told apart.
    """
    directions, shares = principal_directions(matrix.values)
    axes = [
        Axis(dict(zip(matrix.columns, map(float, d), strict=True)), float(share))
        for d, share in zip(directions.T, shares, strict=True)
    ]
    middle = matrix.values.mean(axis=0, dtype=np.float64)
    places = np.empty((DIRECTIONS, matrix.rows), dtype=np.float32)
    for start in range(0, matrix.rows, STEP_ROWS):
        rows = slice(start, start + STEP_ROWS)
        places[:, rows] = ((matrix.values[rows] - middle) @ directions).T
    if len(matrix.columns) == 1:
        places[1] = np.random.default_rng(seed).uniform(-1, 1, matrix.rows)
    return Components(middle, directions, (axes[0], axes[1], axes[2]), places)


def projected(
    grouping: Grouping,
    *,
    seed: int,
    most_points: int = MOST_POINTS,
    known: Components | None = None,
    deck: Deck | None = None,
) -> Projection:
    """The map of a grouping; at most `most_points` customers, seeded, every segment among them.

    `known` and `deck` are what `components` and `dealt` gave for it, where they were kept.
    """
    matrix = grouping.matrix
    known = known or components(matrix, seed=seed)
    deck = deck or dealt(grouping.segments, grouping.k, shuffled(matrix.rows, seed=seed))
    shown = deck.sample(most_points)
    rows = matrix.frame.take(shown).reset_index(drop=True)
    points = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "segment": grouping.segments[shown],
            **dict(zip("xyz", known.places[:, shown], strict=True)),
        }
    )
    features = pd.DataFrame({name: rows[name].astype("float64") for name in matrix.columns})
    scaled = pd.DataFrame(matrix.values[shown], columns=list(matrix.columns))
    flat = len(matrix.columns) == 1
    hulls = {} if flat else _outlines(grouping, known)
    centres = known.placed(grouping.scaled_centres)
    return Projection(points, features, scaled, hulls, centres, known.axes)


def _outlines(grouping: Grouping, known: Components) -> dict[int, Floats]:
    """The hulls of all segments; read in the order of the rows, which memory answers faster."""
    across, up = known.places[0], known.places[1]
    members = dealt(grouping.segments, grouping.k, np.arange(grouping.matrix.rows, dtype=np.int32))
    return {
        segment: hull(np.column_stack([across[rows], up[rows]]))
        for segment in range(1, grouping.k + 1)
        if len(rows := members.rows(segment))
    }


def principal_directions(values: Floats, most: int = DIRECTIONS) -> tuple[Floats, Floats]:
    """Orthogonal directions of most variance, as columns, and the share each explains.

    A direction's largest weight is positive, so that the same data always face the same way.
    Beyond as many as there are features, directions are 0 and explain nothing.
    """
    variances, vectors = np.linalg.eigh(_spread(values))
    order = np.argsort(-variances, kind="stable")[:most]
    directions, kept = vectors[:, order], np.maximum(variances[order], 0.0)
    heaviest = directions[np.abs(directions).round(9).argmax(axis=0), np.arange(len(order))]
    directions = directions * np.where(heaviest < 0, -1.0, 1.0)
    lacking = most - len(order)
    directions = np.pad(directions, ((0, 0), (0, lacking)))
    kept = np.pad(kept, (0, lacking))
    total = np.maximum(variances, 0.0).sum()
    return directions, kept / total if total else np.zeros(most)


def _spread(values: Floats) -> Floats:
    """The sums of products of the centred columns, step by step: no second matrix is made."""
    middle = values.mean(axis=0, dtype=np.float64)
    total = np.zeros((values.shape[1], values.shape[1]))
    for start in range(0, len(values), STEP_ROWS):
        centred = values[start : start + STEP_ROWS] - middle
        total += centred.T @ centred
    return total
