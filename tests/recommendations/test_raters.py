"""scikit-surprise behind one door: its own figures, and what it keeps to itself said aloud."""

import numpy as np
import pytest
from surprise import SVD, Dataset, KNNBasic, Reader

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations import raters
from crm_core.recommendations.raters import RATERS, Rater


@pytest.fixture(scope="module")
def ratings():
    """Forty customers, twelve products, half of the cells rated from 1 to 5."""
    random = np.random.default_rng(1)
    customers, products = np.nonzero(random.random((40, 12)) < 0.5)
    liking = random.normal(size=(40, 2)) @ random.normal(size=(2, 12))
    stars = np.clip(np.round(3 + liking[customers, products]), 1, 5)
    return customers, products, stars


@pytest.mark.parametrize("name", RATERS)
def test_forecasts_lie_within_the_scale_and_repeat_with_the_seed(ratings, name):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, again = (Rater(name, seed=3).fit(*ratings).forecast(*ratings[:2]) for _ in range(2))
    assert np.array_equal(first.rating, again.rating)
    assert first.rating.min() >= 1
    assert first.rating.max() <= 5
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize(
    ("name", "theirs"), [("svd", lambda: SVD(random_state=3)), ("knn_basic", KNNBasic)]
)
def test_the_forecasts_are_those_of_surprise_itself(ratings, name, theirs):
    import pandas as pd

    frame = pd.DataFrame(dict(zip(("c", "p", "r"), ratings, strict=True)))
    trainset = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    algorithm = theirs().fit(trainset)
    ours = Rater(name, seed=3).fit(*ratings).forecast(*ratings[:2])
    wanted = [algorithm.predict(c, p).est for c, p in zip(*ratings[:2], strict=True)]
    assert ours.rating.tolist() == wanted


def test_an_unknown_customer_is_told_from_a_known_one(ratings):
    found = Rater("svd", seed=0).fit(*ratings).forecast(np.array([0, 99]), np.array([0, 77]))
    assert found.is_known_customer.tolist() == [True, False]
    assert found.is_known_product.tolist() == [True, False]


def test_many_customers_are_not_compared_each_with_each(ratings, monkeypatch):
    monkeypatch.setattr(raters, "MOST_COMPARED", 30)
    rater = Rater("knn_means", seed=0).fit(*ratings)
    assert rater.algorithm_.sim.shape == (12, 12)
    assert "40 customers" in rater.notes_[0]
    assert "12 products are compared instead" in rater.notes_[0]
    monkeypatch.setattr(raters, "MOST_COMPARED", 10)
    sampled = Rater("knn_means", seed=0).fit(*ratings)
    assert sampled.algorithm_.sim.shape == (10, 10)
    assert "Of 40 customers, 10 drawn at random" in sampled.notes_[0]


def test_what_cannot_be_learnt_is_said():
    with pytest.raises(InvalidValue, match="slope_one"):
        Rater("magic", seed=0)
    with pytest.raises(NotEnoughRows, match="Import ratings"):
        Rater("svd", seed=0).fit(np.array([], int), np.array([], int), np.array([]))
