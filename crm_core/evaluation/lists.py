"""Lists of products: were the right ones on them, how early, and how far do the lists reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.evaluation.intervals import figures_of
from crm_core.evaluation.judge import Figure, summed

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

NO_PRODUCT = -1
"""Fills a list that is shorter than asked."""
HEAD = 0.2
"""The share of products that counts as the best known ones."""


@dataclass(frozen=True)
class Relevant:
    """What each customer took afterwards: pairs of a row of the lists and a product, each once."""

    row: Integers
    product: Integers


@dataclass(frozen=True)
class Shelf:
    """What the lists are made from, one entry per product.

    Attributes
    ----------
    owners : how many customers own it.
    customers : how many customers there are to own anything.
    text : a row of length 1 (0 where nothing is written) each; a scipy sparse array.
    """

    owners: Integers
    customers: int
    text: Any

    @property
    def surprise(self) -> Floats:
        """Minus the binary logarithm of the share who own it; what nobody owns, as if one did."""
        share = np.maximum(self.owners, 1) / max(self.customers, 1)
        return np.asarray(-np.log2(share))

    @property
    def is_head(self) -> Flags:
        """Whether it is among the fifth of products that most own."""
        head = np.zeros(len(self.owners), dtype=bool)
        head[np.argsort(-self.owners, kind="stable")[: round(HEAD * len(head))]] = True
        return head


class ListJudge:
    """Judges one list per customer by what each took afterwards.

    Of a list shorter than asked the missing places count as misses. Novelty and popularity bias are
    over all products listed, diversity over the lists of two or more; NaN where there are none.

    Parameters
    ----------
    lists
        Customers x n, the numbers of products, best first, `NO_PRODUCT` at the end of short lists.
    relevant
        At least one product per row; a row without any scores 0.
    shelf
        Novelty, diversity and popularity bias are NaN without it.
    """

    names: tuple[str, ...] = (
        "precision",
        "recall",
        "ndcg",
        "map",
        "hit_rate",
        "mrr",
        "novelty",
        "diversity",
        "popularity_bias",
    )

    def __init__(self, lists: Integers, relevant: Relevant, shelf: Shelf | None = None) -> None:
        self.rows = len(lists)
        found = hits(lists, relevant)
        taken = np.bincount(relevant.row, minlength=self.rows)
        self._right = np.array(_accuracy(found, taken)).reshape(6, self.rows)
        self._reach = _reach(lists, shelf)

    def figures(self) -> Floats:
        """The figures of `names` over all rows."""
        return np.asarray(self.drawn(np.ones((1, self.rows)))[0])

    def drawn(self, weights: Floats) -> Floats:
        """The figures of `names` for each draw, row i counting `weights[draw, i]` times."""
        if not self.rows:
            return np.full((len(weights), len(self.names)), np.nan)
        right = summed(self._right, weights) / self.rows
        part, whole = summed(self._reach[:3], weights), summed(self._reach[3:], weights)
        reach = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
        return np.hstack([right, reach])

    def of(self, rows: Flags) -> Self:
        """The judge of some of the rows."""
        some = object.__new__(type(self))
        some.rows = int(rows.sum())
        some._right, some._reach = self._right[:, rows], self._reach[:, rows]
        return some


def ndcg(lists: Integers, row: Integers, product: Integers) -> float:
    """NDCG alone, given the row and the product of everything taken afterwards: what to tune by.

    >>> ndcg(np.array([[4, 1], [3, 0]]), np.array([0, 1]), np.array([4, 5]))
    0.5
    """
    judge = ListJudge(lists, Relevant(row, product))
    return float(judge.figures()[judge.names.index("ndcg")])


def hits(lists: Integers, relevant: Relevant) -> Flags:
    """Of each place of each list, whether its customer took that product afterwards."""
    most = max(int(lists.max(initial=0)), int(relevant.product.max(initial=0))) + 1
    wanted = np.sort(relevant.row.astype(np.int64) * most + relevant.product)
    listed = np.arange(len(lists), dtype=np.int64)[:, None] * most + lists
    if not len(wanted):
        return np.zeros(lists.shape, dtype=bool)
    place = np.minimum(np.searchsorted(wanted, listed), len(wanted) - 1)
    return np.asarray((wanted[place] == listed) & (lists != NO_PRODUCT))


def _accuracy(found: Flags, taken: Integers) -> list[Floats]:
    """Precision, recall, nDCG, average precision, hit and reciprocal rank of each list."""
    length = found.shape[1]
    places = np.arange(1, length + 1)
    many = found.sum(axis=1)
    reachable = np.minimum(taken, length)
    discount = 1 / np.log2(places + 1)
    best = np.concatenate([[0.0], np.cumsum(discount)])[reachable]
    right_so_far = np.cumsum(found, axis=1) / places
    first = np.where(found.any(axis=1), found.argmax(axis=1) + 1, np.inf)
    return [
        many / max(length, 1),
        many / np.maximum(taken, 1),
        (found @ discount) / np.where(best > 0, best, 1.0),
        (right_so_far * found).sum(axis=1) / np.maximum(reachable, 1),
        (many > 0).astype(np.float64),
        1 / first,
    ]


def _reach(lists: Integers, shelf: Shelf | None) -> Floats:
    """Sums of novelty, diversity and best-known products of each list, and what they are over."""
    if shelf is None or not len(shelf.owners):
        return np.zeros((6, len(lists)))
    is_listed = lists != NO_PRODUCT
    listed = is_listed.sum(axis=1).astype(np.float64)
    places = np.where(is_listed, lists, 0)
    surprise = (shelf.surprise[places] * is_listed).sum(axis=1)
    best_known = (shelf.is_head[places] & is_listed).sum(axis=1)
    varied = listed > 1
    diversity = np.where(varied, 1 - _likeness(lists, is_listed, shelf.text), 0.0)
    return np.array([surprise, diversity, best_known, listed, varied, listed], dtype=np.float64)


def _likeness(lists: Integers, is_listed: Flags, text: Any) -> Floats:
    """The mean cosine of the texts of two products of each list; 0 where it has no two."""
    from scipy.sparse import csr_array

    row, _ = np.nonzero(is_listed)
    product = lists[is_listed]
    on_list = csr_array((np.ones(len(row)), (row, product)), shape=(len(lists), text.shape[0]))
    together = np.asarray((on_list @ text).power(2).sum(axis=1)).ravel()
    alone = on_list @ np.asarray(text.power(2).sum(axis=1)).ravel()
    many = is_listed.sum(axis=1)
    pairs = many * (many - 1)
    return np.asarray((together - alone) / np.where(pairs > 0, pairs, 1))


def coverage(lists: Integers, products: int) -> float | None:
    """The share of `products` that stand on at least one list; None where there is no product."""
    return len(np.unique(lists[lists != NO_PRODUCT])) / products if products else None


def figures_by_length(lists: Integers, relevant: Relevant) -> pd.DataFrame:
    """Precision and recall of the first n places: n, precision, recall, for n from 1 on."""
    found = np.cumsum(hits(lists, relevant), axis=1)
    places = np.arange(1, lists.shape[1] + 1)
    taken = np.maximum(np.bincount(relevant.row, minlength=len(lists)), 1)
    return pd.DataFrame(
        {
            "n": places,
            "precision": found.sum(axis=0) / (places * max(len(lists), 1)),
            "recall": (found / taken[:, None]).sum(axis=0) / max(len(lists), 1),
        }
    )


@dataclass(frozen=True)
class GroupFigures:
    """One group of customers: how many, and the figures of their lists."""

    group: str
    customers: int
    figures: dict[str, Figure]


def lists_by_group(
    judge: ListJudge, groups: Sequence[str], order: Sequence[str], *, seed: int
) -> list[GroupFigures]:
    """The figures of each group in the given order; groups without a customer are left out."""
    names = np.array(list(groups), dtype=object)
    return [
        GroupFigures(name, int(inside.sum()), figures_of(judge.of(inside), seed=seed))
        for name in order
        if (inside := names == name).any()
    ]
