"""How alike two ways of grouping the same customers are, from their cross-table alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.formulas import Formula
from crm_core.segments.matching import assigned
from crm_core.segments.segmenter import Floats

ADJUSTED_RAND = Formula(
    "adjusted_rand",
    "Adjusted Rand index",
    r"\frac{\sum_{ij}\binom{n_{ij}}{2} - E}{\frac{1}{2}\left[\sum_i\binom{a_i}{2} + "
    r"\sum_j\binom{b_j}{2}\right] - E},\quad "
    r"E = \sum_i\binom{a_i}{2}\sum_j\binom{b_j}{2}\Big/\binom{n}{2}",
    "Of all pairs of customers, how far the two agree on who belongs together, less what chance "
    "alone would give. 1: the same groups, 0: no more alike than by chance.",
    "number",
)
MUTUAL_INFORMATION = Formula(
    "mutual_information",
    "Mutual information",
    r"\frac{\sum_{ij} \frac{n_{ij}}{n}\log\frac{n\,n_{ij}}{a_i b_j}}"
    r"{\frac{1}{2}\left[H(A) + H(B)\right]}",
    "How much knowing a customer's group in one tells about the group in the other, over the mean "
    "of what each has to tell (normalised, arithmetic). 1: everything, 0: nothing.",
    "number",
)
DIFFERING = Formula(
    "differing",
    "Customers who differ",
    r"n - \max_{\pi} \sum_i n_{i\,\pi(i)}",
    "The groups of both are paired one to one so that as many customers as possible stay in their "
    "pair; those who do not are counted. A group without a partner differs with all its customers.",
    "count",
)


@dataclass(frozen=True)
class Comparison:
    """Figures of a cross-table; None where it holds no customer.

    `pairs` names the partner in B of each group of A.
    """

    adjusted_rand: float | None
    mutual_information: float | None
    differing: int
    pairs: dict[int, int]


def compared(crosstab: pd.DataFrame) -> Comparison:
    """Compare two groupings by customers per group of A (rows) and of B (columns).

    Sources: Hubert & Arabie (1985), Journal of Classification 2; Vinh, Epps & Bailey (2010),
    Journal of Machine Learning Research 11. Equal to scikit-learn's `adjusted_rand_score` and
    `normalized_mutual_info_score`.

    >>> both = compared(pd.DataFrame([[2, 0], [0, 3]], index=[1, 2], columns=[1, 2]))
    >>> both.adjusted_rand, both.mutual_information, both.differing
    (1.0, 1.0, 0)
    """
    counts = crosstab.to_numpy(np.float64)
    if not counts.sum():
        return Comparison(None, None, 0, {})
    pairs = assigned(crosstab)
    agreeing = sum(int(crosstab.loc[a, b]) for a, b in pairs.items())
    return Comparison(
        _adjusted_rand(counts),
        _mutual_information(counts),
        int(counts.sum()) - agreeing,
        {a: b for a, b in sorted(pairs.items()) if crosstab.loc[a, b]},
    )


def _adjusted_rand(counts: Floats) -> float:
    n = counts.sum()
    together = _pairs(counts).sum()
    in_a, in_b = _pairs(counts.sum(axis=1)).sum(), _pairs(counts.sum(axis=0)).sum()
    if together == in_a == in_b:  # the same groups, one customer included
        return 1.0
    by_chance = in_a * in_b / _pairs(n)
    return float((together - by_chance) / ((in_a + in_b) / 2 - by_chance))


def _pairs(count: Floats) -> Floats:
    pairs: Floats = count * (count - 1) / 2
    return pairs


def _mutual_information(counts: Floats) -> float:
    shares = counts / counts.sum()
    a, b = shares.sum(axis=1), shares.sum(axis=0)
    to_tell = (_entropy(a) + _entropy(b)) / 2
    if not to_tell:  # one group each: they agree
        return 1.0
    told = _entropy(a) + _entropy(b) - _entropy(shares.ravel())
    return float(min(max(told / to_tell, 0.0), 1.0))


def _entropy(shares: Floats) -> float:
    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())
