"""Noise of the same shape as some data: as long, as skewed, as correlated, but without groups.

Each column keeps its own distribution, smoothed just enough to have one peak, and the columns keep
how they go together (the correlation of their normal scores, a Gaussian copula). What k-means makes
of such noise is what it would make of the data if there were no groups in them.

A box or a bell would not do: of log-normal spend they would say "groups", only because the few who
spend most lie far from the many.
"""

from __future__ import annotations

import numpy as np

from crm_core.segments.segmenter import Floats

PEAKS_TRIED = 39
"""Where the one peak of a column may lie: at so many of its quantiles, evenly spaced."""


class Noise:
    """What was learned from rows of finite numbers (at least one), to draw noise like them."""

    def __init__(self, values: Floats) -> None:
        self._shapes = [one_peaked(column) for column in values.T]
        self._mix = _mixing(_normal_scores(values))

    def draw(self, rows: int, random: np.random.Generator) -> Floats:
        """So many rows of noise."""
        from scipy.special import ndtr

        normal = random.standard_normal((rows, len(self._shapes)))
        shares = ndtr(normal @ self._mix.T)
        columns = [
            _placed(share, *shape) for share, shape in zip(shares.T, self._shapes, strict=True)
        ]
        return np.column_stack(columns)


def one_peaked(column: Floats) -> tuple[Floats, Floats]:
    """The distribution with one peak that is nearest to a column: places, and the share up to each.

    To the left of the peak the share is convex, to the right concave: Grenander's estimates on
    either side, at the peak where the largest distance to the column's own shares is smallest.

    Source: Hartigan & Hartigan (1985), The dip test of unimodality, Annals of Statistics 13, 70-84.

    >>> places, shares = one_peaked(np.array([0.0, 1.0, 2.0, 9.0]))
    >>> places.tolist(), shares.tolist()[-1]
    ([0.0, 1.0, 2.0, 9.0], 1.0)
    """
    places, counts = np.unique(column, return_counts=True)
    cumulated = np.cumsum(counts) / len(column)
    if len(places) < 3:
        return places, cumulated
    middles = cumulated - counts / len(column) / 2
    middles[0], middles[-1] = 0.0, 1.0
    gaps = np.diff(places)
    tried = np.searchsorted(middles, np.linspace(0.025, 0.975, PEAKS_TRIED))
    peaks = np.unique(np.clip(tried, 1, len(places) - 2))
    fits = [_risen_and_fallen(middles, gaps, int(peak)) for peak in peaks]
    return places, min(fits, key=lambda fit: float(np.abs(fit - middles).max()))


def _risen_and_fallen(cumulated: Floats, gaps: Floats, peak: int) -> Floats:
    """The shares whose density rises up to the gap at `peak` and falls after it."""
    from scipy.optimize import isotonic_regression

    density = np.diff(cumulated) / gaps
    rising = isotonic_regression(density[:peak], weights=gaps[:peak]).x
    falling = isotonic_regression(density[peak:], weights=gaps[peak:], increasing=False).x
    return np.concatenate([[0.0], np.cumsum(np.concatenate([rising, falling]) * gaps)])


def _placed(shares: Floats, places: Floats, cumulated: Floats) -> Floats:
    """The places at given shares; of two values or one, one of them, and nothing in between."""
    placed: Floats
    if len(places) < 3:
        placed = places[np.searchsorted(cumulated[:-1], shares, side="right")]
    else:
        placed = np.interp(shares, cumulated, places)
    return placed


def _normal_scores(values: Floats) -> Floats:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    scores: Floats = ndtri((rankdata(values, axis=0) - 0.5) / len(values))
    return scores


def _mixing(scores: Floats) -> Floats:
    """The matrix that gives independent normal columns the correlations of `scores`."""
    spread = scores.std(axis=0)
    normed = (scores - scores.mean(axis=0)) / np.where(spread == 0, 1.0, spread)
    correlations = normed.T @ normed / len(scores)
    np.fill_diagonal(correlations, 1.0)
    variances, vectors = np.linalg.eigh(correlations)
    mixing: Floats = vectors * np.sqrt(np.maximum(variances, 0.0))
    return mixing


def without_ties(values: Floats, random: np.random.Generator) -> Floats:
    """The rows with equal values of a column spread evenly around their common place.

    Each takes its place within half the smaller gap to the values beside it, so that counts (1, 2,
    3 orders) become a smooth distribution rather than as many groups as there are counts. A column
    of two values (yes or no) stays: those are two kinds.
    """
    return np.column_stack([_spread_out(column, random) for column in values.T])


def _spread_out(column: Floats, random: np.random.Generator) -> Floats:
    places, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
    if len(places) < 3:
        return column
    gaps = np.diff(places)
    reach = np.minimum(np.append(gaps, np.inf), np.append(np.inf, gaps)) / 2
    reach[counts == 1] = 0.0
    spread: Floats = column + reach[inverse] * random.uniform(-1, 1, len(column))
    return spread
