"""How well groups are told apart."""

from __future__ import annotations

import numpy as np

from crm_core.formulas import Formula
from crm_core.segments.grouping import Grouping
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread

EXACT_ROWS = 10_000
"""Up to this many rows the silhouette is worked out over all of them."""
CURVE_ROWS = 2_000
"""How many sampled rows the silhouettes of a curve over K rest on."""
CHUNK_ROWS = 500

SILHOUETTE = Formula(
    "silhouette",
    "Silhouette",
    r"\frac{1}{n}\sum_i \frac{b_i - a_i}{\max(a_i, b_i)}",
    "For each customer, a is the mean distance to the others of the segment and b to those of the "
    "nearest other segment; the mean of (b - a) / max(a, b). 1: segments lie far apart, 0: they "
    "touch, below 0: many customers lie nearer to another segment. Alone in a segment counts 0.",
    "number",
)
INERTIA = Formula(
    "inertia",
    "Inertia",
    r"\sum_i \lVert x_i - c_{s(i)} \rVert^2",
    "Squared distance of each customer to the centre of their segment, summed, in scaled units. "
    "It always falls as K grows: look for the bend after which it falls slowly.",
    "number",
)
CALINSKI_HARABASZ = Formula(
    "calinski_harabasz",
    "Calinski-Harabasz",
    r"\frac{B / (k - 1)}{W / (n - k)}",
    "Spread between the centres over spread within the segments. Higher is better.",
    "number",
)
DAVIES_BOULDIN = Formula(
    "davies_bouldin",
    "Davies-Bouldin",
    r"\frac{1}{k}\sum_i \max_{j \ne i} \frac{s_i + s_j}{d_{ij}}",
    "For each segment, how much it resembles the one most like it: their widths over the distance "
    "of their centres, averaged. Lower is better.",
    "number",
)


def silhouette_of(
    grouping: Grouping, *, seed: int, most_rows: int = EXACT_ROWS
) -> tuple[float | None, int]:
    """The silhouette of a grouping, and on how many customers it rests: noise is left out."""
    return silhouette(*_in_segments(grouping), seed=seed, most_rows=most_rows)


def _in_segments(grouping: Grouping) -> tuple[Floats, Integers]:
    """The rows of customers who are in a segment, and which."""
    values, segments = grouping.matrix.values, grouping.segments
    if not grouping.noise:
        return values, segments
    return values[segments > 0], segments[segments > 0]


def silhouette(
    values: Floats, segments: Integers, *, seed: int, most_rows: int = EXACT_ROWS
) -> tuple[float | None, int]:
    """The mean silhouette width, and on how many rows it rests.

    Exact to `most_rows` rows; beyond, over a seeded sample of that many, whose distances are to the
    sample alone. None where there is one group only, or as many groups as rows.

    Source: Rousseeuw (1987), Journal of Computational and Applied Mathematics 20, 53-65.
    """
    if len(values) > most_rows:
        random = np.random.default_rng(seed)
        sample = np.sort(random.choice(len(values), most_rows, replace=False))
        values, segments = values[sample], segments[sample]
    _, groups = np.unique(segments, return_inverse=True)
    sizes = np.bincount(groups)
    if not 1 < len(sizes) < len(values):
        return None, len(values)
    with one_thread():
        widths = [
            _widths(values, groups, sizes, slice(start, start + CHUNK_ROWS))
            for start in range(0, len(values), CHUNK_ROWS)
        ]
    return float(np.concatenate(widths).mean()), len(values)


def _widths(values: Floats, groups: Integers, sizes: Integers, rows: slice) -> Floats:
    """The silhouette of some of the rows, from their distances to all."""
    from scipy.spatial.distance import cdist

    membership = np.eye(len(sizes))[groups]
    sums = cdist(values[rows], values) @ membership
    own = groups[rows]
    here = np.arange(len(own))
    inside = sums[here, own] / np.maximum(sizes[own] - 1, 1)
    outside = sums / sizes
    outside[here, own] = np.inf
    nearest = outside.min(axis=1)
    widest = np.maximum(inside, nearest)
    alone = (sizes[own] == 1) | (widest == 0)
    return np.where(alone, 0.0, (nearest - inside) / np.where(widest == 0, 1.0, widest))
