"""Folds: every row is judged by a model that did not learn from it, nor from its kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

NOT_JUDGED = -1
"""The fold of a row that only ever learns."""
STRATA = 10
HOLDOUT_PARTS = 5


def strata(values: Floats) -> Integers:
    """Numbers put into ten strata of equal size, so that each fold gets low and high ones."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, STRATA + 1)[1:-1]))
    return np.searchsorted(edges, values, side="right").astype(np.int64)


def assigned_folds(groups: Integers, labels: Integers, *, folds: int, seed: int) -> Integers:
    """The fold of each row, from 0 to `folds` - 1: whole groups, each label spread evenly.

    Groups of one label are dealt out in turn, larger ones first, equally large ones in a seeded
    order. The order of the rows never matters. One split of 80 to 20 is fold 0 of five.

    Parameters
    ----------
    groups
        As `row_groups` gives them.
    labels
        A class per row, or a stratum of a number; a group counts for its commonest label.

    Raises
    ------
    InvalidValue
        If `folds` is below 2.
    NotEnoughRows
        If there are fewer groups than folds.
    """
    if folds < 2:
        raise InvalidValue("folds", folds, "a whole number of folds, at least 2")
    sizes = np.bincount(groups)
    if len(sizes) < folds:
        hint = "Rows that are copies or of one customer count once. Choose fewer folds."
        raise NotEnoughRows(f"A split into {folds:,} folds", folds, len(sizes), hint)
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    order = np.lexsort((shuffled, -sizes, _commonest(groups, labels)))
    fold = np.empty(len(sizes), dtype=np.int64)
    fold[order] = np.arange(len(sizes)) % folds
    return fold[groups]


def time_folds(
    groups: Integers, labels: Integers, is_last: Flags, *, folds: int, seed: int
) -> Integers:
    """Folds where only rows of the last cut-off are judged; earlier ones are `NOT_JUDGED`.

    A row of fold f is judged by a model that learnt from rows of earlier cut-offs, of groups none
    of whose rows stands in fold f: neither the future nor the same customer is on both sides.

    Raises
    ------
    InvalidValue, NotEnoughRows
        As `assigned_folds`, of the rows of the last cut-off; if no row is earlier.
    """
    if is_last.all():
        hint = "Choose a later --as-of, or --split folds."
        raise NotEnoughRows("A split by time", 1, 0, hint)
    found = np.full(len(groups), NOT_JUDGED, dtype=np.int64)
    _, last = np.unique(groups[is_last], return_inverse=True)
    found[is_last] = assigned_folds(last, labels[is_last], folds=folds, seed=seed)
    return found


def holdout(groups: Integers, labels: Integers, *, seed: int) -> Integers:
    """One split of about 80 to 20: the judged fifth is fold 0, the rest `NOT_JUDGED`.

    Raises
    ------
    NotEnoughRows
        As `assigned_folds` with five folds.
    """
    fold = assigned_folds(groups, labels, folds=HOLDOUT_PARTS, seed=seed)
    return np.where(fold == 0, 0, NOT_JUDGED)


def shuffled_folds(rows: int, *, folds: int, seed: int) -> Iterator[tuple[Integers, Integers]]:
    """For each fold, the places of the rows that learn and of those that are judged.

    Both are in the shuffled order, and the folds are those of scikit-surprise's `KFold` with the
    same seed, so that figures can be held against its own.

    Raises
    ------
    InvalidValue
        If `folds` is below 2.
    NotEnoughRows
        If there are fewer rows than folds.
    """
    if folds < 2:
        raise InvalidValue("folds", folds, "a whole number of folds, at least 2")
    if rows < folds:
        raise NotEnoughRows(f"A split into {folds:,} folds", folds, rows, "Choose fewer folds.")
    shuffled = np.arange(rows)
    np.random.RandomState(seed).shuffle(shuffled)
    sizes = np.full(folds, rows // folds) + (np.arange(folds) < rows % folds)
    ends = np.cumsum(sizes)
    for start, end in zip(ends - sizes, ends, strict=True):
        yield np.concatenate([shuffled[:start], shuffled[end:]]), shuffled[start:end]


def sides(fold: Integers, groups: Integers) -> Iterator[tuple[Flags, Flags]]:
    """For each fold, which rows learn and which are judged; no group is on both sides.

    Where some rows are `NOT_JUDGED` they alone learn, else all rows of the other folds.
    """
    only_learning = fold == NOT_JUDGED
    for number in range(int(fold.max()) + 1):
        judged = fold == number
        learning = only_learning if only_learning.any() else ~judged
        yield learning & ~np.isin(groups, groups[judged]), judged


def _commonest(groups: Integers, labels: Integers) -> Integers:
    """The label that most rows of each group bear; the smallest of several."""
    counts = np.zeros((int(groups.max()) + 1, int(labels.max()) + 1), dtype=np.int64)
    np.add.at(counts, (groups, labels), 1)
    return np.asarray(counts.argmax(axis=1), dtype=np.int64)
