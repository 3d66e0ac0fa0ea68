"""Products that many baskets hold together: FP-growth over arrays, many sets at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.prefix_tree import ROOT, PrefixTree, prefix_tree

Integers = NDArray[np.integer[Any]]

STEPS = 4_000_000
"""How many steps up the tree are taken at once: what bounds the memory."""


@dataclass(frozen=True)
class SetsOfLength:
    """All frequent sets of one length: each is one of a product less, and one product more.

    `parent` is the place of the shorter set among those of its length (-1 for none), `rank` that of
    the added product, commoner than all before it; both ascend. `count` is in baskets.
    """

    parent: Integers
    rank: Integers
    count: Integers


@dataclass(frozen=True)
class FrequentSets:
    """Frequent sets by length, from one product on.

    `products` gives the code of each rank, `baskets` how many there are, these sets or not.
    """

    baskets: int
    products: Integers
    by_length: tuple[SetsOfLength, ...]

    def members(self, length: int) -> Integers:
        """The ranks in each set of a length: sets x length, the rarest product first."""
        sets = self.by_length[length - 1]
        if length == 1:
            return sets.rank[:, None]
        return np.column_stack([self.members(length - 1)[sets.parent], sets.rank])

    def places(self, parent: Integers, rank: Integers, length: int) -> Integers:
        """Where the sets that are `parent` and the product of `rank` stand among their length."""
        sets = self.by_length[length - 1]
        kinds = len(self.products)
        return np.searchsorted(sets.parent * kinds + sets.rank, parent * kinds + rank)


@dataclass(frozen=True)
class _Grown:
    """Sets of one length, and where in the tree each occurs.

    `first` is the number of the first of `sets` sets; an occurrence is a set (from 0 on), a node
    whose beginning holds it, and how many baskets go there by way of it. Sets ascend.
    """

    length: int
    first: int
    sets: int
    set: Integers
    node: Integers
    weight: NDArray[np.float64]


def fewest_baskets(least_support: float, baskets: int) -> int:
    """The smallest number of baskets that is at least this share of them all.

    >>> fewest_baskets(0.07, 100), fewest_baskets(0.001, 500_000), fewest_baskets(0.3, 10)
    (7, 500, 3)
    """
    count = max(1, int(np.ceil(least_support * baskets)))
    return count - 1 if count > 1 and (count - 1) / baskets >= least_support else count


def frequent_sets(
    baskets: Integers,
    products: Integers,
    *,
    of: int,
    least_support: float,
    longest: int | None = None,
) -> FrequentSets:
    """Every set of products that at least a share of all baskets hold.

    FP-growth with its conditional trees kept as occurrences in one tree: a set grows by the
    products above its nodes, occurrences at one node become one, and all sets of a length are
    counted together.

    Parameters
    ----------
    baskets, products
        One pair of codes from 0 on for every product of every basket; copies of a pair count once.
    of
        How many baskets there are, empty ones included.
    least_support
        Above 0, up to 1.
    longest
        The most products a set may have.

    Source: Han, Pei & Yin (2000), Mining frequent patterns without candidate generation, SIGMOD.
    """
    fewest = fewest_baskets(least_support, of)
    tree = prefix_tree(baskets, products, fewest=fewest)
    return FrequentSets(of, tree.products, _in_order(_grown(tree, fewest, longest)))


def _grown(tree: PrefixTree, fewest: int, longest: int | None) -> list[list[SetsOfLength]]:
    """Parts of the sets of each length, in the order they were found."""
    kinds = len(tree.products)
    singles = SetsOfLength(np.full(kinds, -1), np.arange(kinds), tree.counts)
    found, numbered = [[singles]], [kinds]
    waiting = _portions(_single_products(tree), tree)
    while waiting:
        portion = waiting.pop()
        if portion.length == longest:
            continue
        if len(found) == portion.length:
            found.append([])
            numbered.append(0)
        sets, grown = _one_more(portion, tree, fewest, numbered[portion.length])
        found[portion.length].append(sets)
        numbered[portion.length] += len(sets.count)
        waiting += _portions(grown, tree)
    return found


def _single_products(tree: PrefixTree) -> _Grown:
    order = np.argsort(tree.rank, kind="stable")
    weight = tree.weight[order].astype(np.float64)
    return _Grown(1, 0, len(tree.products), tree.rank[order], order, weight)


def _portions(grown: _Grown, tree: PrefixTree) -> list[_Grown]:
    """The occurrences in portions of whole sets, so that each takes about `STEPS` steps.

    A set also needs a count for every product; four of those weigh as much as a step.
    """
    steps = np.bincount(grown.set, tree.depth[grown.node], grown.sets)
    load = np.cumsum(steps + len(tree.products) / 4)
    if not steps.any():
        return []
    edges = np.searchsorted(load, np.arange(STEPS, load[-1], STEPS)) + 1
    bounds = np.unique([0, *edges, grown.sets])
    places = np.searchsorted(grown.set, bounds)
    return [
        _Grown(
            grown.length,
            grown.first + low,
            high - low,
            grown.set[start:end] - low,
            grown.node[start:end],
            grown.weight[start:end],
        )
        for low, high, start, end in zip(
            bounds[:-1], bounds[1:], places[:-1], places[1:], strict=True
        )
        if end > start
    ]


def _one_more(
    portion: _Grown, tree: PrefixTree, fewest: int, numbered: int
) -> tuple[SetsOfLength, _Grown]:
    """The frequent sets that are one of these and one product more, and where they occur."""
    kinds = len(tree.products)
    above, node, weight = _above(portion, tree)
    longer = above * kinds + tree.rank[node]
    counts = np.bincount(longer, weight, portion.sets * kinds)
    frequent = np.flatnonzero(counts >= fewest)
    sets = SetsOfLength(
        portion.first + frequent // kinds, frequent % kinds, counts[frequent].astype(np.int64)
    )
    place = np.full(len(counts), -1, dtype=np.int64)
    place[frequent] = np.arange(len(frequent))
    kept = (place[longer] >= 0) & (tree.depth[node] > 0)
    together = _together(place[longer[kept]], node[kept], weight[kept], len(tree.rank))
    return sets, _Grown(portion.length + 1, numbered, len(frequent), *together)


def _above(portion: _Grown, tree: PrefixTree) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """Every node above an occurrence, with the set and the baskets of that occurrence."""
    found = []
    set_, weight, node = portion.set, portion.weight, tree.parent[portion.node]
    while len(node):
        is_below = node != ROOT
        set_, weight, node = set_[is_below], weight[is_below], node[is_below]
        found.append((set_, node, weight))
        node = tree.parent[node]
    sets, nodes, weights = (np.concatenate(part) for part in zip(*found, strict=True))
    return sets, nodes, weights


def _together(
    set_: Integers, node: Integers, weight: NDArray[np.float64], nodes: int
) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """Occurrences of a set at one node as one, in order of the set."""
    where = set_ * nodes + node
    order = np.argsort(where)
    where = where[order]
    begins = np.flatnonzero(np.diff(where, prepend=-1))
    summed = np.add.reduceat(weight[order], begins) if len(begins) else weight
    return where[begins] // nodes, where[begins] % nodes, summed


def _in_order(found: list[list[SetsOfLength]]) -> tuple[SetsOfLength, ...]:
    """The sets of each length in order of parent and rank, as `SetsOfLength` says."""
    ordered: list[SetsOfLength] = []
    new_place = np.full(1, -1)
    for parts in found:
        parent = new_place[np.concatenate([part.parent for part in parts])]
        rank = np.concatenate([part.rank for part in parts])
        order = np.lexsort((rank, parent))
        count = np.concatenate([part.count for part in parts])[order]
        if not len(order):
            break
        ordered.append(SetsOfLength(parent[order], rank[order], count))
        new_place = np.empty(len(order), dtype=np.int64)
        new_place[order] = np.arange(len(order))
    return tuple(ordered)
