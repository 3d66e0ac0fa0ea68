"""Customers to learn from: those of a paper, drawn ones, and the library others use."""

from __future__ import annotations

import importlib
import warnings
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from crm_core.predictions.lifetime import Outlook

AS_OF = date(2024, 6, 30)


@pytest.fixture(scope="session")
def lifetimes():
    """The library `lifetimes`; it warns of what pandas 3 dropped, and mutes others' warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = importlib.import_module("lifetimes")
        datasets = importlib.import_module("lifetimes.datasets")

        def quietly(fit, *given, **named):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return fit(*given, **named)

        return SimpleNamespace(
            bg_nbd=library.BetaGeoFitter,
            pareto_nbd=library.ParetoNBDFitter,
            gamma_gamma=library.GammaGammaFitter,
            cdnow=datasets.load_cdnow_summary_data_with_monetary_value(),
            sample=Path(datasets.__file__).with_name("CDNOW_sample.txt"),
            quietly=quietly,
        )


@pytest.fixture(scope="session")
def cdnow(lifetimes) -> pd.DataFrame:
    """2,357 customers of CDNOW, in weeks: frequency, recency, T and monetary_value."""
    return lifetimes.cdnow


def drawn_bg_nbd(count, *, r, alpha, a, b, days, seed=0):
    """Customers who buy as BG/NBD says, by day: columns as `Forecast.customers`, without spend."""
    random = np.random.default_rng(seed)
    age = random.uniform(days / 3, days, count)
    rate, leaving = random.gamma(r, 1 / alpha, count), random.beta(a, b, count)
    bought, last = np.zeros(count, int), np.zeros(count)
    active = np.arange(count)
    while len(active):
        moment = last[active] + random.exponential(1 / rate[active])
        within = moment < age[active]
        active, moment = active[within], moment[within]
        bought[active] += 1
        last[active] = moment
        active = active[random.random(len(active)) >= leaving[active]]
    return _customers(bought, last, age)


def drawn_pareto_nbd(count, *, r, alpha, s, beta, days, seed=0):
    """Customers who buy as Pareto/NBD says: until a moment of their own."""
    random = np.random.default_rng(seed)
    age = random.uniform(days / 3, days, count)
    rate = random.gamma(r, 1 / alpha, count)
    until = np.minimum(random.exponential(1 / random.gamma(s, 1 / beta, count)), age)
    bought = random.poisson(rate * until)
    last = np.where(
        bought > 0, until * random.uniform(size=count) ** (1 / np.maximum(bought, 1)), 0
    )
    return _customers(bought, last, age)


def _customers(bought, last, age):
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:05}" for number in range(len(bought))],
            "repeat_purchases": bought,
            "last_purchase_days": np.where(bought > 0, last, 0.0),
            "observed_days": age,
            "repeat_spend": np.nan,
        }
    )


def with_spend(customers, *, p, q, v, seed=0):
    """The same customers, with what their repeat purchases were worth as Gamma-Gamma says."""
    random = np.random.default_rng(seed)
    x = customers["repeat_purchases"].to_numpy()
    spread = random.gamma(q, 1 / v, len(x))
    worth = random.gamma(p * np.maximum(x, 1), 1 / spread) / np.maximum(x, 1)
    return customers.assign(repeat_spend=np.where(x > 0, worth, np.nan))


def whole_days(customers):
    """The same customers with ages in whole days, as a database gives them."""
    return customers.assign(
        last_purchase_days=np.ceil(customers["last_purchase_days"]).astype("int64"),
        observed_days=np.ceil(customers["observed_days"]).astype("int64"),
    )


@pytest.fixture(scope="session")
def draw() -> SimpleNamespace:
    """What draws customers: `draw.bg_nbd(300, r=..., alpha=..., a=..., b=..., days=365)`."""
    return SimpleNamespace(
        bg_nbd=drawn_bg_nbd,
        pareto_nbd=drawn_pareto_nbd,
        with_spend=with_spend,
        whole_days=whole_days,
    )


@pytest.fixture(scope="session")
def customers() -> pd.DataFrame:
    """3,000 customers of a year in whole days; what they spend has nothing to do with how often."""
    drawn = drawn_bg_nbd(3_000, r=0.8, alpha=40.0, a=0.7, b=3.0, days=365)
    return with_spend(whole_days(drawn), p=6.0, q=4.0, v=60.0)


@pytest.fixture
def outlook() -> Outlook:
    return Outlook(AS_OF, 90)
