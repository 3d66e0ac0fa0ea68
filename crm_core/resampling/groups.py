"""Rows that belong together: of one customer, or copies of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]

LARGEST_SHARE = 0.1
"""Of all rows: what more than this have in common is a usual state, such as never having bought."""


def row_groups(ids: Sequence[object], content: pd.DataFrame) -> Integers:
    """A number per row, the same for rows that must never stand on both sides of a split.

    Rows belong together that bear the same id, or that are copies: equal in every column of
    `content` where so much agreement is not to be expected. It is to be expected where the shares
    of the values, multiplied with each other and the number of rows, give one row or more, as in a
    table with few columns of few values; and where over a tenth of all rows agree.

    Parameters
    ----------
    ids
        One per row, such as `customer_id`; they also say the order of the groups, so that the order
        of the rows never matters.
    content
        The features and the label, one row per id.

    Returns
    -------
    Integers
        From 0 on, in order of the smallest id of each group; empty for no rows.
    """
    owner, _ = pd.factorize(np.asarray(ids, dtype=object), sort=True)
    if not len(owner):
        return np.empty(0, dtype=np.int64)
    return _in_order(_joined(owner, copies(content)), owner)


def copies(content: pd.DataFrame) -> Integers:
    """A number per row, the same for rows that are copies of one another; see `row_groups`."""
    rows = len(content)
    alone = np.arange(rows, dtype=np.int64)
    if not rows or content.columns.empty:
        return alone
    coded = [pd.factorize(content[name], use_na_sentinel=False)[0] for name in content.columns]
    first = _first_alike(np.column_stack(coded))
    sizes = np.bincount(first, minlength=rows)[first]
    expected = np.log(rows) + sum(np.log(np.bincount(c)[c] / rows) for c in coded)
    is_copy = (sizes > 1) & (expected < 0) & (sizes <= LARGEST_SHARE * rows)
    return np.where(is_copy, first, alone)


def _first_alike(coded: Integers) -> Integers:
    """The position of the first row that is equal to each row."""
    frame = pd.DataFrame(coded)
    number = frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy()
    _, first = np.unique(number, return_index=True)
    return np.asarray(first[number], dtype=np.int64)


def _joined(owner: Integers, copied: Integers) -> Integers:
    """Numbers of the parts that hang together by an owner or by being copies."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    owners = int(owner.max()) + 1
    size = owners + len(copied)
    edges = coo_array((np.ones(len(owner)), (owner, owners + copied)), shape=(size, size))
    _, part = connected_components(edges, directed=False)
    return np.asarray(part[owner], dtype=np.int64)


def _in_order(part: Integers, owner: Integers) -> Integers:
    """The parts numbered anew, by the smallest owner of each."""
    smallest = np.full(int(part.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, part, owner)
    _, ranked = np.unique(smallest[part], return_inverse=True)
    return ranked.astype(np.int64)
