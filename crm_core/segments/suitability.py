"""Which features can tell customers apart, and which ones would mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from crm_core.errors import InvalidValue
from crm_core.formulas import Formula
from crm_core.matrices import Matrix, signed_log
from crm_core.segments.segmenter import Floats

SKEWED = 1.5
"""From this skewness on the logarithm is suggested, where it brings the skewness nearer to 0."""
FEW = 20
BARS = 24

SKEWNESS = Formula(
    "skewness",
    "Skewness",
    r"\frac{\frac{1}{n}\sum_i (x_i - \bar{x})^3}{s^3}",
    "How much longer one tail is than the other: 0 is even, above 1.5 a few customers lie far "
    "above all others and decide the distances nearly alone.",
    "number",
)
DISTANCE_SHARE = Formula(
    "distance_share",
    "Share of the distance",
    r"\frac{s_j^2}{\sum_i s_i^2}",
    "A feature's variance, as the model sees it, over that of all features: its share in the mean "
    "squared distance between two customers.",
    "share",
)


@dataclass(frozen=True)
class Skew:
    """A feature with a long tail, before and after the logarithm.

    `before` and `after` are its skewness; the histograms are counts over even bars, with their
    edges, of the values as recorded and of their signed logarithms.
    """

    feature: str
    before: float
    after: float
    counts: Floats
    edges: Floats
    logged_counts: Floats
    logged_edges: Floats


def check_suitable(frame: pd.DataFrame, features: Sequence[str]) -> None:
    """Refuse features that cannot tell customers apart, or that say who they are already.

    Refused are: a feature with the same value for every customer who has one; whole numbers that
    only count the customers through, as an id does; a feature that is a copy of another chosen one.
    A single customer is refused nothing. Text is refused where the matrix is made.

    Raises
    ------
    InvalidValue
        For the first such feature.
    """
    columns = {
        name: frame[name].to_numpy(np.float64, na_value=np.nan)
        for name in features
        if name in frame.columns and frame[name].dtype.kind in "iuf"
    }
    if len(frame) < 2:
        return
    for name, values in columns.items():
        _check_varies(name, values)
        _check_no_id(name, values)
    for (first, values), (second, others) in combinations(columns.items(), 2):
        if _same(values[:FEW], others[:FEW]) and _same(values, others):
            wanted = f"it is the same as {first} for every customer and would count twice"
            raise InvalidValue("features", second, f"{wanted}; choose one of them")


def _same(values: Floats, others: Floats) -> bool:
    return bool(np.array_equal(values, others, equal_nan=True))


def _check_varies(name: str, values: Floats) -> None:
    known = values[np.isfinite(values)]
    if len(known) and known[0] == known[-1] and (known == known[0]).all():
        wanted = f"every customer who has one has the same value, {known[0]:,.10g}, so it cannot"
        raise InvalidValue("features", name, f"{wanted} tell them apart; leave it out")


def _check_no_id(name: str, values: Floats) -> None:
    """Dense whole numbers that no two customers share number the customers."""
    known = values[np.isfinite(values)]
    if len(known) < max(FEW, len(values) / 2) or not (known == np.round(known)).all():
        return
    span = known.max() - known.min() + 1
    if len(known) <= span < 1.5 * len(known) and len(np.unique(known)) == len(known):
        wanted = "each customer has a number of their own, as an id has: it says who somebody is"
        raise InvalidValue("features", name, f"{wanted}, not what they are like; leave it out")


def skews(rulers: dict[str, Floats], features: Sequence[str]) -> list[Skew]:
    """The features that are better logged, the most skewed first.

    `rulers` are each column's known values, or a sample of them: `Yardstick.rulers`.
    """
    found = [_skew(name, rulers[name]) for name in features if len(rulers[name]) >= FEW]
    better = [one for one in found if one.before >= SKEWED and abs(one.after) < one.before]
    return sorted(better, key=lambda one: (-one.before, one.feature))


def _skew(name: str, values: Floats) -> Skew:
    logged = signed_log(values)
    counts, edges = np.histogram(values, BARS)
    logged_counts, logged_edges = np.histogram(logged, BARS)
    before, after = skewness(values), skewness(logged)
    return Skew(name, before, after, counts, edges, logged_counts, logged_edges)


def skewness(values: Floats) -> float:
    """The third standardised moment; 0 for values that never vary.

    >>> skewness(np.array([0.0, 0.0, 0.0, 1.0])).__round__(4)
    1.1547
    """
    off = values - values.mean()
    spread = values.std()
    return float((off**3).mean() / spread**3) if spread else 0.0


def distance_shares(matrix: Matrix) -> dict[str, float]:
    """Each feature's share of the squared distances, the largest first; {} where all are equal."""
    variances = matrix.values.var(axis=0, dtype=np.float64)
    whole = variances.sum()
    if not whole:
        return {}
    shares = dict(zip(matrix.columns, map(float, variances / whole), strict=True))
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))
