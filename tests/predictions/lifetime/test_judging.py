"""How a forecast is judged on days it did not see, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from crm_core.predictions import lifetime as models
from crm_core.predictions.lifetime import BGNBD, Holdout, Outlook
from crm_core.predictions.lifetime.forecast import rank_correlation

JUNE, MARCH = date(2024, 6, 30), date(2024, 3, 31)


def people(rows):
    columns = ["customer_id", "repeat_purchases", "last_purchase_days", "observed_days"]
    return pd.DataFrame(rows, columns=columns).assign(repeat_spend=np.nan)


@pytest.fixture(scope="module")
def forecast(customers):
    return models.forecast(customers, Outlook(JUNE, 90))


def test_a_holdout_is_that_worked_out_by_hand():
    before = people([("ann", 4, 80, 100), ("bob", 0, 0, 50), ("cat", 0, 0, 0)])
    after = people([("ann", 6, 180, 191), ("bob", 0, 0, 141), ("cat", 1, 3, 91), ("dan", 3, 9, 9)])
    model = BGNBD().with_parameters(0.8, 40.0, 0.7, 3.0)
    found = models.held_out(model, before, after, Outlook(JUNE, 90), days=91)
    x, last, age = (np.array(v, dtype=float) for v in ([4, 0, 0], [80, 0, 0], [100, 50, 0]))
    predicted = model.alive(x, last, age) * model.purchases_while_alive(x, age, 91.0)
    assert found.actual == 3
    assert found.predicted == pytest.approx(predicted.sum())
    assert found.mae == pytest.approx(np.abs(predicted - [2, 0, 1]).mean())
    assert found.naive_mae == pytest.approx((abs(4 / 100 * 91 - 2) + 0 + 1) / 3)


def test_tracking_adds_up_the_customers_of_every_first_day():
    known = people([("ann", 1, 9, 20), ("bob", 0, 0, 20), ("cat", 2, 4, 5)])
    bought = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-03-20", "2024-03-30", "2024-04-05"]),
            "purchases": [1, 2, 1],
        }
    )
    model = BGNBD().with_parameters(0.8, 40.0, 0.7, 3.0)
    weeks = models.tracking(
        model, known, bought, known_by=MARCH, until=date(2024, 4, 10), unit_days=1
    )
    first = MARCH - timedelta(days=20)
    ends = [first + timedelta(days=days) for days in (7, 14, 21, 28, 30)]
    assert [day.date() for day in weeks["day"]] == ends
    assert weeks["actual"].tolist() == [0, 1, 3, 4, 4]
    curve = model.expected_purchases([7, 14, 21, 28, 30, 6, 13, 15])
    expected = 2 * curve[:5]
    expected[2:] += curve[5:]
    assert weeks["expected"].to_numpy() == pytest.approx(expected)


def test_a_model_tracks_the_customers_it_learnt_from(draw):
    drawn = draw.whole_days(draw.bg_nbd(4_000, r=0.8, alpha=40.0, a=0.7, b=3.0, days=365))
    model = models.fitted_purchases(drawn, Outlook(JUNE, 90))
    nothing = pd.DataFrame({"day": pd.to_datetime([]), "purchases": []})
    weeks = models.tracking(model, drawn, nothing, known_by=JUNE, until=JUNE, unit_days=1)
    assert weeks["expected"].is_monotonic_increasing
    total = drawn["repeat_purchases"].sum()
    assert weeks["expected"].iloc[-1] == pytest.approx(total, rel=0.05)


def said(forecast, holdout=None):
    return " ".join(models.caveats(forecast, holdout))


def test_nothing_is_said_where_nothing_is_the_matter(forecast):
    assert models.caveats(forecast, None) == []
    assert models.caveats(forecast, Holdout(100, 105.0, 0.5, 0.6)) == []


@pytest.mark.parametrize(
    ("holdout", "sentence"),
    [
        (Holdout(100, 111.0, 0.5, 0.6), "The model over-forecasts: it expected 111 purchases"),
        (Holdout(100, 89.0, 0.5, 0.6), "The model under-forecasts: it expected 89 purchases"),
        (Holdout(100, 100.0, 0.6, 0.6), "The model does not beat plain frequency"),
        (Holdout(0, 3.0, 0.5, 0.6), "and there were 0."),
    ],
)
def test_a_poor_forecast_is_called_one(forecast, holdout, sentence):
    assert sentence in said(forecast, holdout)


def test_spend_that_follows_frequency_is_told_and_unrelated_spend_is_not(customers, outlook):
    follows = customers.assign(
        repeat_spend=customers["repeat_spend"] * customers["repeat_purchases"] ** 0.5
    )
    assert "Spend and frequency correlate (+" in said(models.forecast(follows, outlook))
    against = customers.assign(
        repeat_spend=customers["repeat_spend"] / customers["repeat_purchases"].clip(1) ** 0.5
    )
    assert "who buys more often spends less each time" in said(models.forecast(against, outlook))
    assert "correlate" not in said(models.forecast(customers, outlook))


def test_the_correlation_is_that_of_the_ranks_ties_and_all(customers):
    again = customers[customers["repeat_purchases"] > 0]
    x, worth = again["repeat_purchases"].to_numpy(float), again["repeat_spend"].to_numpy()
    for other in (worth, x * worth, np.round(worth, -1)):
        assert rank_correlation(x, other) == pytest.approx(spearmanr(x, other).statistic)
    assert rank_correlation(x, np.full(len(x), 7.0)) is None


def test_spend_that_cannot_be_learnt_leaves_the_purchases_standing(customers, outlook):
    gifts = models.forecast(customers.assign(repeat_spend=0.0), outlook)
    assert gifts.spend is None
    assert "The worth of purchases could not be learnt. Too few repeat customers" in said(gifts)
    scores = models.scored(gifts)
    assert scores["lifetime_value"].isna().all()
    assert scores["expected_purchases"].gt(0).all()


def test_an_endless_mean_is_told(forecast):
    endless = models.GammaGamma().with_parameters(2.0, 0.9, 10.0)
    endless.peak_ = forecast.spend.peak_
    assert "their mean is endless" in said(replace(forecast, spend=endless))


def test_parameters_that_the_data_do_not_tell_are_named(draw, outlook):
    steady = draw.whole_days(draw.bg_nbd(400, r=2.0, alpha=40.0, a=0.001, b=1_000.0, days=300))
    steady = draw.with_spend(steady, p=6.0, q=4.0, v=60.0)
    assert "hardly tell what a and b are" in said(models.forecast(steady, outlook))
