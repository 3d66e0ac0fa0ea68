"""What a purchase is worth: what is learnt, and the laws it keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import TooFewRepeatCustomers
from crm_core.predictions.lifetime import GammaGamma
from crm_core.predictions.lifetime.gamma_gamma import Spending


def columns(customers):
    return customers["repeat_purchases"].to_numpy(), customers["repeat_spend"].to_numpy()


def test_the_parameters_that_made_the_spend_are_found_again(customers):
    model = GammaGamma().fit(*columns(customers))
    away = (model.parameters_ - np.array([6.0, 4.0, 60.0])) / model.peak_.errors
    assert np.abs(away).max() < 3
    assert (model.peak_.relative_errors < 0.2).all()


def test_the_derivatives_are_those_of_the_likelihood(customers):
    x, m = columns(customers[customers["repeat_purchases"] > 0].head(200))
    spending, at = Spending(x.astype(float), m), np.array([3.0, 2.0, 30.0])
    slope = spending.slope(at)
    for place, value in enumerate(at):
        step = np.zeros(3)
        step[place] = 1e-5 * value
        above, below = spending.slope(at + step), spending.slope(at - step)
        gradient = (above.height - below.height) / (2 * step[place])
        curvature = (above.gradient - below.gradient) / (2 * step[place])
        assert slope.gradient[place] == pytest.approx(gradient, rel=1e-6)
        assert slope.curvature[place] == pytest.approx(curvature, rel=1e-5, abs=1e-5)


def test_pence_find_what_pounds_find(customers):
    x, m = columns(customers)
    pounds, pence = GammaGamma().fit(x, m), GammaGamma().fit(x, m * 100)
    assert pence.parameters_ == pytest.approx(pounds.parameters_ * [1, 1, 100], rel=1e-6)
    assert pence.purchase_value(x, m * 100) == pytest.approx(
        pounds.purchase_value(x, m) * 100, rel=1e-6
    )


@given(x=st.integers(1, 500), m=st.floats(0.5, 5_000.0))
def test_the_worth_lies_between_the_own_mean_and_that_of_all(x, m):
    model = GammaGamma().with_parameters(6.0, 4.0, 60.0)
    everybody = 6.0 * 60.0 / 3.0
    [own] = model.purchase_value([x], [m])
    [more] = model.purchase_value([x + 1], [m])
    assert min(m, everybody) - 1e-9 <= own <= max(m, everybody) + 1e-9
    assert abs(more - m) <= abs(own - m) + 1e-9


def test_who_never_came_back_is_worth_what_all_are():
    model = GammaGamma().with_parameters(6.0, 4.0, 60.0)
    assert model.purchase_value([0, 0, 3], [np.nan, 7.0, 0.0]).tolist() == [120.0, 120.0, 120.0]


def test_an_endless_mean_is_none():
    model = GammaGamma().with_parameters(2.0, 0.9, 10.0)
    assert not model.mean_exists
    never, once = model.purchase_value([0, 1], [np.nan, 5.0])
    assert np.isnan(never)
    assert once == pytest.approx(2.0 * 15.0 / 1.9)


def test_gifts_teach_nothing():
    with pytest.raises(TooFewRepeatCustomers, match=r"at least 10 of them, and there are 9\."):
        GammaGamma().fit([1] * 20, [0.0] * 11 + [5.0] * 9)


@pytest.mark.parametrize("power", [-0.5, -1.0, 1.5])
def test_spend_that_runs_a_parameter_off_to_infinity_is_fitted_all_the_same(customers, power):
    """Where purchases of one customer hardly differ, p has no end: the fit stops at an edge."""
    x, m = columns(customers[customers["repeat_purchases"] > 0])
    model = GammaGamma().fit(x, m * x**power)
    assert np.isfinite(model.peak_.log_likelihood)
    values = model.purchase_value(x, m * x**power)
    assert np.isfinite(values).all()
    assert (values > 0).all()
