"""The nearest centre of every row, and sums over the rows of each group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.threads import one_thread

T = TypeVar("T")
BLOCK_ROWS = 32_768
"""Rows are worked on in blocks of this many: what a block needs stays small, and sums of blocks are
added up in the same order whatever the number of threads."""
FEW_ROWS = 100_000
"""Up to this many rows one thread is done before several have agreed on who does what."""
DISTANCES = 10_000_000
"""How many distances are held at a time."""


def nearest(values: Floats, centres: Floats) -> Integers:
    """The number of the nearest centre, for each row; of two equally near ones the first.

    Rows in double precision are compared exactly. Rows in single precision, which are many, take
    scikit-learn's own pass: ten times faster.
    """
    if not len(values):
        return np.empty(0, dtype=np.int64)
    if values.dtype == np.float32:
        return passed(values, centres)
    step = max(1, DISTANCES // len(centres))
    parts = [
        _nearest_exactly(values[start : start + step], centres)
        for start in range(0, len(values), step)
    ]
    return np.concatenate(parts)


def _nearest_exactly(values: Floats, centres: Floats) -> Integers:
    from scipy.spatial.distance import cdist

    return np.asarray(cdist(values, centres).argmin(axis=1), dtype=np.int64)


def passed(values: Floats, centres: Floats) -> Integers:
    """The nearest centre by one pass of scikit-learn's K-means, in the precision of the rows."""
    import sklearn

    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        with one_thread():
            model = _predictor(centres.astype(values.dtype))
        with one_thread() if len(values) <= FEW_ROWS else nullcontext():
            labels = model.predict(values)
    return np.asarray(labels, dtype=np.int64)


def _predictor(centres: Floats) -> Any:
    """A K-means of scikit-learn that has these centres: its pass over rows is compiled."""
    from sklearn.cluster import KMeans as Lloyd

    apart = np.zeros_like(centres)
    apart[:, 0] = np.arange(len(centres))  # any rows that differ: the centres are put in after
    model = Lloyd(len(centres), init=apart, n_init=1, max_iter=1).fit(apart)
    model.cluster_centers_ = np.ascontiguousarray(centres)
    return model


@dataclass(frozen=True)
class GroupSums:
    """How many rows each group has, and their sum in each column: group by column."""

    sizes: Integers
    sums: Floats

    def means(self, where_empty: Floats) -> Floats:
        """The mean of each group's rows; a group without any keeps its row of `where_empty`."""
        counts = self.sizes[:, None]
        return np.where(counts > 0, self.sums / np.maximum(counts, 1), where_empty)


def group_sums(values: Floats, labels: Integers, groups: int) -> GroupSums:
    """The sizes and sums of `groups` groups, in double precision; noise is in none of them."""
    from scipy.sparse import csr_array

    ones, ends = np.ones(BLOCK_ROWS), np.arange(BLOCK_ROWS + 1)
    if labels.min(initial=0) < 0:
        labels = labels % (groups + 1)  # noise is counted at the end

    def counted(block: slice) -> tuple[Integers, Floats]:
        rows, group = values[block].astype(np.float64), labels[block]
        members = csr_array(
            (ones[: len(rows)], group, ends[: len(rows) + 1]), shape=(len(rows), groups + 1)
        )
        return np.bincount(group, minlength=groups + 1), members.T @ rows

    sizes = np.zeros(groups + 1, dtype=np.int64)
    sums = np.zeros((groups + 1, values.shape[1]))
    for of_block, sum_of_block in _by_block(counted, len(values)):
        sizes += of_block
        sums += sum_of_block
    return GroupSums(sizes[:groups], sums[:groups])


def _by_block(work: Callable[[slice], T], rows: int) -> Iterator[T]:
    """What `work` gives for each block of rows, in their order; of many rows two at a time."""
    blocks = (slice(start, start + BLOCK_ROWS) for start in range(0, rows, BLOCK_ROWS))
    if rows <= FEW_ROWS:
        yield from map(work, blocks)
    else:
        with ThreadPoolExecutor(2) as pool:
            yield from pool.map(work, blocks)


def squared_distances(found: GroupSums, centres: Floats, middle: Floats, around: float) -> float:
    """The sum of squared distances of rows to the centre of their group, from sums alone.

    `around` is the same sum to one point, the middle of all rows. Written out, each distance is
    |x|² - 2 x·c + |c|²; all is taken about the middle, so that nothing large cancels.
    """
    about = found.sums - found.sizes[:, None] * middle
    away = centres - middle
    own = (found.sizes * (away * away).sum(axis=1)).sum()
    return float(max(around - 2 * (away * about).sum() + own, 0.0))


def squares(values: Floats, middle: Floats) -> Floats:
    """The squared distance of each row to one point."""
    # The point as often as a block has rows: NumPy is slow at repeating a short row.
    points = np.tile(middle.astype(values.dtype), (min(BLOCK_ROWS, len(values)), 1))
    ones = np.ones(values.shape[1], dtype=values.dtype)
    found = np.empty(len(values))

    def measured(block: slice) -> None:
        away = values[block]
        away = away - points[: len(away)]
        found[block] = np.square(away, out=away) @ ones

    with one_thread():
        for _ in _by_block(measured, len(values)):
            pass
    return found
