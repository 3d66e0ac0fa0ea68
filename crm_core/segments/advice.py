"""Advice on the number of groups: what each K gives, and which one the customers bear out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.formulas import Formula
from crm_core.segments.canonical import canonical_sample
from crm_core.segments.evidence import NOISES, Evidence, evidence
from crm_core.segments.kmeans import KMeans, check_seed, different_rows
from crm_core.segments.nearest import BLOCK_ROWS, group_sums
from crm_core.segments.quality import CURVE_ROWS, silhouette
from crm_core.segments.segmenter import Floats, Integers
from crm_core.segments.verdict import Verdict, judged

Progress = Callable[[float, str], None]
"""Told how far the work is, from 0 to 1, and what is being done."""

FEWEST_K, MOST_K = 2, 15
GREATEST_K = 50
"""Beyond, the advice takes minutes, and nobody keeps so many segments apart."""
EVIDENCE_ROWS = 3_000
"""Stability, gap and valleys rest on a seeded sample of this many rows."""
SHARE_OF_FITS = 0.5
"""Of the progress, what the groupings of all rows count."""

SMALLEST = Formula(
    "smallest",
    "Smallest group",
    r"\min_i n_i",
    "How many customers the smallest segment holds. A handful are strays rather than a segment.",
    "count",
)


@dataclass(frozen=True)
class Candidate:
    """What one K gives; None where a measure is undefined.

    Inertia, Calinski-Harabasz, Davies-Bouldin and the smallest group come from all rows, as the
    explorer shows them; the silhouette from at most 2,000; gap and stabilities from the sample.
    """

    k: int
    inertia: float
    silhouette: float | None
    calinski_harabasz: float | None
    davies_bouldin: float | None
    gap: float | None
    stability: float
    stability_noise: float
    smallest: int


@dataclass(frozen=True)
class Advice:
    """Which K the rows bear out.

    Attributes
    ----------
    candidates : one for each K that was tried.
    evidence : what the verdict rests on, K by K as the candidates.
    suggested_k : None with the verdict "none".
    verdict : "clear", "weak" or "none".
    reason : why, in words.
    rows, sampled : how many rows there are, and on how many the evidence rests.
    """

    candidates: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    suggested_k: int | None
    verdict: Verdict
    reason: str
    rows: int
    sampled: int

    @property
    def elbow(self) -> int | None:
        """The K at which inertia bends most: farthest below the line from the first to the last."""
        return elbow([(each.k, each.inertia) for each in self.candidates])


def advise(
    values: Floats,
    *,
    k_min: int = FEWEST_K,
    k_max: int = MOST_K,
    seed: int = 0,
    progress: Progress = lambda share, words: None,
) -> Advice:
    """Try every K from `k_min` to `k_max` on finite numbers in rows, and say which is borne out.

    Fewer are tried where there are not two different rows for each group; the reason says so. The
    evidence and the verdict depend on the seed and on the rows, not on their order.

    Raises
    ------
    InvalidValue
        If `k_min` is below 2, above `k_max`, or `k_max` above 50; or the seed is out of bounds.
    NotEnoughRows
        If there are fewer than two different rows for each of `k_min` groups.
    """
    check_range(k_min, k_max, seed)
    top = _most_groups(values, k_min, k_max)
    sample = canonical_sample(_varying(values), EVIDENCE_ROWS, seed=seed)
    fits = []
    for k in range(k_min, top + 1):
        progress(SHARE_OF_FITS * (k - k_min) / (top - k_min + 1), f"Grouping into {k}")
        fits.append(_fit(values, k, seed))
    weighed, done = list[Evidence](), 0.0
    for step in evidence(sample, range(k_min, top + 1), seed=seed):
        done += 1 / (NOISES + 1)
        progress(SHARE_OF_FITS + (1 - SHARE_OF_FITS) * done, "Comparing with noise alike in shape")
        weighed = step
    found = judged(weighed)
    return Advice(
        tuple(fit.beside(each) for fit, each in zip(fits, weighed, strict=True)),
        tuple(weighed),
        found.suggested_k,
        found.verdict,
        found.reason + _limits(len(values), len(sample), top, k_max),
        len(values),
        len(sample),
    )


@dataclass(frozen=True)
class _Fit:
    """What one K gives on all rows."""

    k: int
    inertia: float
    silhouette: float | None
    calinski_harabasz: float | None
    davies_bouldin: float | None
    smallest: int

    def beside(self, each: Evidence) -> Candidate:
        return Candidate(
            self.k,
            self.inertia,
            self.silhouette,
            self.calinski_harabasz,
            self.davies_bouldin,
            each.gap,
            each.stability,
            each.stability_noise,
            self.smallest,
        )


def _fit(values: Floats, k: int, seed: int) -> _Fit:
    model = KMeans(k, seed=seed).fit(values)
    sizes = np.bincount(model.labels_, minlength=k)
    width, _ = silhouette(values, model.labels_, seed=seed, most_rows=CURVE_ROWS)
    between, resemblance = spreads(values, model.labels_, k)
    return _Fit(k, model.inertia_ or 0.0, width, between, resemblance, int(sizes.min()))


def spreads(values: Floats, labels: Integers, k: int) -> tuple[float | None, float | None]:
    """Calinski-Harabasz and Davies-Bouldin of k groups (labels from 0, none of them empty).

    None where undefined: as many groups as rows, or no spread within them; two centres in one
    place. Both in one pass over the rows, without copies of the groups.
    """
    found = group_sums(values, labels, k)
    sizes, means = found.sizes, found.sums / found.sizes[:, None]
    distances = _distances(values, means, labels)
    within = float((distances**2).sum())
    middle = values.mean(axis=0, dtype=np.float64)
    between = float((sizes * ((means - middle) ** 2).sum(axis=1)).sum())
    ratio = between / (k - 1) / (within / (len(values) - k)) if within and len(values) > k else None
    widths = np.bincount(labels, weights=distances, minlength=k) / sizes
    return ratio, _resemblance(means, widths)


def _distances(values: Floats, means: Floats, labels: Integers) -> Floats:
    """The distance of each row to the mean of its group, a block of rows at a time."""
    found, near = np.empty(len(values)), means.astype(values.dtype)
    for start in range(0, len(values), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        away = values[block] - near[labels[block]]
        np.einsum("ij,ij->i", away, away, out=found[block])
    distances: Floats = np.sqrt(found)
    return distances


def _resemblance(means: Floats, widths: Floats) -> float | None:
    from scipy.spatial.distance import cdist

    apart = cdist(means, means)
    np.fill_diagonal(apart, np.inf)
    if not apart.min():
        return None
    return float((np.add.outer(widths, widths) / apart).max(axis=1).mean())


def elbow(points: list[tuple[int, float]]) -> int | None:
    """The K whose inertia lies farthest below the line between the first and the last.

    None of fewer than three points, or where none lies below.

    >>> elbow([(2, 100.0), (3, 40.0), (4, 35.0), (5, 30.0)])
    3
    """
    if len(points) < 3:
        return None
    (first, high), (last, low) = points[0], points[-1]
    below = {
        k: high + (low - high) * (k - first) / (last - first) - inertia for k, inertia in points
    }
    best = max(below, key=lambda k: (below[k], -k))
    return best if below[best] > 0 else None


def check_range(k_min: int, k_max: int, seed: int) -> None:
    """Refuse a range of K or a seed out of bounds.

    Raises
    ------
    InvalidValue
        As `advise`.
    """
    if k_min < FEWEST_K:
        raise InvalidValue("k-min", k_min, f"a whole number of segments, at least {FEWEST_K}")
    if not k_min <= k_max <= GREATEST_K:
        raise InvalidValue("k-max", k_max, f"a whole number from k-min ({k_min}) to {GREATEST_K}")
    check_seed(seed)


def _most_groups(values: Floats, k_min: int, k_max: int) -> int:
    """The largest K there are two different rows for, per group."""
    there = different_rows(values, 2 * k_max)
    if there < 2 * k_min:
        alike = "" if there == len(values) else f"Only {there:,} of {len(values):,} differ. "
        hint = f"{alike}Choose fewer segments, or other features."
        raise NotEnoughRows(f"Advice on {k_min} segments", 2 * k_min, there, hint)
    return min(k_max, there // 2)


def _varying(values: Floats) -> Floats:
    """The columns that hold more than one value: the others tell nobody from anybody."""
    varies = values.max(axis=0) > values.min(axis=0)
    return values if varies.all() else values[:, varies]


def _limits(rows: int, sampled: int, top: int, k_max: int) -> str:
    said = ""
    if top < k_max:
        said += f" Tried up to {top} groups only: each needs two customers who differ."
    if sampled < rows:
        said += f" Judged from a sample of {sampled:,} of {rows:,} customers."
    return said
