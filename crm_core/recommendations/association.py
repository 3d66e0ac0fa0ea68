"""Association rules: who buys these also buys those, and how much more often than chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.frequent_sets import FrequentSets

if TYPE_CHECKING:
    import pandas as pd

Integers = NDArray[np.integer[Any]]

CELLS = 4_000_000
"""How many places of subsets are held at once: what bounds the memory."""
MEASURES = ("support", "confidence", "lift", "leverage", "conviction")


def association_rules(sets: FrequentSets, *, least_confidence: float) -> pd.DataFrame:
    """Every rule of two or more frequent products that holds often enough where it applies.

    Parameters
    ----------
    least_confidence
        From 0 to 1.

    Returns
    -------
    DataFrame
        antecedent and consequent (numbers of sets: `set_products` tells their products), baskets
        that hold both, and MEASURES; conviction is infinite where the rule always holds. From the
        highest lift to the lowest, then by support.

    Source: Agrawal, Imielinski & Swami (1993), SIGMOD; Brin, Motwani, Ullman & Tsur (1997), SIGMOD
    (lift, conviction); Piatetsky-Shapiro (1991), Discovery, analysis and presentation of strong
    rules (leverage).
    """
    import pandas as pd

    counts = np.concatenate([[0], *(each.count for each in sets.by_length)])[1:]
    parts = [
        part
        for length in range(2, len(sets.by_length) + 1)
        for part in _rules_of(sets, length, counts, least_confidence)
    ]
    empty = np.empty((3, 0), dtype=np.int64)
    antecedent, consequent, both = np.hstack([empty, *parts]).astype(np.int64)
    measured = measures(both, counts[antecedent], counts[consequent], of=sets.baskets)
    rules = pd.DataFrame(
        {"antecedent": antecedent, "consequent": consequent, "baskets": both} | measured
    )
    order = np.lexsort((consequent, antecedent, -rules["support"], -rules["lift"]))
    return rules.iloc[order].reset_index(drop=True)


def measures(
    both: Integers, antecedent: Integers, consequent: Integers, *, of: int
) -> dict[str, NDArray[np.float64]]:
    """What rules are measured by, from how many of the baskets hold each side and both.

    >>> {name: value.tolist() for name, value in measures(
    ...     np.array([3]), np.array([4]), np.array([5]), of=10).items()}
    {'support': [0.3], 'confidence': [0.75], 'lift': [1.5], 'leverage': [0.1], 'conviction': [2.0]}
    """
    both_, first, second = (each.astype(np.float64) for each in (both, antecedent, consequent))
    misses = first - both_
    always = misses == 0
    conviction = (of - second) * first / (of * np.where(always, 1.0, misses))
    return {
        "support": both_ / of,
        "confidence": both_ / first,
        "lift": both_ * of / (first * second),
        "leverage": (both_ * of - first * second) / of**2,
        "conviction": np.where(always, np.inf, conviction),
    }


def set_products(sets: FrequentSets) -> list[tuple[int, ...]]:
    """The codes of the products in each set, ascending, by the numbers that rules use."""
    return [
        tuple(row)
        for length in range(1, len(sets.by_length) + 1)
        for row in np.sort(sets.products[sets.members(length)], axis=1).tolist()
    ]


def _rules_of(
    sets: FrequentSets, length: int, counts: Integers, least_confidence: float
) -> Iterator[Integers]:
    """Antecedent, consequent and baskets of the rules that sets of one length give."""
    members, both = sets.members(length), sets.by_length[length - 1].count
    portion = max(1, CELLS >> length)
    whole = (1 << length) - 1
    for start in range(0, len(both), portion):
        held = both[start : start + portion]
        numbers = _subsets(sets, members[start : start + portion])
        for mask in range(1, whole):
            holds = held / counts[numbers[mask]] >= least_confidence
            yield np.array([numbers[mask][holds], numbers[whole ^ mask][holds], held[holds]])


def _subsets(sets: FrequentSets, members: Integers) -> list[Integers]:
    """The number of each subset of each set: bit i of its place says whether member i is in it."""
    firsts = np.cumsum([0, *(len(each.count) for each in sets.by_length)])
    length = members.shape[1]
    places = [np.full(len(members), -1)]
    numbers = list(places)
    for mask in range(1, 1 << length):
        last = mask.bit_length() - 1
        size = mask.bit_count()
        places.append(sets.places(places[mask ^ (1 << last)], members[:, last], size))
        numbers.append(firsts[size - 1] + places[mask])
    return numbers
