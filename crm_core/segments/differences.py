"""How far each segment's mean lies from everyone's, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.formulas import Formula
from crm_core.segments.deck import Deck, dealt, shuffled
from crm_core.segments.grouping import Grouping
from crm_core.segments.segmenter import Floats

RESAMPLES = 400
MEMBERS = 1_000
"""The interval of a segment rests on at most so many of its members."""
LEVEL = 0.95

DIFFERENCE = Formula(
    "standardised_difference",
    "Standardised difference",
    r"\frac{\bar{x}_{\text{segment}} - \bar{x}_{\text{all}}}{s_{\text{all}}}",
    "How far the segment's mean lies from the mean of all grouped customers, in standard "
    "deviations of all: 0 is like everyone, 1 is far above. Where the logarithm was taken, it is "
    "the mean of logarithms; a value that was filled in counts as filled. The interval holds 95% "
    "of the differences that 400 bootstrap samples of the segment's customers give; of more than "
    "1,000 customers, samples are drawn from 1,000 and narrowed to the segment's true size.",
    "number",
)


@dataclass(frozen=True)
class Differences:
    """Standardised differences: one row per segment, one column per feature of the model.

    Attributes
    ----------
    columns : the features.
    middle : (segment mean - mean of all) / standard deviation of all; 0 for a feature that never
        varies.
    low, high : the ends of the 95% interval; NaN for a segment of one.
    """

    columns: tuple[str, ...]
    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Moments:
    """What is the same for every grouping of a matrix: its columns, their means and spreads.

    `columns` is features by rows: each feature's values side by side are read at once.
    """

    columns: Floats
    means: Floats
    spreads: Floats


def moments(values: Floats) -> Moments:
    """The columns of a matrix's values with their means and standard deviations."""
    columns = np.ascontiguousarray(values.T, dtype=np.float32)
    means = values.mean(axis=0, dtype=np.float64)
    spreads = values.std(axis=0, dtype=np.float64)
    return Moments(columns, means, spreads)


def differences(
    grouping: Grouping,
    *,
    seed: int,
    known: Moments | None = None,
    deck: Deck | None = None,
) -> Differences:
    """The differences of every segment of a grouping, from all its members.

    `known` and `deck` are what `moments` and `dealt` gave for it, where they were kept.

    The intervals are percentile bootstrap intervals: a segment's members are drawn with
    replacement, mean and spread of all customers stay. Where m < n members are drawn from, the
    deviations shrink by sqrt(m / n).

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; Bickel, Götze
    & van Zwet (1997), Statistica Sinica 7, 1-31 (m out of n).
    """
    known = known or moments(grouping.matrix.values)
    deck = deck or dealt(grouping.segments, grouping.k, shuffled(grouping.matrix.rows, seed=seed))
    spreads = np.where(known.spreads > 0, known.spreads, 1.0)
    middle = (member_means(grouping, known) - known.means) / spreads
    low, high = np.full_like(middle, np.nan), np.full_like(middle, np.nan)
    times: dict[int, Floats] = {}
    for segment, size in enumerate(grouping.sizes, start=1):
        if size > 1:
            members = known.columns[:, deck.rows(segment, MEMBERS)].T / spreads
            if len(members) not in times:
                times[len(members)] = _times(len(members), seed)
            drawn = times[len(members)]
            means = drawn @ members / len(members) - members.mean(axis=0)
            off = means * np.sqrt(len(members) / size)
            ends = np.quantile(off, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
            low[segment - 1], high[segment - 1] = middle[segment - 1] + ends
    return Differences(grouping.matrix.columns, middle, low, high)


def member_means(grouping: Grouping, known: Moments) -> Floats:
    """The mean of each segment's members: segments by features, in the space of the matrix."""
    sums = [
        np.bincount(grouping.segments, weights=column, minlength=grouping.k + 1)[1:]
        for column in known.columns
    ]
    sizes = np.array(grouping.sizes, dtype=np.float64)
    return np.column_stack(sums) / sizes[:, None]


def _times(count: int, seed: int) -> Floats:
    """How often each of so many members is drawn: resamples by members."""
    random = np.random.default_rng((seed, count))
    drawn = random.integers(count, size=(RESAMPLES, count), dtype=np.int32)
    drawn += np.arange(RESAMPLES, dtype=np.int32)[:, None] * count
    times = np.bincount(drawn.ravel(), minlength=RESAMPLES * count)
    return times.reshape(RESAMPLES, count).astype(np.float64)
