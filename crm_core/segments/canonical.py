"""A sample of rows that depends on what the rows hold, and not on their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crm_core.segments.segmenter import Floats

Hashes = NDArray[np.uint64]


def canonical_sample(values: Floats, most: int, *, seed: int) -> Floats:
    """At most so many rows, in double precision, drawn by a seeded hash of their content.

    Equal rows are told apart by a count, so that of many equal ones their share is drawn.

    >>> rows = np.arange(8.0).reshape(4, 2)
    >>> bool((canonical_sample(rows, 2, seed=1) == canonical_sample(rows[::-1], 2, seed=1)).all())
    True
    """
    hashes = np.full(len(values), seed, dtype=np.uint64)
    for column in values.T:
        hashes = _mixed(hashes, _bits(column))
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    lengths = np.diff(np.append(starts, len(ordered)))
    count = np.arange(len(ordered)) - np.repeat(starts, lengths)
    drawn = np.argsort(_mixed(ordered, count.astype(np.uint64)), kind="stable")[:most]
    return values[order[drawn]].astype(np.float64)


def _bits(column: Floats) -> Hashes:
    plain = np.ascontiguousarray(column, dtype=np.float64) + 0.0  # -0.0 is 0.0
    return plain.view(np.uint64)


def _mixed(hashes: Hashes, more: Hashes) -> Hashes:
    """The finaliser of SplitMix64 over a running hash (Steele, Lea & Flood, 2014)."""
    mixed = (hashes ^ more) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
