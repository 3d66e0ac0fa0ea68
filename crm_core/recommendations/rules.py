"""Recommending by association rules: who buys these also buys those."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.association import association_rules, set_products
from crm_core.recommendations.frequent_sets import frequent_sets
from crm_core.recommendations.interactions import NO_BASKET, Interactions
from crm_core.recommendations.item_matrix import sparse_scores
from crm_core.recommendations.wording import several

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

LEAST_BASKETS, LEAST_SUPPORT = 3, 0.0005
LEAST_CONFIDENCE = 0.05
LONGEST = 2
SUREST = 0.95
DOUBT = 10.0
"""A rule counts as if it had been seen this many times more, no more often than chance.

Counted by confidence alone, rules only push what everybody buys to the top: on real invoices nDCG
was .09 so, and .11 with this.
"""


class BasketRules:
    """Products that rules lead to from what a customer owns.

    Rules of one product on each side, found by FP-growth in at least `LEAST_BASKETS` baskets and
    `LEAST_SUPPORT` of them, that hold more often than chance. Each is taken as a witness of its
    own: a score is minus the log of the chance that none of them comes true. Of ratings, all that
    a customer rated is one basket.

    Source: Agrawal, Imielinski & Swami (1993), Mining association rules, SIGMOD.
    """

    name = "rules"

    def fit(self, interactions: Interactions) -> Self:
        from scipy import sparse

        self.interactions_ = interactions
        self.notes_: tuple[str, ...] = ()
        self.owned_ = interactions.owned
        antecedent, consequent, baskets, confidence, lift = _rules(interactions)
        if not len(antecedent):
            self.notes_ = ("No two products lie together often enough to make a rule.",)
        shape = (len(interactions.catalogue),) * 2
        weight = _witness(baskets, confidence, lift)
        self.weights_ = sparse.csr_matrix((weight, (antecedent, consequent)), shape=shape)
        self.baskets_ = sparse.csr_matrix((baskets, (antecedent, consequent)), shape=shape)
        self.lifts_ = sparse.csr_matrix((lift, (antecedent, consequent)), shape=shape)
        return self

    def scores(self, rows: Integers) -> Floats:
        return sparse_scores(self._taken(rows), self.weights_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        owned = self._taken(np.array([row])).indices
        weights = self.weights_[owned][:, products].toarray()
        return [
            self._reason(owned, column, int(product))
            for column, product in zip(weights.T, products, strict=True)
        ]

    def _reason(self, owned: Integers, weights: Floats, product: int) -> str:
        if not len(weights) or weights.max() <= 0:
            return "no rule leads to it from what they own"
        best = int(owned[int(weights.argmax())])
        more = int((weights > 0).sum()) - 1
        others = f", and {several(more, 'more rule')}" if more else ""
        baskets = int(self.baskets_[best, product])
        rated = self.interactions_.source == "ratings"
        how = "rated by those who rated" if rated else "bought with"
        where = f"{several(baskets, 'customer')}" if rated else f"in {several(baskets, 'order')}"
        name, lift = self.interactions_.catalogue.names[best], self.lifts_[best, product]
        return f"{how} {name}{',' if rated else ''} {where}, lift {lift:.1f}{others}"

    def _taken(self, rows: Integers) -> Any:
        taken = self.owned_[rows].copy()
        taken.data[:] = 1.0
        return taken


def _witness(baskets: Floats, confidence: Floats, lift: Floats) -> Floats:
    """What each rule adds to a score: how far it holds beyond chance, less where rarely seen."""
    holders, chance = baskets / confidence, confidence / lift
    beyond = (baskets + DOUBT * chance) / (holders + DOUBT) - chance
    found: Floats = -np.log1p(-np.clip(beyond, 0, SUREST)).astype(np.float32)
    return found


def _rules(interactions: Interactions) -> tuple[Any, ...]:
    """Antecedent, consequent, baskets, confidence and lift of every rule above chance."""
    owned = interactions.where(interactions.is_owned)
    basket = np.where(owned.basket == NO_BASKET, owned.customer, owned.basket)
    count = len(np.unique(basket))
    if not count:
        return (np.empty(0, dtype=np.int64),) * 2 + (np.empty(0),) * 3
    sets = frequent_sets(
        np.unique(basket, return_inverse=True)[1].astype(np.int64),
        owned.product.astype(np.int64),
        of=count,
        least_support=min(1.0, max(LEAST_SUPPORT, LEAST_BASKETS / count)),
        longest=LONGEST,
    )
    found = association_rules(sets, least_confidence=LEAST_CONFIDENCE)
    found = found[found["lift"] > 1]
    products = np.array([members[0] for members in set_products(sets)], dtype=np.int64)
    return (
        products[found["antecedent"].to_numpy()],
        products[found["consequent"].to_numpy()],
        found["baskets"].to_numpy(dtype=float),
        found["confidence"].to_numpy(),
        found["lift"].to_numpy(),
    )
