"""The figures of the papers and of the library others use, on the customers of CDNOW."""

from __future__ import annotations

import numpy as np
import pytest

from crm_core.predictions.lifetime import BGNBD, GammaGamma, Histories, ParetoNBD

HORIZONS = (1.0, 39.0, 300.0)


@pytest.fixture(scope="module")
def histories(cdnow):
    return Histories.of(cdnow["frequency"], cdnow["recency"], cdnow["T"])


@pytest.fixture(scope="module")
def columns(cdnow):
    return [cdnow[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T")]


def test_bg_nbd_has_the_parameters_of_fader_hardie_and_lee(histories):
    model = BGNBD().fit(histories)
    assert model.parameters_.round(3) == pytest.approx([0.243, 4.414, 0.793, 2.426])
    assert round(model.peak_.log_likelihood, 1) == -9582.4


def test_pareto_nbd_has_the_parameters_of_fader_and_hardie(histories):
    model = ParetoNBD().fit(histories)
    assert model.parameters_.round(3) == pytest.approx([0.553, 10.578, 0.606, 11.668], abs=0.0015)
    assert round(model.peak_.log_likelihood, 1) == -9595.0


def test_gamma_gamma_has_the_parameters_of_fader_and_hardie(cdnow):
    model = GammaGamma().fit(cdnow["frequency"], cdnow["monetary_value"])
    assert model.parameters_.round(2) == pytest.approx([6.25, 3.74, 15.45])


def test_every_figure_of_bg_nbd_is_that_of_lifetimes(lifetimes, histories, columns):
    ours = BGNBD().fit(histories)
    theirs = lifetimes.quietly(lifetimes.bg_nbd().fit, *columns)
    assert ours.parameters_ == pytest.approx(theirs.params_.to_numpy(), rel=1e-4)
    assert ours.peak_.errors == pytest.approx(theirs.standard_errors_.to_numpy(), rel=1e-3)
    theirs.params_[:] = ours.parameters_
    x, _, age = columns
    assert ours.alive(*columns) == pytest.approx(theirs.conditional_probability_alive(*columns))
    for horizon in HORIZONS:
        expected = theirs.conditional_expected_number_of_purchases_up_to_time(horizon, *columns)
        found = ours.alive(*columns) * ours.purchases_while_alive(x, age, horizon)
        assert found == pytest.approx(expected, rel=1e-9)
    assert ours.expected_purchases(HORIZONS) == pytest.approx(
        theirs.expected_number_of_purchases_up_to_time(np.array(HORIZONS)), rel=1e-9
    )


def test_every_forecast_of_pareto_nbd_is_that_of_lifetimes(lifetimes, columns):
    ours = ParetoNBD().with_parameters(0.553, 10.578, 0.606, 11.669)
    theirs = lifetimes.pareto_nbd()
    theirs.params_ = dict(zip(ours.parameter_names, ours.parameters_, strict=True))
    theirs._unload_params = lambda *names: [theirs.params_[name] for name in names]
    x, _, age = columns
    alive = lifetimes.quietly(theirs.conditional_probability_alive, *columns)
    assert ours.alive(*columns) == pytest.approx(alive, rel=1e-9)
    for horizon in HORIZONS:
        found = ours.alive(*columns) * ours.purchases_while_alive(x, age, horizon)
        assert found == pytest.approx(
            lifetimes.quietly(
                theirs.conditional_expected_number_of_purchases_up_to_time, horizon, *columns
            ),
            rel=1e-9,
        )


def test_pareto_nbd_has_the_likelihood_of_the_published_formula(lifetimes, histories, columns):
    ours = ParetoNBD().with_parameters(0.553, 10.578, 0.606, 11.669)
    x, last, age = columns
    theirs = lifetimes.pareto_nbd()._conditional_log_likelihood(ours.parameters_, x, last, age)
    usual = np.isfinite(theirs)
    assert usual.sum() > 2_000
    same = Histories.of(x[usual], last[usual], age[usual])
    assert ours.log_likelihood(same) == pytest.approx(theirs[usual].sum(), rel=1e-10)
    assert np.isfinite(ours.log_likelihood(histories))


def test_every_figure_of_gamma_gamma_is_that_of_lifetimes(lifetimes, cdnow):
    again = cdnow[cdnow["frequency"] > 0]
    ours = GammaGamma().fit(again["frequency"], again["monetary_value"])
    theirs = lifetimes.gamma_gamma()
    lifetimes.quietly(theirs.fit, again["frequency"], again["monetary_value"])
    assert ours.parameters_ == pytest.approx(theirs.params_.to_numpy(), rel=1e-4)
    assert ours.peak_.log_likelihood >= -theirs._negative_log_likelihood_ * len(again) - 1e-6
    assert ours.peak_.errors == pytest.approx(theirs.standard_errors_.to_numpy(), rel=1e-3)
    theirs.params_[:] = ours.parameters_
    assert ours.purchase_value(cdnow["frequency"], cdnow["monetary_value"]) == pytest.approx(
        theirs.conditional_expected_average_profit(cdnow["frequency"], cdnow["monetary_value"])
    )
