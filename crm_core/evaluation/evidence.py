"""What one column alone says about the target, worked out on rows it was not learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.evaluation.binary import BinaryJudge
from crm_core.matrices import Coded

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

BINS = 20
PARTS = 5
PRIOR_ROWS = 5.0
"""How many rows of the common rate each value starts with, so that few rows say little."""


@dataclass(frozen=True)
class Evidence:
    """One column against the target.

    Attributes
    ----------
    strength : ROC AUC of the column alone (for classes), or its squared correlation (for numbers).
    deviation : the standard error of `strength`; 0 for numbers.
    one_class_rows : rows of values that occur with one class only, more than chance allows.
    one_class : that class; -1 where there is none.
    filled_class : the class of every row that has a value, where others have none; else -1.
    filled_rows : how many rows have a value.
    """

    column: str
    strength: float
    deviation: float
    one_class_rows: int
    one_class: int
    filled_class: int
    filled_rows: int


def cells_of(columns: Coded, name: str) -> Integers:
    """The cell of each row: a twentieth of a number's values, or a category's value; 0 if missing.

    >>> import pandas as pd
    >>> from crm_core.matrices import coded
    >>> cells_of(coded(pd.DataFrame({"a": ["x", None, "y"]}), ["a"]), "a").tolist()
    [1, 0, 2]
    """
    if name in columns.codes:
        return columns.codes[name] + 1
    values = columns.numbers[name]
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=np.int64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values, side="right"))


def class_evidence(
    columns: Coded, name: str, labels: Integers, *, tests: int, chance: float, seed: int
) -> Evidence:
    """What a column says about a class, from 0 on, per row.

    Each row gets the rates of its cell among rows of other parts, and ROC AUC judges them; so a
    column of many values gains nothing by having them.

    Parameters
    ----------
    tests, chance
        A cell is of one class only if that many tests together would find such a one by chance with
        no more than this probability.
    """
    cell, classes = cells_of(columns, name), int(labels.max()) + 1
    size = int(cell.max()) + 1
    counts = np.bincount(cell * classes + labels, minlength=size * classes).reshape(size, classes)
    strength, deviation = _strength(cell, labels, size, classes, seed)
    runs = _runs(counts) if name in columns.numbers else counts
    pure = _pure(runs, np.log(chance) - np.log(tests * size))
    by_class = np.where(pure[:, None], runs, 0).sum(axis=0)
    rows = int(by_class.max())
    filled = counts[1:].sum(axis=0)
    is_telling = (
        counts[0].sum() > 0 and (filled > 0).sum() == 1 and _is_pure(filled, counts, chance)
    )
    return Evidence(
        name,
        strength,
        deviation,
        rows,
        int(by_class.argmax()) if rows else -1,
        int(filled.argmax()) if is_telling else -1,
        int(filled.sum()),
    )


def _runs(counts: Integers) -> Integers:
    """Counts by class of neighbouring cells of the same one class taken together; 0 stays alone."""
    only = np.where((counts > 0).sum(axis=1) == 1, counts.argmax(axis=1), -1)
    begins = np.ones(len(counts), dtype=bool)
    begins[2:] = (only[2:] < 0) | (only[2:] != only[1:-1])
    return np.asarray(np.add.reduceat(counts, np.flatnonzero(begins)))


def _is_pure(filled: Integers, counts: Integers, chance: float) -> bool:
    share = counts.sum(axis=0)[filled.argmax()] / counts.sum()
    return bool(filled.max() * np.log(share) < np.log(chance))


def _pure(counts: Integers, limit: float) -> NDArray[np.bool_]:
    """Which cells hold one class only, where so many rows of it are no chance."""
    rows = counts.sum(axis=1)
    share = counts.sum(axis=0) / counts.sum()
    unlikely = rows * np.log(share[counts.argmax(axis=1)])
    is_pure: NDArray[np.bool_] = (counts.max(axis=1) == rows) & (rows > 0) & (unlikely < limit)
    return is_pure


def _strength(
    cell: Integers, labels: Integers, size: int, classes: int, seed: int
) -> tuple[float, float]:
    """ROC AUC of the rates of each row's cell in the other parts, and its standard error."""
    part = np.random.default_rng(seed).permutation(len(cell)) % PARTS
    found, errors = [], []
    for number in range(1 if classes == 2 else 0, classes):
        hit = labels == number
        judge = BinaryJudge(hit, _rates(cell, hit, part, size), folds=part)
        area = float(judge.areas()[0, 0])
        found.append(area)
        errors.append(area_error(area, int(hit.sum()), int((~hit).sum())))
    return float(np.nanmean(found)) if not np.isnan(found).all() else 0.5, float(max(errors))


def _rates(cell: Integers, hit: NDArray[np.bool_], part: Integers, size: int) -> Floats:
    rows = np.zeros((PARTS, size))
    hits = np.zeros((PARTS, size))
    np.add.at(rows, (part, cell), 1.0)
    np.add.at(hits, (part, cell), hit)
    other_rows, other_hits = rows.sum(axis=0) - rows, hits.sum(axis=0) - hits
    common = other_hits.sum(axis=1) / np.maximum(other_rows.sum(axis=1), 1.0)
    rates = (other_hits + PRIOR_ROWS * common[:, None]) / (other_rows + PRIOR_ROWS)
    return np.asarray(rates[part, cell])


def area_error(area: float, positives: int, negatives: int) -> float:
    """The standard error of a ROC AUC; 0.5 where a class has no row.

    Source: Hanley & McNeil (1982), Radiology 143, 29-36.
    """
    if not positives or not negatives or np.isnan(area):
        return 0.5
    above, below = area / (2 - area), 2 * area**2 / (1 + area)
    spread = (
        area * (1 - area)
        + (positives - 1) * (above - area**2)
        + (negatives - 1) * (below - area**2)
    )
    return float(np.sqrt(max(spread, 0.0) / (positives * negatives)))


def number_evidence(columns: Coded, name: str, target: Floats) -> Evidence:
    """What a column says about a number: the square of its rank correlation, or of its groups'.

    For categories the share of the target's spread that lies between the values, less what as many
    random groups would take.
    """
    if name in columns.codes:
        strength = _between(columns.codes[name] + 1, target)
    else:
        strength = _rank_correlation(columns.numbers[name], target) ** 2
    return Evidence(name, strength, 0.0, 0, -1, -1, 0)


def _rank_correlation(values: Floats, target: Floats) -> float:
    from scipy.stats import rankdata

    known = ~np.isnan(values)
    if known.sum() < 3:
        return 0.0
    ranks = rankdata(values[known]), rankdata(target[known])
    if min(float(np.ptp(rank)) for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _between(cell: Integers, target: Floats) -> float:
    rows, sums = np.bincount(cell), np.bincount(cell, target)
    spread = float(((target - target.mean()) ** 2).sum())
    groups = int((rows > 0).sum())
    if spread == 0 or groups >= len(target) - 1:
        return 0.0
    means = sums / np.maximum(rows, 1)
    within = float(((target - means[cell]) ** 2).sum())
    adjusted = 1 - (within / (len(target) - groups)) / (spread / (len(target) - 1))
    return max(0.0, adjusted)
