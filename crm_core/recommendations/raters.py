"""scikit-surprise's algorithms over explicit ratings, with what it keeps to itself said aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations.threads import one_thread

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

MOST_COMPARED = 5_000
"""Customers, or products, that are compared each with each. Surprise holds four matrices of that
size in double precision: 0.8 GB here, and twelve at 20,000."""


def _surprise(name: str, **options: Any) -> Callable[[int], Any]:
    """What makes an algorithm of Surprise with its own defaults, of a seed if it takes chances."""

    def made(seed: int) -> Any:
        import surprise

        seeded = {"random_state": seed} if name in SEEDED else {}
        return getattr(surprise, name)(**options, **seeded)

    return made


SEEDED = ("SVD", "SVDpp", "NMF", "CoClustering")
QUIET = {"verbose": False}
RATERS: dict[str, Callable[[int], Any]] = {
    "svd": _surprise("SVD"),
    "svdpp": _surprise("SVDpp"),
    "nmf": _surprise("NMF"),
    "slope_one": _surprise("SlopeOne"),
    "knn_basic": _surprise("KNNBasic", **QUIET),
    "knn_means": _surprise("KNNWithMeans", **QUIET),
    "knn_baseline": _surprise("KNNBaseline", **QUIET),
    "co_clustering": _surprise("CoClustering"),
    "baseline": _surprise("BaselineOnly", **QUIET),
    "random": _surprise("NormalPredictor"),
}
"""By the name that the command line uses; every choice is scikit-surprise's own default."""
NEIGHBOURS = ("knn_basic", "knn_means", "knn_baseline")


@dataclass(frozen=True)
class Rated:
    """Forecasts of ratings.

    Attributes
    ----------
    rating : within the scale.
    is_known_customer, is_known_product : whether the model ever saw them. Where it did not,
        Surprise answers with a mean and does not say so.
    """

    rating: Floats
    is_known_customer: Flags
    is_known_product: Flags


class Rater:
    """One algorithm of Surprise: learns ratings, and forecasts others.

    After `fit`, `mean_` is the mean rating, `notes_` says what was left out or sampled,
    `algorithm_` is Surprise's own, and `trainset_` what it learnt from.

    Parameters
    ----------
    name
        One of `RATERS`.
    by_customer
        Whether neighbours are customers, as is Surprise's default, or products.

    Raises
    ------
    InvalidValue
        If it is none of them.
    """

    def __init__(self, name: str, *, seed: int, by_customer: bool = True):
        if name not in RATERS:
            raise InvalidValue("models", name, f"of {', '.join(RATERS)}")
        self.name, self.seed, self.by_customer = name, seed, by_customer

    def fit(
        self,
        customers: Integers,
        products: Integers,
        ratings: Floats,
        *,
        scale: tuple[float, float] | None = None,
    ) -> Self:
        """Learn from the rating that each of `customers` gave each of `products`, in that order.

        Raises
        ------
        NotEnoughRows
            If there is no rating.
        """
        if not len(ratings):
            raise NotEnoughRows("A model of ratings", 1, 0, "Import ratings first.")
        self.notes_: tuple[str, ...] = ()
        self.algorithm_ = RATERS[self.name](self.seed)
        if self.name in NEIGHBOURS:
            # Surprise shares its default options between algorithms: they are never written into.
            self.algorithm_.sim_options = {"user_based": self.by_customer}
        kept = self._kept(customers, products)
        known = customers[kept], products[kept], ratings[kept]
        self.trainset_ = _trainset(*known, scale or (float(ratings.min()), float(ratings.max())))
        self.mean_ = float(self.trainset_.global_mean)
        with _own_chance(self.seed), one_thread():
            self.algorithm_.fit(self.trainset_)
        return self

    def forecast(self, customers: Integers, products: Integers) -> Rated:
        """The rating that each of `customers` would give each of `products`."""
        pairs = list(zip(customers.tolist(), products.tolist(), strict=True))
        with _own_chance(self.seed):
            found = [self.algorithm_.predict(who, what).est for who, what in pairs]
        return Rated(
            np.array(found, dtype=float),
            np.isin(customers, list(self.trainset_._raw2inner_id_users)),
            np.isin(products, list(self.trainset_._raw2inner_id_items)),
        )

    def _kept(self, customers: Integers, products: Integers) -> Flags:
        """Which ratings are learnt from: past `MOST_COMPARED` customers, products are compared."""
        everything = np.ones(len(customers), dtype=bool)
        if self.name not in NEIGHBOURS:
            return everything
        people, goods = np.unique(customers), np.unique(products)
        compared = people if self.by_customer else goods
        if len(compared) <= MOST_COMPARED:
            return everything
        if len(goods) <= MOST_COMPARED:
            self.algorithm_.sim_options["user_based"] = False
            said = f"There are {len(people):,} customers, too many to compare each with each: past "
            said += f"{MOST_COMPARED:,} the {len(goods):,} products are compared instead."
            self.notes_ = (said,)
            return everything
        drawn = np.random.default_rng(self.seed).choice(people, MOST_COMPARED, replace=False)
        said = f"Of {len(people):,} customers, {MOST_COMPARED:,} drawn at random are compared; the "
        self.notes_ = (f"{said}others get the mean rating.",)
        return np.isin(customers, drawn)


def _trainset(
    customers: Integers, products: Integers, ratings: Floats, scale: tuple[float, float]
) -> Any:
    """Surprise's own set of ratings; it numbers customers and products in the order given."""
    import pandas as pd
    from surprise import Dataset, Reader

    frame = pd.DataFrame({"customer": customers, "product": products, "rating": ratings})
    return Dataset.load_from_df(frame, Reader(rating_scale=scale)).build_full_trainset()


@contextmanager
def _own_chance(seed: int) -> Iterator[None]:
    """Surprise's random predictor draws from NumPy's one stream for all: lend it a seeded one."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
