"""Repeatable chance: one named stream per topic, and weighted draws over whole arrays."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Rng = np.random.Generator


def stream(seed: int, topic: str) -> Rng:
    """A generator of its own for each topic, so that a new topic changes no other.

    >>> float(stream(0, "names").random()) == float(stream(0, "names").random())
    True
    """
    return np.random.default_rng([seed, zlib.crc32(topic.encode())])


def pick(rng: Rng, weights: Sequence[float] | Floats, count: int) -> Ints:
    """`count` positions, drawn in proportion to `weights`."""
    return pick_by_row(rng, np.asarray([weights], dtype=float), np.zeros(count, dtype=np.int64))


def pick_by_row(rng: Rng, weights: Floats, rows: Ints) -> Ints:
    """For each entry of `rows`, a column drawn in proportion to that row of `weights`.

    All rows share one ascending scale (row number + share), so one binary search serves them all.
    """
    shares = np.cumsum(weights, axis=1)
    shares /= shares[:, -1:]
    scale = (shares + np.arange(len(weights))[:, None]).ravel()
    places = np.searchsorted(scale, rows + rng.random(len(rows)), side="right")
    columns: Ints = np.clip(places - rows * weights.shape[1], 0, weights.shape[1] - 1)
    return columns


def spread(rng: Rng, means: Floats, concentration: float) -> Floats:
    """Shares in (0, 1) around `means`: beta draws, the closer the higher `concentration`."""
    return rng.beta(means * concentration, (1 - means) * concentration)


def positions_within(counts: Ints) -> Ints:
    """0, 1, 2 … within each group of a ragged array with `counts` entries per group.

    >>> positions_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(starts, counts)
