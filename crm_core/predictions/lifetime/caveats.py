"""What must be said beside a forecast before anybody stakes money on it."""

from __future__ import annotations

from math import sqrt

import numpy as np

from crm_core.predictions.lifetime.climb import Peak
from crm_core.predictions.lifetime.forecast import Forecast
from crm_core.predictions.lifetime.holdout import Holdout

CORRELATED = 0.1
"""From this correlation on, spend depends on frequency enough to matter, if it is no accident."""
BEYOND_CHANCE = 2.58
"""In standard errors: so far from none by accident once in a hundred samples."""
OFF_BY = 0.1
"""A total that is off by more than this part is said to be too high or too low."""
UNTOLD = 1.0
"""A parameter whose standard error is as large as itself is not told by the data."""


def caveats(forecast: Forecast, holdout: Holdout | None) -> list[str]:
    """Sentences, the gravest first; none where nothing is the matter."""
    said = [
        *_about_the_holdout(forecast, holdout),
        *_about_spend(forecast),
        *_about_parameters(forecast),
    ]
    return [sentence for sentence in said if sentence]


def _about_the_holdout(forecast: Forecast, holdout: Holdout | None) -> list[str | None]:
    if holdout is None:
        return []
    return [_total(holdout), _against_plain_frequency(holdout)]


def _total(holdout: Holdout) -> str | None:
    figures = (
        f"{holdout.predicted:,.0f} purchases after the calibration, and there were "
        f"{holdout.actual:,}"
    )
    if holdout.predicted > holdout.actual * (1 + OFF_BY):
        return f"The model over-forecasts: it expected {figures}."
    if holdout.predicted < holdout.actual * (1 - OFF_BY):
        return f"The model under-forecasts: it expected {figures}."
    return None


def _against_plain_frequency(holdout: Holdout) -> str | None:
    if holdout.mae < holdout.naive_mae:
        return None
    return (
        "The model does not beat plain frequency: it is off by "
        f"{holdout.mae:.3f} purchases per customer after the calibration, and each customer's own "
        f"rate so far by {holdout.naive_mae:.3f}."
    )


def _about_spend(forecast: Forecast) -> list[str | None]:
    if forecast.spend is None:
        return [f"The worth of purchases could not be learnt. {forecast.spend_problem}"]
    return [_correlation(forecast), _endless(forecast)]


def _correlation(forecast: Forecast) -> str | None:
    found = forecast.correlation
    if found is None or forecast.repeat_customers < 2:
        return None
    accident = BEYOND_CHANCE / sqrt(forecast.repeat_customers - 1)
    if abs(found) < max(CORRELATED, accident):
        return None
    more = "more" if found > 0 else "less"
    return (
        "Spend and frequency correlate "
        f"({found:+.2f} among {forecast.repeat_customers:,} repeat customers): who buys more often "
        f"spends {more} each time. Gamma-Gamma assumes that they are unrelated, so its money "
        f"figures are too {'low' if found > 0 else 'high'} for frequent customers."
    )


def _endless(forecast: Forecast) -> str | None:
    if forecast.spend is None or forecast.spend.mean_exists:
        return None
    return (
        "Purchases differ so much between customers that their mean is endless (q is at most 1): "
        "customers without a repeat purchase of some worth get no money figure."
    )


def _about_parameters(forecast: Forecast) -> list[str | None]:
    learnt = [model for model in (forecast.purchases, forecast.spend) if model is not None]
    return [_vague(model.parameter_names, model.peak_) for model in learnt]


def _vague(names: tuple[str, ...], peak: Peak) -> str | None:
    """Which parameters could as well be others; None where all are told."""
    told = np.isfinite(peak.errors) & (peak.relative_errors < UNTOLD) & ~peak.at_edge
    vague = [name for name, known in zip(names, told, strict=True) if not known]
    if not vague:
        return None
    listed = " and ".join([", ".join(vague[:-1]), vague[-1]] if vague[:-1] else vague)
    be, them = ("is", "it") if len(vague) == 1 else ("are", "them")
    return (
        f"These customers hardly tell what {listed} {be}: many other values fit them nearly as "
        f"well. The forecasts rest on what they do together; do not read {them} alone."
    )
