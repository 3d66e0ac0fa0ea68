"""Lifetime value of a million customers, beside the library `lifetimes` on the same summary.

Customers are drawn from the models themselves, so that both sides have something to find: rates and
chances to leave of each customer, purchases by the day, what each is worth. Contenders run in
processes of their own and take turns; reading the summary is not part of the work.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from bench.company import CUSTOMERS, company_file
from bench.rows import Row, in_own_process, report

DAYS, HORIZON_DAYS, RUNS = 730, 365, 3
R, ALPHA, A, B = 0.8, 60.0, 0.8, 5.0
P, Q, V = 6.0, 4.0, 60.0
AT_MOST_LOWER = 1e-6


def rows() -> list[Row]:
    """Four lines: fit and scoring, ours beside theirs; ours also gives money and dates."""
    make_summary()
    ours = {task: _fastest(f"ours_{task}") for task in ("fit", "score")}
    theirs = {task: _fastest(f"theirs_{task}") for task in ("fit", "score")}
    _compare_heights()
    size = f"{CUSTOMERS:,} customers"
    return [
        Row(
            f"{work} of {size}, by the day",
            ours[task].seconds,
            "lifetimes",
            theirs[task].seconds,
            reach,
            ours[task].gib,
            theirs[task].gib,
        )
        for task, work, reach in (
            ("fit", "BG/NBD and Gamma-Gamma fit", "at most 0.1"),
            ("score", "scoring", "at most 1"),
        )
    ]


def _fastest(task: str) -> Any:
    runs = 1 if task == "theirs_fit" else RUNS
    taken = [in_own_process("bench.lifetime", task) for _ in range(runs)]
    return min(taken, key=lambda run: run.seconds)


def make_summary() -> None:
    """Draw the customers once, and keep what a purchase model sees of them."""
    if summary_file().is_file():
        return
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    age = random.integers(1, DAYS + 1, CUSTOMERS).astype(np.float64)
    rate = random.gamma(R, 1 / ALPHA, CUSTOMERS)
    leaving = random.beta(A, B, CUSTOMERS)
    bought, last, when = np.zeros(CUSTOMERS, int), np.zeros(CUSTOMERS), np.zeros(CUSTOMERS)
    active = np.arange(CUSTOMERS)
    while len(active):
        when[active] += random.exponential(1 / rate[active])
        active = active[when[active] < age[active] + 1]
        day = np.floor(when[active])
        new = day > last[active]
        bought[active] += new
        last[active] = np.maximum(last[active], day)
        active = active[random.random(len(active)) >= leaving[active]]
    spread = random.gamma(Q, 1 / V, CUSTOMERS)
    worth = random.gamma(P * np.maximum(bought, 1), 1 / spread) / np.maximum(bought, 1)
    pd.DataFrame(
        {
            "customer_id": [f"cust-{number}" for number in range(CUSTOMERS)],
            "repeat_purchases": bought,
            "last_purchase_days": last.astype(int),
            "observed_days": age.astype(int),
            "repeat_spend": np.where(bought > 0, worth, np.nan),
        }
    ).to_parquet(summary_file())


def summary_file() -> Path:
    return company_file().with_name("lifetime.parquet")


def _summary() -> Any:
    import pandas as pd

    return pd.read_parquet(summary_file())


def _outlook() -> Any:
    from crm_core.predictions.lifetime import Outlook

    return Outlook(date(2024, 12, 31), HORIZON_DAYS)


def _warm() -> None:
    """Import what `lifetimes` imports with itself: neither side is timed at that."""
    for name in ("scipy.special", "scipy.linalg"):
        importlib.import_module(name)


def ours_fit() -> None:
    from crm_core.predictions.lifetime import forecast

    _warm()
    summary, found = _summary(), {}
    report(lambda: found.update(forecast=forecast(summary, _outlook())))
    learnt = found["forecast"]
    _keep("ours", learnt.purchases.parameters_, learnt.spend.parameters_)


def ours_score() -> None:
    from crm_core.predictions.lifetime import forecast, scored

    _warm()
    learnt = forecast(_summary(), _outlook())
    report(lambda: scored(learnt))


def theirs_fit() -> None:
    fitters, summary = _fitters(), _summary()
    report(lambda: _fit(fitters, summary))
    _keep("theirs", fitters[0].params_, fitters[1].params_)


def theirs_score() -> None:
    import numpy as np

    fitters, summary = _fitters(), _summary()
    kept = _kept("theirs")
    for fitter, parameters in zip(fitters, kept, strict=True):
        names = ("r", "alpha", "a", "b") if len(parameters) == 4 else ("p", "q", "v")
        fitter.params_ = dict(zip(names, parameters, strict=True))
        fitter._unload_params = lambda *asked, held=fitter.params_: [held[name] for name in asked]
    x, last, age = _columns(summary)
    worth = np.nan_to_num(summary["repeat_spend"].to_numpy())

    def score() -> None:
        purchases, spend = fitters
        purchases.conditional_probability_alive(x, last, age)
        purchases.conditional_expected_number_of_purchases_up_to_time(HORIZON_DAYS, x, last, age)
        spend.conditional_expected_average_profit(summary["repeat_purchases"], worth)

    report(score)


def _fitters() -> tuple[Any, Any]:
    warnings.simplefilter("ignore")
    lifetimes = importlib.import_module("lifetimes")
    return lifetimes.BetaGeoFitter(), lifetimes.GammaGammaFitter()


def _fit(fitters: tuple[Any, Any], summary: Any) -> None:
    fitters[0].fit(*_columns(summary))
    again = summary[summary["repeat_purchases"] > 0]
    fitters[1].fit(again["repeat_purchases"], again["repeat_spend"])


def _columns(summary: Any) -> list[Any]:
    names = ("repeat_purchases", "last_purchase_days", "observed_days")
    return [summary[name].to_numpy(dtype=float) for name in names]


def _keep(whose: str, *parameters: Any) -> None:
    found = [[float(value) for value in one] for one in parameters]
    summary_file().with_name(f"lifetime.{whose}.json").write_text(json.dumps(found))


def _kept(whose: str) -> list[list[float]]:
    return list(json.loads(summary_file().with_name(f"lifetime.{whose}.json").read_text()))


def _compare_heights() -> None:
    """A fit that is quick and lower is no fit."""
    from crm_core.predictions.lifetime import BGNBD, Histories
    from crm_core.predictions.lifetime.gamma_gamma import Spending

    summary = _summary()
    histories = Histories.of(*_columns(summary))
    again = summary[summary["repeat_purchases"] > 0]
    spending = Spending(
        again["repeat_purchases"].to_numpy(dtype=float), again["repeat_spend"].to_numpy()
    )
    ours, theirs = (
        (BGNBD().with_parameters(*bought).log_likelihood(histories), spending.slope(worth).height)
        for bought, worth in map(_kept, ("ours", "theirs"))
    )
    for mine, other in zip(ours, theirs, strict=True):
        print(f"log-likelihood {mine:,.4f}, lifetimes {other:,.4f}", file=sys.stderr)
        if mine < other - AT_MOST_LOWER * abs(other):
            raise AssertionError(f"our log-likelihood {mine:,.4f} lies below {other:,.4f}")


if __name__ == "__main__":
    {task.__name__: task for task in (ours_fit, ours_score, theirs_fit, theirs_score)}[
        sys.argv[1]
    ]()
