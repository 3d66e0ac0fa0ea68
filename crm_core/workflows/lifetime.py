"""Lifetime value from the orders of a database: learnt, judged, and taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from crm_core.features import default_as_of
from crm_core.features.purchases import read_histories, read_repeat_purchases
from crm_core.predictions import lifetime as models
from crm_core.predictions.lifetime import Forecast, GammaGamma, Holdout, Outlook, PurchaseModel
from crm_core.records.files import suffix_of, write_file
from crm_core.store import Store

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Spend:
    """What was learnt of the worth of purchases."""

    p: float
    q: float
    v: float
    log_likelihood: float


@dataclass(frozen=True)
class Lifetime:
    """Lifetime value in figures.

    Parameters are those as of the as-of day, in the unit of time; log-likelihoods are sums over
    customers. `holdout` is that of a second fit, which saw nothing after `calibrate_until`.
    """

    parameters: dict[str, float]
    log_likelihood: float
    spend: Spend | None
    customers: int
    repeat_customers: int
    expected_purchases: float
    holdout: Holdout | None
    expected_spend: float | None
    lifetime_value: float | None
    as_of: date
    horizon_days: int
    unit: str
    model: str
    discount_rate: float
    calibrate_until: date | None
    standard_errors: dict[str, float]
    spend_standard_errors: dict[str, float] | None
    spend_frequency_correlation: float | None
    warnings: list[str]


@dataclass(frozen=True)
class Calibration:
    """A model that saw nothing after a day, whom it saw, and how it did on what followed."""

    model: PurchaseModel
    customers: pd.DataFrame
    holdout: Holdout


def lifetime(
    store: Store,
    *,
    as_of: date | None = None,
    horizon_days: int,
    calibrate_until: date | None = None,
    unit: str = "day",
    discount_rate: float = 0.0,
    model: str = "bg_nbd",
    out: Path | None = None,
) -> Lifetime:
    """Learn how customers buy, and what to expect of them; every customer is written to `out`.

    Parameters
    ----------
    as_of
        The last day that counts; the day of the last order or communication when left out.
    horizon_days, calibrate_until, unit, discount_rate, model
        As in `Outlook`.
    out
        A file with the columns of `lifetime.COLUMNS`: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    InvalidValue
        For a choice out of bounds.
    TooFewRepeatCustomers, NoBestParameters
        If there is too little to learn from, by the as-of day or by the end of the calibration.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        day = as_of or default_as_of(con)
        outlook = Outlook(day, horizon_days, unit, model, discount_rate, calibrate_until).checked()
        forecast = learnt(con, outlook)
        judged = calibrated(con, outlook, forecast)
    scores = models.scored(forecast)
    if out is not None:
        write_file(models.as_table(scores).to_reader(), out)
    return summary(forecast, scores, judged.holdout if judged else None)


def learnt(con: duckdb.DuckDBPyConnection, outlook: Outlook) -> Forecast:
    """Both models, learnt from everything up to the as-of day.

    Raises
    ------
    TooFewRepeatCustomers, NoBestParameters
        If there is too little to learn from.
    """
    return models.forecast(read_histories(con, as_of=outlook.as_of), outlook)


def calibrated(
    con: duckdb.DuckDBPyConnection, outlook: Outlook, forecast: Forecast
) -> Calibration | None:
    """The model learnt up to `calibrate_until` and judged on the rest; None where none is asked.

    Raises
    ------
    TooFewRepeatCustomers, NoBestParameters
        If there is too little to learn from by that day.
    """
    if outlook.calibrate_until is None:
        return None
    until = outlook.calibrate_until
    before = read_histories(con, as_of=until)
    model = models.fitted_purchases(before, outlook)
    days = (outlook.as_of - until).days
    judged = models.held_out(model, before, forecast.customers, outlook, days=days)
    return Calibration(model, before, judged)


def tracked(
    con: duckdb.DuckDBPyConnection, forecast: Forecast, calibration: Calibration | None
) -> pd.DataFrame:
    """Repeat purchases week by week beside what the model expects; see `lifetime.tracking`.

    With a calibration, of the model and the customers of that day, on to the as-of day.
    """
    outlook = forecast.outlook
    known_by = outlook.calibrate_until if calibration else None
    by = known_by or outlook.as_of
    return models.tracking(
        calibration.model if calibration else forecast.purchases,
        calibration.customers if calibration else forecast.customers,
        read_repeat_purchases(con, known_by=by, as_of=outlook.as_of),
        known_by=by,
        until=outlook.as_of,
        unit_days=outlook.unit_days,
    )


def summary(forecast: Forecast, scores: pd.DataFrame, holdout: Holdout | None) -> Lifetime:
    """The figures of a forecast and its scores."""
    outlook, model, spend = forecast.outlook, forecast.purchases, forecast.spend
    return Lifetime(
        parameters=_named(model, model.parameters_),
        log_likelihood=model.peak_.log_likelihood,
        spend=_spend(spend),
        customers=len(scores),
        repeat_customers=forecast.repeat_customers,
        expected_purchases=float(scores["expected_purchases"].sum()),
        holdout=holdout,
        expected_spend=float(scores["expected_spend"].sum()) if spend else None,
        lifetime_value=float(scores["lifetime_value"].sum()) if spend else None,
        as_of=outlook.as_of,
        horizon_days=outlook.horizon_days,
        unit=outlook.unit,
        model=outlook.model,
        discount_rate=outlook.discount_rate,
        calibrate_until=outlook.calibrate_until,
        standard_errors=_named(model, model.peak_.errors),
        spend_standard_errors=_named(spend, spend.peak_.errors) if spend else None,
        spend_frequency_correlation=forecast.correlation,
        warnings=models.caveats(forecast, holdout),
    )


def _named(model: PurchaseModel | GammaGamma, values: Iterable[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(model.parameter_names, values, strict=True)}


def _spend(spend: GammaGamma | None) -> Spend | None:
    if spend is None:
        return None
    return Spend(**_named(spend, spend.parameters_), log_likelihood=spend.peak_.log_likelihood)
