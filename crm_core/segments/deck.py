"""The members of each segment in a shuffled order, from which any sample is dealt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.segments.segmenter import Integers


@dataclass(frozen=True)
class Deck:
    """Row numbers by segment, shuffled within each.

    The first rows of a segment are a random sample of it, and a larger sample holds the smaller
    one. Noise is segment 0.

    Attributes
    ----------
    order : row numbers, noise first, then segment 1, and so on.
    starts : where each segment begins in `order`, and last, where it ends.
    """

    order: Integers
    starts: Integers

    def size(self, segment: int) -> int:
        return int(self.starts[segment + 1] - self.starts[segment])

    def rows(self, segment: int, most: int | None = None) -> Integers:
        """The rows of one segment, or the first `most` of them."""
        start, end = self.starts[segment], self.starts[segment + 1]
        return self.order[start : end if most is None else min(end, start + most)]

    def sample(self, most: int) -> Integers:
        """Row numbers in order: all, or about `most` with each segment's share kept.

        A segment never vanishes: it keeps at least one row.
        """
        if len(self.order) <= most:
            return np.sort(self.order)
        shares = [
            self.rows(segment, max(1, int(self.size(segment) * most / len(self.order))))
            for segment in range(len(self.starts) - 1)
        ]
        return np.sort(np.concatenate(shares))


def shuffled(rows: int, *, seed: int) -> Integers:
    """The numbers of so many rows in a random order. It does not depend on any grouping."""
    return np.random.default_rng(seed).permutation(rows).astype(np.int32)


def dealt(segments: Integers, k: int, order: Integers) -> Deck:
    """The rows of a shuffled order, put by segment: 0 to `k`.

    A sort of small whole numbers counts instead of comparing: a million rows take a hundredth of a
    second.
    """
    small = segments.astype(np.uint8 if k < 256 else np.int64)
    by_segment = order[np.argsort(small[order], kind="stable")]
    sizes = np.bincount(small, minlength=k + 1)
    return Deck(by_segment, np.concatenate([[0], np.cumsum(sizes)]))
