"""Products bought together, as points and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.learnt import Learnt
from crm_core.recommendations.rules import BasketRules

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.floating[Any]]

STEPS = 300


@dataclass(frozen=True)
class Network:
    """Points and lines of a picture.

    Attributes
    ----------
    products : product_id, name, category, customers who own it, x and y from -1 to 1.
    pairs : first and second (rows of `products`), baskets that hold both, and lift.
    """

    products: pd.DataFrame
    pairs: pd.DataFrame

    def named_pairs(self) -> pd.DataFrame:
        """The pairs with the names of both products: first, second, baskets, lift."""
        names = self.products["name"]
        ends = {end: names.reindex(self.pairs[end]).to_numpy() for end in ("first", "second")}
        return self.pairs.assign(**ends)


def bought_together(
    learnt: Learnt, *, pairs: int = 60, category: str | None = None, seed: int
) -> Network:
    """The `pairs` of products with most leverage: that most baskets hold beyond chance.

    Parameters
    ----------
    category
        Only pairs of which one at least is of it.
    seed
        For where the points start; the same seed gives the same picture.
    """
    import pandas as pd

    known = learnt.interactions
    rules = learnt.method("rules")
    assert isinstance(rules, BasketRules)  # noqa: S101
    first, second, baskets, lift = _pairs(rules)
    if category is not None:
        inside = known.catalogue.categories == category
        kept = inside[first] | inside[second]
        first, second, baskets, lift = first[kept], second[kept], baskets[kept], lift[kept]
    strongest = np.lexsort((second, first, -baskets * (1 - 1 / lift)))[:pairs]
    first, second = first[strongest], second[strongest]
    products, numbers = np.unique(np.concatenate([first, second]), return_inverse=True)
    ends = numbers.reshape(2, -1)
    points = _spread_out(len(products), ends, seed)
    catalogue = known.catalogue
    return Network(
        pd.DataFrame(
            {
                "product_id": catalogue.ids[products],
                "name": catalogue.names[products],
                "category": catalogue.categories[products],
                "customers": known.owners[products],
                "x": points[:, 0],
                "y": points[:, 1],
            }
        ),
        pd.DataFrame(
            {
                "first": ends[0],
                "second": ends[1],
                "baskets": baskets[strongest].astype(int),
                "lift": lift[strongest],
            }
        ),
    )


def _pairs(rules: BasketRules) -> tuple[Any, ...]:
    """Each pair that a rule joins, once, whichever way the rule goes."""
    baskets, lift = rules.baskets_.tocoo(), rules.lifts_.tocoo()
    low, high = np.minimum(baskets.row, baskets.col), np.maximum(baskets.row, baskets.col)
    _, once = np.unique(low.astype(np.int64) * baskets.shape[0] + high, return_index=True)
    return low[once], high[once], baskets.data[once], lift.data[once]


def _spread_out(count: int, ends: Any, seed: int) -> Floats:
    """Points that push each other away and are pulled along the lines, within -1..1.

    Source: Fruchterman & Reingold (1991), Graph drawing by force-directed placement.
    """
    points: Floats = np.random.default_rng(seed).uniform(-1, 1, (count, 2))
    if count < 2:
        return points * 0
    ideal = 1 / np.sqrt(count)
    for heat in np.linspace(0.2, 0.002, STEPS):
        apart = points[:, None] - points[None]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        force = (apart * (ideal**2 / distance**2)[:, :, None]).sum(axis=1)
        along = points[ends[1]] - points[ends[0]]
        pull = along * np.linalg.norm(along, axis=1, keepdims=True) / ideal
        np.add.at(force, ends[0], pull)
        np.add.at(force, ends[1], -pull)
        force -= points * 0.5
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        points = points + force / length * np.minimum(length, heat)
    points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return points / max(float(np.abs(points).max()), 1e-9)
