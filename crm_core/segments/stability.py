"""Whether the same groups come out again, when the customers are drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crm_core.formulas import Formula
from crm_core.segments.kmeans import different_rows
from crm_core.segments.nearest import nearest
from crm_core.segments.segmenter import Floats, Integers

REFIT_STARTS = 3

STABILITY = Formula(
    "stability",
    "Stability",
    r"\frac{1}{B}\sum_b \mathrm{ARI}(s, s_b)",
    "The groups are found again from customers drawn with replacement, several times over, and "
    "everybody is put into the new groups; the agreement with the first groups (adjusted Rand "
    "index) is averaged. 1: always the same groups, 0: no more alike than by chance.",
    "number",
)
STABILITY_NOISE = Formula(
    "stability_noise",
    "Stability of noise",
    r"\frac{1}{R}\sum_r \mathrm{stability}(\mathrm{noise}_r)",
    "The stability of as many groups in noise of the same shape: equal rows, spread, skew and "
    "correlation, but one peak only. Groups are worth something where they are more stable.",
    "number",
)


def adjusted_rand(one: Integers, other: Integers) -> float:
    """How far two groupings of the same rows (labels from 0) agree: 1 wholly, 0 as by chance.

    Groupings that leave no choice (all rows together, or each alone, in both) agree: 1.

    Source: Hubert & Arabie (1985), Comparing partitions, Journal of Classification 2, 193-218.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    wide = int(other.max()) + 1
    cells = np.bincount(one * wide + other, minlength=(int(one.max()) + 1) * wide)
    together = _pairs(cells)
    first, second = _pairs(np.bincount(one)), _pairs(np.bincount(other))
    expected = first * second / max(len(one) * (len(one) - 1) / 2, 1)
    most = (first + second) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def _pairs(sizes: Integers) -> float:
    return float((sizes * (sizes - 1.0)).sum() / 2)


def fitted(values: Floats, k: int, random: np.random.Generator, starts: int) -> Any:
    """A small k-means, best of so many starts, as scikit-learn has it.

    Where fewer than k rows differ, as they may among few rows drawn with replacement, each of those
    is a group.
    """
    from sklearn.cluster import KMeans

    seed = int(random.integers(2**31))
    return KMeans(
        min(k, different_rows(values, k)), n_init=starts, max_iter=100, tol=1e-3, random_state=seed
    ).fit(values)


def agreements(
    values: Floats, labels: Integers, k: int, refits: int, random: np.random.Generator
) -> Iterator[float]:
    """For each refit on rows drawn with replacement, how far it agrees with `labels`."""
    for _ in range(refits):
        drawn = values[random.integers(0, len(values), len(values))]
        refit = fitted(drawn, k, random, REFIT_STARTS)
        yield adjusted_rand(labels, nearest(values, refit.cluster_centers_))
