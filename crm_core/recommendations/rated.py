"""Recommending from explicit ratings, learnt by scikit-surprise."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_core.recommendations.interactions import Interactions
from crm_core.recommendations.item_matrix import NO_REASON, silenced, sparse_scores, unknown
from crm_core.recommendations.raters import Rater
from crm_core.recommendations.recommender import Recommender
from crm_core.recommendations.wording import several

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]

NEIGHBOURS = 40


class BySource:
    """One method with two ways of learning: from orders and events, and from ratings."""

    def __init__(self, orders: Recommender, ratings: Recommender):
        self.name = orders.name
        self.orders, self.ratings = orders, ratings

    def fit(self, interactions: Interactions) -> Self:
        rated = interactions.source == "ratings" and len(interactions)
        self.chosen_ = (self.ratings if rated else self.orders).fit(interactions)
        self.notes_ = self.chosen_.notes_
        return self

    def scores(self, rows: Integers) -> Floats:
        return self.chosen_.scores(rows)

    def reasons(self, row: int, products: Integers) -> list[str]:
        return self.chosen_.reasons(row, products)


class RatedNeighbours:
    """Customers, or products, that Surprise finds rated alike; scores are sums over the nearest.

    Surprise's own forecast is a mean over neighbours: one neighbour's best mark then outranks
    twenty good ones, which is right for a rating and wrong for a list. So its likeness (mean
    squared difference) is taken, and what the `neighbours` nearest rated is added up by it.
    """

    def __init__(self, name: str, *, by_customer: bool, seed: int):
        self.name, self.by_customer, self.seed = name, by_customer, seed

    def fit(self, interactions: Interactions) -> Self:
        self.interactions_ = interactions
        self.strength_ = interactions.strength
        rater = Rater("knn_basic", seed=self.seed, by_customer=self.by_customer)
        rater.fit(interactions.customer, interactions.product, interactions.worth)
        self.notes_ = rater.notes_
        self.by_customer_ = bool(rater.algorithm_.sim_options["user_based"])
        self.alike_ = _alike(rater, self.strength_.shape, self.by_customer_)
        return self

    def scores(self, rows: Integers) -> Floats:
        if self.by_customer_:
            return sparse_scores(self.alike_[rows], self.strength_)
        return sparse_scores(self.strength_[rows], self.alike_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        return [
            self._of_customers(row, int(at))
            if self.by_customer_
            else self._of_products(row, int(at))
            for at in products
        ]

    def _of_customers(self, row: int, product: int) -> str:
        near = self.alike_[[row]].indices
        rated = np.intersect1d(near, self.interactions_.owners_of(product))
        if not len(rated):
            return "no similar customer rated it"
        mean = _mean_rating(self.interactions_, rated, product)
        return f"{several(len(rated), 'similar customer')} rated it {mean:.1f} on average"

    def _of_products(self, row: int, product: int) -> str:
        taken = self.strength_[[row]]
        shares = self.alike_[taken.indices][:, [product]].toarray()[:, 0] * taken.data
        if not len(shares) or shares.max() <= 0:
            return NO_REASON
        near = int(taken.indices[int(shares.argmax())])
        both = np.intersect1d(
            self.interactions_.owners_of(near), self.interactions_.owners_of(product)
        )
        name = self.interactions_.catalogue.names[near]
        return f"rated like {name}, by {several(len(both), 'customer')} who rated both"


class RatedFactors:
    """Surprise's SVD: products by the rating it foretells.

    An honest forecast of a rating, and often a poor list: what few rated highly comes first. The
    judge says so where it is so.
    """

    name = "svd"

    def __init__(self, *, seed: int):
        self.seed = seed

    def fit(self, interactions: Interactions) -> Self:
        rater = Rater("svd", seed=self.seed)
        rater.fit(interactions.customer, interactions.product, interactions.worth)
        self.notes_ = rater.notes_
        self.strength_ = interactions.strength
        self.owned_ = interactions.owned
        known, model = rater.trainset_, rater.algorithm_
        customers, products = interactions.shape
        self.customers_ = _spread(model.pu, known, customers, by_customer=True)
        self.products_ = _spread(model.qi, known, products, by_customer=False)
        self.customer_leaning_ = _spread(model.bu[:, None], known, customers, by_customer=True)
        self.product_leaning_ = _spread(model.bi[:, None], known, products, by_customer=False)
        self.scale_, self.mean_ = known.rating_scale, rater.mean_
        self.unknown_ = unknown(self.owned_)
        return self

    def scores(self, rows: Integers) -> Floats:
        found = self.mean_ + self.customer_leaning_[rows] + self.product_leaning_[:, 0]
        found = (found + self.customers_[rows] @ self.products_.T).astype(np.float32)
        return silenced(found, self.owned_[rows], self.unknown_)

    def reasons(self, row: int, products: Integers) -> list[str]:
        ratings = int(self.owned_[[row]].nnz)
        low, high = self.scale_
        forecast = np.clip(self.scores(np.array([row]))[0, products], low, high)
        return [
            f"foretold rating {rating:.1f} of {high:g}, from {several(ratings, 'rating')} of theirs"
            for rating in forecast
        ]


def _alike(rater: Rater, shape: tuple[int, int], by_customer: bool) -> Any:
    """Surprise's likeness in our own numbers, the nearest only, none with itself."""
    from scipy import sparse

    alike = np.array(rater.algorithm_.sim, dtype=np.float32)
    np.fill_diagonal(alike, 0.0)
    if len(alike) > NEIGHBOURS:
        last = np.partition(alike, len(alike) - NEIGHBOURS, axis=1)[:, len(alike) - NEIGHBOURS]
        alike[alike < last[:, None]] = 0.0
    near = sparse.coo_matrix(alike)
    ours = _numbers(rater.trainset_, by_customer)
    size = shape[0] if by_customer else shape[1]
    return sparse.csr_matrix((near.data, (ours[near.row], ours[near.col])), shape=(size, size))


def _numbers(trainset: Any, by_customer: bool) -> Integers:
    """Our number of each of Surprise's customers, or products."""
    if by_customer:
        return np.array([trainset.to_raw_uid(inner) for inner in trainset.all_users()])
    return np.array([trainset.to_raw_iid(inner) for inner in trainset.all_items()])


def _spread(values: Floats, trainset: Any, size: int, *, by_customer: bool) -> Floats:
    """Rows by Surprise's numbers as rows by ours, 0 for who or what it does not know."""
    found = np.zeros((size, values.shape[1]))
    found[_numbers(trainset, by_customer)] = values
    return found


def _mean_rating(interactions: Interactions, customers: Integers, product: int) -> float:
    chosen = (interactions.product == product) & np.isin(interactions.customer, customers)
    return float(interactions.worth[chosen].mean())
