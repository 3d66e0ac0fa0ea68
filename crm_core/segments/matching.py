"""Which new groups carry on which old ones: matched by the customers they share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from crm_core.formulas import Formula

MAJORITY = 0.5

MATCH = Formula(
    "match",
    "Match of old and new groups",
    r"\max_{\pi} \sum_{j} \left| A_{\pi(j)} \cap B_j \right|",
    "Old and new groups are paired one to one so that as many customers as possible stay in their "
    "pair. A pair counts, and the new group takes over name and colour, where it shares at least "
    "half of the smaller of the two. Customers who are in one of the two only do not count.",
    "count",
)


@dataclass(frozen=True)
class Matching:
    """How new groups follow from old ones.

    Attributes
    ----------
    pairs : new group to the old group it carries on.
    split : old group to the new groups that each drew at least half of their customers from it,
        where they are two or more.
    merged : new group to the old groups that each gave it at least half of their customers, where
        they are two or more.
    new : new groups that carry on none.
    gone : old groups that none carries on.
    """

    pairs: dict[int, int]
    split: dict[int, tuple[int, ...]]
    merged: dict[int, tuple[int, ...]]
    new: tuple[int, ...]
    gone: tuple[int, ...]


def matched(crosstab: pd.DataFrame) -> Matching:
    """Match groups by a cross-table: old groups in rows, new ones in columns, customers in cells.

    Group 0, in no segment, takes no part. Source of the assignment: Crouse (2016), On implementing
    2D rectangular assignment algorithms, IEEE Transactions on Aerospace and Electronic Systems 52.

    >>> table = pd.DataFrame([[0, 40], [60, 0]], index=[1, 2], columns=[1, 2])
    >>> matched(table).pairs
    {1: 2, 2: 1}
    """
    shared = crosstab.drop(index=0, columns=0, errors="ignore")
    old, new = shared.sum(axis=1), shared.sum(axis=0)
    pairs = {
        after: before
        for before, after in assigned(shared).items()
        if shared.loc[before, after] >= MAJORITY * min(old[before], new[after])
        and shared.loc[before, after]
    }
    from_one = shared.div(new.where(new > 0), axis=1).ge(MAJORITY)
    into_one = shared.div(old.where(old > 0), axis=0).ge(MAJORITY)
    split = {int(name): _names(row) for name, row in from_one.iterrows()}
    merged = {int(name): _names(column) for name, column in into_one.items()}
    return Matching(
        dict(sorted(pairs.items())),
        {name: parts for name, parts in split.items() if len(parts) > 1},
        {name: parts for name, parts in merged.items() if len(parts) > 1},
        tuple(int(name) for name in shared.columns if name not in pairs),
        tuple(int(name) for name in shared.index if name not in pairs.values()),
    )


def assigned(crosstab: pd.DataFrame) -> dict[int, int]:
    """The one-to-one pairing of rows to columns that holds most customers, as row to column."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(crosstab.to_numpy(), maximize=True)
    return {
        int(crosstab.index[row]): int(crosstab.columns[column])
        for row, column in zip(rows, columns, strict=True)
    }


def _names(flags: pd.Series) -> tuple[int, ...]:
    return tuple(int(name) for name in flags.index[flags])
