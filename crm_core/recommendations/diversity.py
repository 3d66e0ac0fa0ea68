"""Lists whose products differ: maximal marginal relevance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

LEAST_CANDIDATES, CANDIDATES_EACH = 50, 5


def candidates(n: int) -> int:
    """How many of the best products a varied list of `n` is chosen from."""
    return max(LEAST_CANDIDATES, CANDIDATES_EACH * n)


def varied(scores: Floats, alike: Floats, *, n: int, diversity: float) -> Integers:
    """Places of `n` products, each the best by score and by how little it is like those before.

    Parameters
    ----------
    scores
        Of the candidates, best first; brought to 0..1.
    alike
        Candidates x candidates, the cosine of their texts.
    diversity
        0 keeps the order; 1 counts only likeness.

    Source: Carbonell & Goldstein (1998), The use of MMR, SIGIR.
    """
    count = len(scores)
    if not count or not diversity:
        return np.arange(min(n, count))
    span = float(scores.max() - scores.min()) or 1.0
    worth = (scores - scores.min()) / span
    chosen: list[int] = []
    nearest = np.zeros(count)
    free = np.ones(count, dtype=bool)
    for _ in range(min(n, count)):
        marginal = np.where(free, (1 - diversity) * worth - diversity * nearest, -np.inf)
        best = int(marginal.argmax())
        chosen.append(best)
        free[best] = False
        nearest = np.maximum(nearest, alike[best])
    return np.array(chosen)
