"""What is expected of each customer: units, discounts, dates, and who is listed how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import InvalidValue
from crm_core.predictions import lifetime as models
from crm_core.predictions.lifetime import BGNBD, Forecast, GammaGamma, Outlook

MONEY = ["expected_spend", "lifetime_value", "purchase_value"]


@pytest.fixture(scope="module")
def forecast(customers):
    return models.forecast(customers, Outlook(date(2024, 6, 30), 90))


def scores_of(customers, outlook):
    return models.scored(models.forecast(customers, outlook))


def figures(scores):
    return scores[["p_alive", "expected_purchases", *MONEY]].to_numpy()


def test_a_file_has_the_promised_columns_and_types(forecast):
    table = models.as_table(models.scored(forecast))
    assert tuple(table.column_names) == (
        "customer_id",
        "repeat_purchases",
        "last_purchase_age",
        "observed_age",
        "p_alive",
        "expected_purchases",
        "expected_spend",
        "lifetime_value",
        "next_order_from",
        "next_order_to",
    )
    assert str(table.schema.field("next_order_from").type) == "date32[day]"
    assert table.num_rows == 3_000


def test_weeks_change_ages_and_parameters_but_no_forecast(customers, forecast):
    by_day = models.scored(forecast)
    by_week = scores_of(customers, replace(forecast.outlook, unit="week", discount_rate=0.1))
    for name in ("observed_age", "last_purchase_age"):
        assert (by_week[name] * 7).tolist() == pytest.approx(by_day[name].tolist())
    by_day = scores_of(customers, replace(forecast.outlook, discount_rate=0.1))
    assert figures(by_week) == pytest.approx(figures(by_day), rel=1e-6)
    for name in ("next_order_from", "next_order", "next_order_to"):
        known = by_day[name].notna()
        assert (by_week[name].notna() == known).all()
        assert ((by_week[name] - by_day[name])[known].abs() <= pd.Timedelta(days=1)).all()


def test_weeks_taken_for_days_would_be_wrong_by_a_factor_of_four(lifetimes, cdnow):
    """A public example fits in weeks and asks for twelve months of 30 units of time each."""
    again = cdnow[cdnow["frequency"] > 0]
    bought = lifetimes.quietly(
        lifetimes.bg_nbd().fit, cdnow["frequency"], cdnow["recency"], cdnow["T"]
    )
    worth = lifetimes.quietly(
        lifetimes.gamma_gamma().fit, again["frequency"], again["monetary_value"]
    )
    asked = (bought, cdnow["frequency"], cdnow["recency"], cdnow["T"], cdnow["monetary_value"])
    mixed, right = (
        worth.customer_lifetime_value(*asked, time=12, discount_rate=0.0, freq=unit).sum()
        for unit in "DW"
    )
    assert mixed / right == pytest.approx(3.7, abs=0.01)
    customers = pd.DataFrame(
        {
            "customer_id": cdnow.index.astype(str),
            "repeat_purchases": cdnow["frequency"],
            "last_purchase_days": cdnow["recency"] * 7,
            "observed_days": cdnow["T"] * 7,
            "repeat_spend": cdnow["monetary_value"],
        }
    )
    months = Outlook(date(1997, 9, 30), 365, unit="week")
    ours = scores_of(customers, months)["lifetime_value"].sum()
    assert ours == pytest.approx(right * 365 / (12 * 4.345 * 7), rel=1e-3)


def test_without_discount_the_value_is_the_expected_spend(forecast):
    scores = models.scored(forecast)
    assert scores["lifetime_value"].tolist() == scores["expected_spend"].tolist()
    product = scores["expected_purchases"] * scores["purchase_value"]
    assert scores["expected_spend"].tolist() == pytest.approx(product.tolist())


def test_a_discount_counts_each_day_at_its_own_worth(forecast):
    outlook = replace(forecast.outlook, horizon_days=730, discount_rate=0.2)
    discounted = models.scored(replace(forecast, outlook=outlook))
    by_day = np.zeros(len(discounted))
    before = np.zeros(len(discounted))
    for day in range(10, 731, 10):
        ahead = replace(forecast.outlook, horizon_days=day)
        so_far = models.scored(replace(forecast, outlook=ahead))["expected_spend"].to_numpy()
        by_day += (so_far - before) * 1.2 ** (-(day - 5) / 365)
        before = so_far
    assert discounted["lifetime_value"].to_numpy() == pytest.approx(by_day, rel=2e-5)
    assert (discounted["lifetime_value"] < discounted["expected_spend"]).all()


def test_money_in_pence_is_a_hundred_times_that_in_pounds(customers, forecast):
    pence = scores_of(
        customers.assign(repeat_spend=customers["repeat_spend"] * 100), forecast.outlook
    )
    assert pence[MONEY].to_numpy() == pytest.approx(
        models.scored(forecast)[MONEY].to_numpy() * 100, rel=1e-6
    )


def test_the_order_of_rows_changes_nothing(customers, forecast):
    turned = scores_of(customers.iloc[::-1].reset_index(drop=True), forecast.outlook)
    back = turned.iloc[::-1].reset_index(drop=True)
    assert figures(back) == pytest.approx(figures(models.scored(forecast)), rel=1e-6)


def test_the_next_order_lies_after_the_day_and_in_order(forecast):
    scores = models.scored(forecast)
    dated = scores[scores["next_order_from"].notna()]
    assert len(dated)
    assert (dated["next_order_from"] > pd.Timestamp(forecast.outlook.as_of)).all()
    assert (dated["next_order_from"] <= dated["next_order"]).all()
    known = dated[dated["next_order_to"].notna()]
    assert (known["next_order"] <= known["next_order_to"]).all()


def made(customers, parameters, outlook):
    """A forecast with chosen parameters, without a model of spend."""
    return Forecast(
        outlook, customers, BGNBD().with_parameters(*parameters), None, "no spend", None, 0
    )


def test_dates_are_worked_out_by_hand_for_one_customer(outlook):
    """With r + x = 2 and alpha + T = 100 the quantile at c is 100 ((1 - c)^-(1/2) - 1) days."""
    customer = pd.DataFrame(
        {
            "customer_id": ["ann"],
            "repeat_purchases": [1],
            "last_purchase_days": [89],
            "observed_days": [90],
            "repeat_spend": [np.nan],
        }
    )
    [score] = models.scored(made(customer, (1.0, 10.0, 0.5, 5.0), outlook)).to_dict("records")
    days = [
        (score[name].date() - outlook.as_of).days
        for name in ("next_order_from", "next_order", "next_order_to")
    ]
    assert days == [6, 42, 217]
    assert np.isnan(score["lifetime_value"])


def test_who_has_more_likely_left_gets_no_date_and_who_waits_for_ages_no_end(outlook):
    customers = pd.DataFrame(
        {
            "customer_id": ["gone", "slow"],
            "repeat_purchases": [30, 0],
            "last_purchase_days": [30, 0],
            "observed_days": [700, 1],
            "repeat_spend": [np.nan, np.nan],
        }
    )
    gone, slow = models.scored(made(customers, (0.05, 10.0, 0.5, 5.0), outlook)).to_dict("records")
    assert gone["p_alive"] < 1e-6
    assert gone["next_order_from"] is pd.NaT
    assert slow["next_order_from"] == pd.Timestamp(2024, 6, 30) + pd.Timedelta(days=80)
    assert slow["next_order_to"] is pd.NaT


def test_groups_share_the_customers_out_and_pages_the_groups(forecast):
    scores = models.scored(forecast)
    groups = {
        name: scores.iloc[models.ranked(scores, "customer_id", descending=False, group=name)]
        for name in models.GROUPS
    }
    assert sum(map(len, groups.values())) == 3_000
    assert (groups["once"]["repeat_purchases"] == 0).all()
    assert (groups["buying"]["p_alive"] >= 0.5).all()
    assert (groups["gone"]["p_alive"] < 0.5).all()
    places = models.ranked(scores, "lifetime_value", descending=True)
    assert sorted(places) == list(range(3_000))
    first, second = (models.page_of(scores, places, page=page, size=25) for page in (1, 2))
    assert len(first) == len(second) == 25
    assert first["lifetime_value"].min() >= second["lifetime_value"].max()
    assert models.as_table(scores, places)["customer_id"].to_pylist()[:25] == first.index.tolist()


@pytest.mark.parametrize("descending", [True, False])
def test_equal_rows_keep_their_order_and_rows_without_a_value_come_last(descending):
    scores = pd.DataFrame({"lifetime_value": [np.nan, 1.0, 1.0, 1.0]}, index=[7, 3, 5, 1])
    places = models.ranked(scores, "lifetime_value", descending=descending)
    assert places.tolist() == [1, 2, 3, 0]


def test_one_customer_has_the_score_of_the_list(forecast):
    scores = models.scored(forecast).set_index("customer_id")
    one = models.score_of(forecast, "c00007")
    assert one["lifetime_value"] == pytest.approx(scores.loc["c00007", "lifetime_value"])
    assert models.score_of(forecast, "nobody") is None


def test_the_map_says_what_the_scores_say(forecast):
    grid = models.grid(forecast)
    assert grid.expected.shape == grid.alive.shape == (8, 8)
    assert (np.diff(grid.alive, axis=0) <= 0).all()
    asked = pd.DataFrame(
        {
            "customer_id": ["ann"],
            "repeat_purchases": grid.frequencies[2:3],
            "last_purchase_days": grid.observed_days - grid.silences[3:4],
            "observed_days": [grid.observed_days],
            "repeat_spend": [np.nan],
        }
    )
    [score] = models.scored(replace(forecast, customers=asked)).to_dict("records")
    assert grid.expected[3, 2] == pytest.approx(score["expected_purchases"])
    assert grid.alive[3, 2] == pytest.approx(score["p_alive"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"horizon_days": 0},
        {"horizon_days": 36_501},
        {"unit": "month"},
        {"model": "poisson"},
        {"discount_rate": -0.1},
        {"discount_rate": float("nan")},
        {"calibrate_until": date(2024, 6, 30)},
    ],
    ids=str,
)
def test_a_question_without_sense_is_refused(outlook, wrong):
    with pytest.raises(InvalidValue):
        replace(outlook, **wrong).checked()


def test_gamma_gamma_and_value_of_a_single_purchase_agree(forecast):
    assert isinstance(forecast.spend, GammaGamma)
    [value] = forecast.spend.purchase_value([0], [np.nan])
    p, q, v = forecast.spend.parameters_
    assert value == pytest.approx(p * v / (q - 1))
