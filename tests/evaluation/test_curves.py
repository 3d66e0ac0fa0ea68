"""Curves equal scikit-learn's; deciles and profit equal the hand computation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sklearn import metrics
from sklearn.calibration import calibration_curve

from crm_core.evaluation import (
    best_profit,
    calibration,
    deciles,
    precision_recall_curve,
    profit_at,
    profit_curve,
    roc_curve,
)


def scored(seed, rows=120, digits=2):
    random = np.random.default_rng(seed)
    actual = random.random(rows) < 0.3
    actual[:2] = [True, False]
    return actual, np.clip(random.normal(0.35 + 0.2 * actual, 0.2), 0, 1).round(digits)


def test_the_roc_curve_is_that_of_scikit_learn():
    actual, score = scored(0)
    false, true, threshold = metrics.roc_curve(actual, score, drop_intermediate=False)
    found = roc_curve(actual, score)
    assert found["false_positive_rate"].to_numpy() == pytest.approx(false)
    assert found["true_positive_rate"].to_numpy() == pytest.approx(true)
    assert found["threshold"].to_numpy() == pytest.approx(threshold)


def test_the_precision_recall_curve_is_that_of_scikit_learn():
    actual, score = scored(0)
    precision, recall, threshold = metrics.precision_recall_curve(actual, score)
    found = precision_recall_curve(actual, score)[::-1]
    assert found["precision"].to_numpy() == pytest.approx(precision[:-1])
    assert found["recall"].to_numpy() == pytest.approx(recall[:-1])
    assert found["threshold"].to_numpy() == pytest.approx(threshold)


def test_a_curve_over_one_class_has_no_rates_of_the_other():
    found = roc_curve(np.array([True, True]), np.array([0.2, 0.4]))
    assert found["false_positive_rate"].isna().all()
    assert found["true_positive_rate"].tolist() == [0.0, 0.5, 1.0]


def test_the_calibration_curve_is_that_of_scikit_learn():
    actual, score = scored(0)
    happened, promised = calibration_curve(actual, score, n_bins=10)
    bins = calibration(actual, score)
    assert [each.rate for each in bins] == pytest.approx(list(happened))
    assert [each.score for each in bins] == pytest.approx(list(promised))
    assert sum(each.rows for each in bins) == 120
    assert all(each.low <= each.score <= each.high for each in bins)


def test_deciles_are_the_hand_computation():
    score = np.arange(20, 0, -1) / 20
    actual = np.array([1, 1, 1, 0, 0, 1] + [0] * 14, dtype=bool)
    found = deciles(actual, score)
    assert [each.rows for each in found] == [2] * 10
    assert [each.rate for each in found[:4]] == [1.0, 0.5, 0.5, 0.0]
    assert [each.lift for each in found[:4]] == [5.0, 2.5, 2.5, 0.0]
    assert [each.gain for each in found[:4]] == [0.5, 0.75, 1.0, 1.0]


def test_rows_of_equal_score_share_their_positives_over_deciles():
    found = deciles(np.array([True, True, False, False]), np.full(4, 0.5))
    assert [(each.rows, each.rate, each.lift) for each in found] == [(1, 0.5, 1.0)] * 4


def test_deciles_without_a_positive_have_no_lift_and_without_rows_are_none():
    found = deciles(np.zeros(30, dtype=bool), np.arange(30.0))
    assert {(each.rate, each.lift, each.gain) for each in found} == {(0.0, None, None)}
    assert deciles(np.zeros(0, dtype=bool), np.zeros(0)) == []


@given(some.integers(0, 10_000), some.integers(11, 60))
def test_gains_grow_to_one_and_rates_average_to_the_base_rate(seed, rows):
    actual, score = scored(seed, rows)
    found = deciles(actual, score)
    gains = [each.gain for each in found]
    assert gains == sorted(gains)
    assert gains[-1] == pytest.approx(1.0)
    assert sum(each.rate * each.rows for each in found) == pytest.approx(actual.sum())


def test_profit_is_the_hand_computation():
    actual = np.array([True, False, True, False])
    score = np.array([0.9, 0.7, 0.4, 0.1])
    curve = profit_curve(actual, score, hit_value=10, contact_cost=3)
    assert curve["threshold"].tolist() == [np.inf, 0.9, 0.7, 0.4, 0.1]
    assert curve["contacts"].tolist() == [0, 1, 2, 3, 4]
    assert curve["hits"].tolist() == [0, 1, 1, 2, 2]
    assert curve["profit"].tolist() == [0, 7, 4, 11, 8]
    best = best_profit(actual, score, hit_value=10, contact_cost=3)
    assert (best.threshold, best.contacts, best.hits, best.profit) == (0.4, 3, 2, 11.0)


def test_where_no_contact_pays_nobody_is_contacted():
    best = best_profit(np.array([True, False]), np.array([0.9, 0.1]), hit_value=1, contact_cost=2)
    assert (best.threshold, best.contacts, best.profit) == (None, 0, 0.0)


@given(some.integers(0, 10_000), some.floats(0, 100), some.floats(0, 100))
def test_threshold_0_contacts_everyone_and_1_only_who_is_certain(seed, value, cost):
    actual, score = scored(seed, rows=30)
    money = {"hit_value": value, "contact_cost": cost}
    everyone = profit_at(actual, score, 0.0, **money)
    assert everyone.profit == pytest.approx(value * actual.sum() - cost * 30)
    certain = profit_at(actual, score, 1.0, **money)
    assert certain.profit == pytest.approx(
        value * (actual & (score == 1)).sum() - cost * (score == 1).sum()
    )
    curve = profit_curve(actual, score, **money)
    assert curve["profit"].iloc[-1] == pytest.approx(everyone.profit)
    for row in curve[1:].itertuples():
        assert row.profit == pytest.approx(profit_at(actual, score, row.threshold, **money).profit)
