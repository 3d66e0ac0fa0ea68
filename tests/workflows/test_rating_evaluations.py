"""RMSE and MAE of ratings, equal to scikit-surprise's own over the same folds."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import surprise
from surprise.model_selection import KFold, cross_validate

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations import Catalogue, Interactions
from crm_core.recommendations.raters import RATERS
from crm_core.workflows.rating_evaluations import evaluate_ratings, judged_ratings

AS_OF = date(2024, 6, 30)
FOLDS, SEED = 3, 4
SURPRISE = {
    "svd": lambda: surprise.SVD(random_state=SEED),
    "svdpp": lambda: surprise.SVDpp(random_state=SEED),
    "nmf": lambda: surprise.NMF(random_state=SEED),
    "slope_one": surprise.SlopeOne,
    "knn_basic": lambda: surprise.KNNBasic(verbose=False),
    "knn_means": lambda: surprise.KNNWithMeans(verbose=False),
    "knn_baseline": lambda: surprise.KNNBaseline(verbose=False),
    "co_clustering": lambda: surprise.CoClustering(random_state=SEED),
    "baseline": lambda: surprise.BaselineOnly(verbose=False),
}


@pytest.fixture(scope="module")
def ratings():
    """Thirty customers, ten products, half of the cells rated from 1 to 5."""
    random = np.random.default_rng(2)
    customers, products = np.nonzero(random.random((30, 10)) < 0.5)
    liking = random.normal(size=(30, 2)) @ random.normal(size=(2, 10))
    stars = np.clip(np.round(3 + liking[customers, products]), 1, 5)
    people, goods = [f"c{n}" for n in range(30)], [f"p{n}" for n in range(10)]
    entries = [(people[c], goods[p], AS_OF) for c, p in zip(customers, products, strict=True)]
    catalogue = Catalogue.of(goods)
    return Interactions.of(
        people, catalogue, entries, as_of=AS_OF, source="ratings", worth=stars.tolist()
    )


@pytest.fixture(scope="module")
def evaluated(ratings):
    return judged_ratings(ratings, list(RATERS), folds=FOLDS, seed=SEED)


@pytest.mark.parametrize("name", SURPRISE)
def test_figures_are_those_of_surprise_over_the_same_folds(ratings, evaluated, name):
    frame = pd.DataFrame(
        {"who": ratings.customer, "what": ratings.product, "stars": ratings.worth.astype(float)}
    )
    data = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=(1, 5)))
    theirs = cross_validate(SURPRISE[name](), data, cv=KFold(FOLDS, random_state=SEED))
    ours = evaluated.models[name]
    assert ours.rmse == pytest.approx(theirs["test_rmse"].mean(), rel=1e-9)
    assert ours.mae == pytest.approx(theirs["test_mae"].mean(), rel=1e-9)


def test_guessing_is_worse_than_the_baseline(evaluated):
    assert list(evaluated.models) == list(RATERS)
    assert evaluated.models["random"].rmse > evaluated.models["baseline"].rmse
    assert all(each.fit_seconds > 0 < each.test_seconds for each in evaluated.models.values())
    assert (evaluated.customers, evaluated.products) == (30, 10)


def test_what_cannot_be_judged_is_said(store, ratings):
    with pytest.raises(NotEnoughRows, match="Import ratings first"):
        evaluate_ratings(store, models=["svd"])
    with pytest.raises(InvalidValue, match="'svm' is no value for --models"):
        evaluate_ratings(store, models=["svm"])
    with pytest.raises(InvalidValue, match="at least 2"):
        judged_ratings(ratings, ["svd"], folds=1, seed=0)
