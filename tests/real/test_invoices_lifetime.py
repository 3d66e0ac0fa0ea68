"""Lifetime value of the invoice file, beside the library `lifetimes` over the same customers."""

from __future__ import annotations

import importlib
import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.settings import CHARGE_CODES
from crm_core.workflows.lifetime import lifetime

pytestmark = pytest.mark.real

FILE = "online_retail_II_2009_2010.parquet"
AS_OF, CALIBRATED, HORIZON = date(2010, 12, 9), date(2010, 9, 10), 90


@pytest.fixture(scope="module")
def found(invoices, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lifetime")
    answer = lifetime(
        invoices,
        as_of=AS_OF,
        horizon_days=HORIZON,
        calibrate_until=CALIBRATED,
        out=folder / "scores.parquet",
    )
    return answer, pd.read_parquet(folder / "scores.parquet").set_index("customer_id")


@pytest.fixture(scope="module")
def bought(real_data):
    """Customers' days of purchase and their worth, read from the file by its README alone."""
    rows = pd.read_parquet(real_data / FILE)
    codes = rows["StockCode"].str.strip().str.upper()
    goods = (rows["Quantity"] > 0) & (rows["Price"] >= 0) & ~codes.isin(CHARGE_CODES)
    rows = rows[goods & rows["Customer ID"].notna()]
    rows = rows[~rows["Invoice"].astype(str).str.startswith("C")]
    return (
        rows.assign(
            customer_id=rows["Customer ID"].astype(int).astype(str),
            day=pd.to_datetime(rows["InvoiceDate"]).dt.normalize(),
            amount=rows["Quantity"] * rows["Price"],
        )
        .groupby(["customer_id", "day"], as_index=False)["amount"]
        .sum()
    )


@pytest.fixture(scope="module")
def summary(bought):
    days = bought.groupby("customer_id")["day"].agg(["count", "min", "max"])
    first = bought.merge(days[["min"]], left_on="customer_id", right_index=True)
    again = first[first["day"] > first["min"]].groupby("customer_id")["amount"].mean()
    return pd.DataFrame(
        {
            "frequency": days["count"] - 1,
            "recency": (days["max"] - days["min"]).dt.days,
            "T": (pd.Timestamp(AS_OF) - days["min"]).dt.days,
            "spend": again.reindex(days.index),
        }
    )


@pytest.fixture(scope="module")
def fitted(summary):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = importlib.import_module("lifetimes")
        purchases = library.BetaGeoFitter()
        purchases.fit(summary["frequency"], summary["recency"], summary["T"])
        again = summary[(summary["frequency"] > 0) & (summary["spend"] > 0)]
        spend = library.GammaGammaFitter()
        spend.fit(again["frequency"], again["spend"])
    return purchases, spend


def height(parameters, summary):
    from lifetimes import BetaGeoFitter

    x, last, age = (summary[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T"))
    logs = np.log(list(parameters))
    mean = BetaGeoFitter._negative_log_likelihood(logs, x, last, age, np.ones(len(x)), 0.0)
    return -mean * len(x)


def test_the_histories_are_those_of_the_file(found, summary):
    answer, scores = found
    assert answer.customers == len(summary) == 4287
    assert answer.repeat_customers == (summary["frequency"] > 0).sum() == 2809
    beside = summary.reindex(scores.index)
    for ours, theirs in (
        ("repeat_purchases", "frequency"),
        ("last_purchase_age", "recency"),
        ("observed_age", "T"),
    ):
        assert scores[ours].tolist() == beside[theirs].tolist()


def test_the_fit_is_as_high_as_that_of_lifetimes(found, summary, fitted):
    answer, _ = found
    ours = height(answer.parameters.values(), summary)
    theirs = height(fitted[0].params_, summary)
    assert answer.log_likelihood == pytest.approx(ours, rel=1e-10)
    assert ours >= theirs - 1e-6 * abs(theirs)
    spend = fitted[1].params_
    found_spend = [answer.spend.p, answer.spend.q, answer.spend.v]
    assert found_spend == pytest.approx(spend.tolist(), rel=1e-3)


def test_the_scores_are_those_of_lifetimes(found, summary, fitted):
    answer, scores = found
    purchases, spend = fitted
    purchases.params_[:] = list(answer.parameters.values())
    spend.params_[:] = [answer.spend.p, answer.spend.q, answer.spend.v]
    beside = summary.reindex(scores.index)
    columns = [beside[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T")]
    alive = purchases.conditional_probability_alive(*columns)
    expected = purchases.conditional_expected_number_of_purchases_up_to_time(HORIZON, *columns)
    worth = spend.conditional_expected_average_profit(
        beside["frequency"].where(beside["spend"] > 0, 0), beside["spend"].fillna(0.0)
    )
    assert scores["p_alive"].tolist() == pytest.approx(alive.tolist(), rel=1e-9)
    assert scores["expected_purchases"].tolist() == pytest.approx(expected.tolist(), rel=1e-7)
    assert scores["expected_spend"].tolist() == pytest.approx((expected * worth).tolist(), rel=1e-7)


def test_the_holdout_counts_the_purchases_that_came(found, bought):
    answer, _ = found
    until, end = pd.Timestamp(CALIBRATED), pd.Timestamp(AS_OF)
    known = set(bought.loc[bought["day"] <= until, "customer_id"])
    after = bought[(bought["day"] > until) & (bought["day"] <= end)]
    assert answer.holdout.actual == after["customer_id"].isin(known).sum()
    assert any("under-forecasts" in sentence for sentence in answer.warnings)
    assert any("Spend and frequency correlate" in sentence for sentence in answer.warnings)
