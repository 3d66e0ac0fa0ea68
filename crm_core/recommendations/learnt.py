"""Interactions of a day, and the methods that learnt from them, each at its first use."""

from __future__ import annotations

from collections import defaultdict
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.blend import Metric
from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.methods import method_of
from crm_core.recommendations.recommender import Recommender

FALLBACK = "popularity"
"""The list of who has no history, or wants none used."""
FEWEST_CUSTOMERS, FEWEST_PRODUCTS = 50, 3
"""Fewer customers with this many products each, and nothing but popularity can be learnt."""


class Learnt:
    """What lists are made from. Safe to share between threads: each method learns once.

    Parameters
    ----------
    interactions
        Of everybody who does not refuse personalisation.
    refusing
        Ids of those who do.
    seed
        For methods that take chances.
    metric
        What methods are tuned by that can be tuned.
    """

    def __init__(
        self,
        interactions: Interactions,
        *,
        refusing: frozenset[str] = frozenset(),
        seed: int,
        metric: Metric | None = None,
    ) -> None:
        self.interactions, self.refusing = interactions, refusing
        self.seed, self.metric = seed, metric
        self._methods: dict[str, Recommender] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._door = Lock()

    def method(self, name: str) -> Recommender:
        """The method of a name, learnt.

        Raises
        ------
        InvalidValue
            If there is none.
        """
        wanted = method_of(name)
        with self._door:
            lock = self._locks[name]
        with lock:
            if name not in self._methods:
                made = wanted.made(self.seed, self.metric)
                self._methods[name] = made.fit(self.interactions)
            return self._methods[name]

    def known(self, name: str) -> bool:
        """Say whether a method has learnt already."""
        return name in self._methods

    @property
    def usual(self) -> str:
        """The method that is taken where none is named.

        EASE, which did best of the single methods on real invoices; similar customers where there
        are ratings only; popularity where fewer than `FEWEST_CUSTOMERS` customers took up
        `FEWEST_PRODUCTS` products each.
        """
        per_customer: NDArray[np.int64] = np.diff(self.interactions.owned.indptr)
        if int((per_customer >= FEWEST_PRODUCTS).sum()) < FEWEST_CUSTOMERS:
            return FALLBACK
        return "user_cf" if self.interactions.source == "ratings" else "ease"
