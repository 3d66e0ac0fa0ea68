"""An FP-tree as arrays: baskets that begin alike share their nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]

ROOT = -1


@dataclass(frozen=True)
class PrefixTree:
    """Frequent products of each basket, the commonest first, as a tree.

    Products are told by their rank, 0 for the commonest; `products` gives the code of each rank and
    `counts` the baskets that hold it. A node is one beginning of baskets: `rank` is the last
    product of it, `parent` the node of the beginning without it (or `ROOT`), `weight` the baskets
    that begin so, `depth` the products before the last.
    """

    products: Integers
    counts: Integers
    rank: Integers
    parent: Integers
    weight: Integers
    depth: Integers


def prefix_tree(baskets: Integers, products: Integers, *, fewest: int) -> PrefixTree:
    """The tree of the products that at least `fewest` baskets hold.

    Parameters
    ----------
    baskets, products
        One pair of codes from 0 on for every product of every basket; copies of a pair count once.

    Source: Han, Pei & Yin (2000), Mining frequent patterns without candidate generation, SIGMOD.
    """
    kinds = int(products.max()) + 1 if len(products) else 0
    pairs = np.sort(baskets.astype(np.int64) * max(kinds, 1) + products)
    # Sorting and comparing neighbours: `np.unique` takes five times as long on millions of pairs.
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    basket, product = pairs // max(kinds, 1), pairs % max(kinds, 1)
    counts = np.bincount(product, minlength=kinds)
    common = np.argsort(-counts, kind="stable")[: int((counts >= fewest).sum())]
    rank = np.full(kinds, -1, dtype=np.int64)
    rank[common] = np.arange(len(common))
    kept = rank[product] >= 0
    nodes = _nodes(basket[kept], rank[product[kept]], len(common))
    return PrefixTree(common, counts[common], *nodes)


def _nodes(
    basket: Integers, rank: Integers, ranks: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """Rank, parent, weight and depth of each node, all baskets going down a step at a time."""
    ordered = np.sort(basket * max(ranks, 1) + rank)
    basket, rank = ordered // max(ranks, 1), ordered % max(ranks, 1)
    start = np.flatnonzero(np.diff(basket, prepend=-1))
    length = np.diff(start, append=len(basket))
    at = np.full(len(start), ROOT, dtype=np.int64)
    levels: list[tuple[Integers, Integers, Integers, Integers]] = []
    made, depth = 0, 0
    below = np.arange(len(start))
    while len(below):
        steps = (at[below] + 1) * ranks + rank[start[below] + depth]
        step, node, weight = np.unique(steps, return_inverse=True, return_counts=True)
        levels.append((step % ranks, step // ranks - 1, weight, np.full(len(step), depth)))
        at[below] = node + made
        made, depth = made + len(step), depth + 1
        below = below[length[below] > depth]
    if not levels:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, empty, empty
    ranked, parent, weight, deep = (np.concatenate(part) for part in zip(*levels, strict=True))
    return ranked, parent, weight, deep
