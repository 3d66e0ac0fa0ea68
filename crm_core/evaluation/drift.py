"""Whether what a model sees today is still what it learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.matrices import Coded, coded

Integers = NDArray[np.integer[Any]]
State = Literal["same", "changed", "moved"]

BINS = 10
MOST_LEVELS = 50
CHANGED, MOVED = 0.1, 0.25
"""From which population stability index on a column has changed, and has moved far."""


@dataclass(frozen=True)
class Profile:
    """How the rows lie over the values of one column; holds no row.

    Attributes
    ----------
    edges : of a number, between its bins; a value on an edge lies above it. Empty for categories.
    levels : of a category, its 50 commonest values. Empty for numbers.
    counts : rows by bin or level, then those of any other value, then those without one.
    """

    column: str
    edges: tuple[float, ...]
    levels: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Drift:
    """The population stability index of one column, and what it says; None where it has none."""

    column: str
    stability: float | None
    state: State


def profiles(columns: Coded, *, bins: int = BINS) -> list[Profile]:
    """Each column's profile: numbers in tenths of the rows, categories by value."""
    return [_of_number(columns, name, bins) for name in columns.numbers] + [
        _of_category(columns, name) for name in columns.codes
    ]


def drift(known: Sequence[Profile], columns: Coded) -> list[Drift]:
    """How far each profiled column lies from what it was, the farthest first."""
    found = []
    for profile in known:
        index = _stability(profile, columns)
        found.append(Drift(profile.column, index, _state(index)))
    return sorted(found, key=lambda each: (-(each.stability or 0.0), each.column))


def population_stability(before: pd.Series, after: pd.Series, *, bins: int = BINS) -> float | None:
    """The population stability index of one column between two sets of rows.

    Numbers are cut at the quantiles of `before`, other values stand for themselves, new ones
    together; missing ones are a bin of their own. A share of no row counts as half a row, so that
    the index stays finite. None where one of the sets is empty.

    Source: Yurdakul & Naranjo (2020), Journal of Risk Model Validation 14(4), 89-100.
    """
    was, now = (coded(one.to_frame("value"), ["value"]) for one in (before, after))
    if not was.rows:
        return None
    return _stability(profiles(was, bins=bins)[0], now)


def _state(index: float | None) -> State:
    if index is None or index < CHANGED:
        return "same"
    return "changed" if index < MOVED else "moved"


def _of_number(columns: Coded, name: str, bins: int) -> Profile:
    values = columns.numbers[name]
    known = values[~np.isnan(values)]
    cuts = np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]) if len(known) else known
    profile = Profile(name, tuple(np.unique(cuts).tolist()), (), ())
    return _filled(profile, columns)


def _of_category(columns: Coded, name: str) -> Profile:
    levels, codes = columns.levels[name], columns.codes[name]
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    commonest = np.lexsort((np.arange(len(levels)), -counts))[:MOST_LEVELS]
    kept = tuple(levels[place] for place in sorted(commonest.tolist()) if counts[place])
    return _filled(Profile(name, (), kept, ()), columns)


def _filled(profile: Profile, columns: Coded) -> Profile:
    counts = tuple(_counts(profile, columns).tolist())
    return Profile(profile.column, profile.edges, profile.levels, counts)


def _counts(profile: Profile, columns: Coded) -> Integers:
    """Rows by bin of the profile; other and missing values last. A column that is gone is missing.

    A category that became a number, or a number that became one, is another value altogether.
    """
    name, bins = profile.column, len(profile.edges) + 1
    if name in columns.numbers and not profile.levels:
        values = columns.numbers[name]
        place = np.searchsorted(profile.edges, values, side="right")
        place = np.where(np.isnan(values), bins + 1, place)
        return np.bincount(place, minlength=bins + 2)
    size = len(profile.levels) or bins
    known = {level: number for number, level in enumerate(profile.levels)}
    where = [known.get(level, size) for level in columns.levels.get(name, ())]
    codes = columns.codes.get(name, np.full(columns.rows, -1))
    return np.bincount(np.array([*where, size + 1])[codes], minlength=size + 2)


def _stability(profile: Profile, columns: Coded) -> float | None:
    was, now = np.array(profile.counts), _counts(profile, columns)
    if not was.sum() or not now.sum():
        return None
    there = was + now > 0
    p = np.maximum(was[there], 0.5) / was.sum()
    q = np.maximum(now[there], 0.5) / now.sum()
    return float(((q - p) * np.log(q / p)).sum())
