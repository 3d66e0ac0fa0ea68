"""Bootstrap draws: how often each row was drawn, with replacement, from as many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

FEWEST, MOST = 200, 1000
ROWS_DRAWN = 20_000_000
BLOCK = 100_000
"""How many draws are made and judged at once: few enough to stay in the processor's cache."""


def resamples_for(rows: int) -> int:
    """How many resamples to draw: 1,000 up to 20,000 rows, 200 from 100,000 on.

    >>> resamples_for(60), resamples_for(40_000), resamples_for(1_000_000)
    (1000, 500, 200)
    """
    return max(FEWEST, min(MOST, ROWS_DRAWN // max(rows, 1)))


def weights(rows: int, *, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each of the `rows` was drawn: blocks of resamples x rows, each row summing to rows.

    The same rows, resamples and seed give the same draws, so two models that are judged with them
    are judged on the same rows.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    random = np.random.default_rng(seed)
    most = max(1, BLOCK // max(rows, 1))
    for start in range(0, resamples, most):
        block = min(most, resamples - start)
        drawn = random.integers(0, rows, (block, rows), dtype=np.int64)
        drawn += np.arange(block)[:, None] * rows
        counts = np.bincount(drawn.ravel(), minlength=block * rows)
        yield counts.reshape(block, rows).astype(np.float64)
