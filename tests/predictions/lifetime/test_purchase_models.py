"""Both models of purchases: what they learn, and the laws their forecasts keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from crm_core.errors import NoBestParameters, TooFewRepeatCustomers
from crm_core.predictions.lifetime import BGNBD, Histories, ParetoNBD
from crm_core.predictions.lifetime.climb import Slope, climb
from crm_core.predictions.lifetime.histories import Coded

MODELS = (
    BGNBD().with_parameters(0.8, 40.0, 0.7, 3.0),
    BGNBD().with_parameters(0.3, 5.0, 1.0, 2.0),
    ParetoNBD().with_parameters(0.9, 50.0, 0.6, 200.0),
    ParetoNBD().with_parameters(0.4, 300.0, 1.0, 8.0),
)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.name} {m.parameters_}")

sizes = st.floats(0.02, 20.0)
ages = st.floats(1.0, 3_000.0)
shares = st.floats(0.0, 1.0)


def row(*values):
    return [np.array([float(value)]) for value in values]


def histories_of(customers):
    return Histories.of(
        customers["repeat_purchases"], customers["last_purchase_days"], customers["observed_days"]
    )


@pytest.fixture(scope="module")
def some(draw):
    return histories_of(draw.bg_nbd(300, r=0.8, alpha=40.0, a=0.7, b=3.0, days=365))


@each_model
def test_the_derivatives_are_those_of_the_likelihood(model, some):
    at = model.parameters_
    slope = model.slope(at, some)
    for place, value in enumerate(at):
        step = np.zeros(4)
        step[place] = 1e-5 * value
        above, below = model.slope(at + step, some), model.slope(at - step, some)
        gradient = (above.height - below.height) / (2 * step[place])
        curvature = (above.gradient - below.gradient) / (2 * step[place])
        assert slope.gradient[place] == pytest.approx(gradient, rel=1e-5, abs=1e-5)
        assert slope.curvature[place] == pytest.approx(curvature, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(
    ("model", "truth"),
    [
        (BGNBD, {"r": 0.9, "alpha": 30.0, "a": 0.8, "b": 3.0}),
        (ParetoNBD, {"r": 0.9, "alpha": 30.0, "s": 0.7, "beta": 150.0}),
    ],
)
def test_the_parameters_that_made_the_customers_are_found_again(draw, model, truth):
    count = 20_000 if model is BGNBD else 6_000
    drawn = getattr(draw, model.name)(count, **truth, days=730, seed=3)
    fitted = model().fit(histories_of(drawn))
    away = (fitted.parameters_ - np.array(list(truth.values()))) / fitted.peak_.errors
    assert np.abs(away).max() < 3
    assert (fitted.peak_.relative_errors < 0.35).all()


@given(r=sizes, alpha=ages, s=sizes, beta=ages, x=st.integers(0, 400), age=ages, share=shares)
def test_the_chance_to_be_alive_is_a_chance_and_falls_with_silence(
    r, alpha, s, beta, x, age, share
):
    last = age * share if x else 0.0
    for model in (
        BGNBD().with_parameters(r, alpha, s, 1 + s),
        ParetoNBD().with_parameters(r, alpha, s, beta),
    ):
        now, later = (model.alive(*row(x, last, known))[0] for known in (age, age + 30))
        assert 0 <= later <= now <= 1
        assert model.alive(*row(x, last, max(last, 1e-9)))[0] >= now


@each_model
@given(x=st.integers(0, 300), age=ages, horizon=st.floats(0.5, 3_000.0))
def test_expected_purchases_are_never_negative_and_grow_with_the_horizon(model, x, age, horizon):
    few, more = (
        model.purchases_while_alive(*row(x, age), span)[0] for span in (horizon, horizon * 1.5)
    )
    assert 0 < few < more
    rate = (model.parameters_[0] + x) / (model.parameters_[1] + age)
    assert few <= rate * horizon * (1 + 1e-9)


@each_model
def test_by_the_quantiles_so_many_have_ordered(model):
    """The waits are checked against the customers that the model itself would draw."""
    random = np.random.default_rng(1)
    x, age, count = 4.0, 200.0, 200_000
    r, alpha, third, fourth = model.parameters_
    wait = random.exponential(1 / random.gamma(r + x, 1 / (alpha + age), count))
    if isinstance(model, ParetoNBD):
        left = random.exponential(1 / random.gamma(third, 1 / (fourth + age), count))
        ordered = wait < left
    else:
        ordered = np.ones(count, dtype=bool)
    ever, waits = model.next_purchase(*row(x, age), (0.1, 0.5, 0.9))
    assert ever[0] == pytest.approx(ordered.mean(), abs=0.005)
    for chance, limit in zip((0.1, 0.5, 0.9), waits, strict=True):
        assert (wait[ordered] <= limit[0]).mean() == pytest.approx(chance, abs=0.005)


def test_bg_nbd_has_no_hole_where_the_published_formula_divides_by_zero():
    x, age = np.arange(0.0, 50.0, 7.0), np.linspace(1.0, 700.0, 8)
    at, beside = (
        BGNBD().with_parameters(0.5, 10.0, a, 2.0).purchases_while_alive(x, age, 365.0)
        for a in (1.0, 1.0 + 1e-7)
    )
    assert at == pytest.approx(beside, rel=1e-6)


def test_pareto_nbd_stays_finite_where_the_published_difference_cancels():
    model = ParetoNBD().with_parameters(0.5, 10.0, 0.6, 12.0)
    often = Histories.of([900, 2_000], [700.0, 10.0], [710.0, 3_000.0])
    assert np.isfinite(model.slope(model.parameters_, often).height)
    alive = model.alive(np.array([900.0, 2_000.0]), np.array([700.0, 10.0]), np.array([710.0, 3e3]))

    def left(u):
        more = 900.5 * np.log(720 / (10 + u)) + 0.6 * np.log(722 / (12 + u))
        return 0.6 * np.exp(more) / (12 + u)

    assert alive[0] == pytest.approx(1 / (1 + quad(left, 700, 710)[0]), rel=1e-12)
    assert alive[1] == pytest.approx(0.0, abs=1e-300)


@pytest.mark.parametrize("model", [BGNBD, ParetoNBD])
def test_weeks_find_what_days_find(draw, model):
    days = histories_of(draw.bg_nbd(1_500, r=0.8, alpha=40.0, a=0.7, b=3.0, days=365))
    x, last, age = (
        days.repeat_purchases.values,
        days.last_purchase_age.values,
        days.observed_age.values,
    )
    weeks = Histories.of(x, last / 7, age / 7)
    by_day, by_week = model().fit(days), model().fit(weeks)
    scale = [1, 1 / 7, 1, 1] if model is BGNBD else [1, 1 / 7, 1, 1 / 7]
    assert by_week.parameters_ == pytest.approx(by_day.parameters_ * scale, rel=1e-6)
    jacobian = np.log(7) * x.sum()
    assert by_week.peak_.log_likelihood == pytest.approx(
        by_day.peak_.log_likelihood + jacobian, rel=1e-10
    )
    assert by_week.purchases_while_alive(x, age / 7, 90 / 7) == pytest.approx(
        by_day.purchases_while_alive(x, age, 90.0), rel=1e-6
    )


@pytest.mark.parametrize("model", [BGNBD, ParetoNBD])
def test_too_few_who_came_back_teach_nothing(model):
    nine = Histories.of([0] * 50 + [1] * 9, [0] * 50 + [5] * 9, [30] * 59)
    with pytest.raises(TooFewRepeatCustomers, match=r"at least 10 of them, and there are 9\."):
        model().fit(nine)


def test_who_never_leave_are_fitted_and_the_parameters_of_leaving_are_not_told():
    random = np.random.default_rng(5)
    rate = random.gamma(2.0, 1 / 40, 2_000)
    moments = np.cumsum(random.exponential(1 / rate[:, None], (2_000, 200)), axis=1)
    within = moments < 365
    bought = within.sum(axis=1)
    last = np.where(bought > 0, np.where(within, moments, 0).max(axis=1), 0)
    fitted = BGNBD().fit(Histories.of(bought, last, np.full(2_000, 365.0)))
    r, alpha, a, b = fitted.parameters_
    assert (r, alpha) == (pytest.approx(2.0, rel=0.15), pytest.approx(40.0, rel=0.15))
    assert a / (a + b) < 0.01
    assert not fitted.peak_.relative_errors[2] < 1


def test_equal_histories_are_counted_once_in_any_order():
    x, last, age = [2, 0, 2, 1, 0], [3.5, 0, 3.5, 1, 0], [9, 9, 9, 9, 4]
    grouped = Histories.of(x, last, age)
    assert len(grouped) == 4
    assert grouped.customers.sum() == 5
    assert grouped.repeat_customers == 3
    assert grouped.repeat_purchases.values.tolist() == [0, 0, 1, 2]
    assert grouped.repeated().customers.tolist() == [1, 2]
    back = Histories.of(x[::-1], last[::-1], age[::-1])
    model = BGNBD().with_parameters(0.5, 10.0, 0.7, 3.0)
    assert model.log_likelihood(back) == model.log_likelihood(grouped)


@given(st.lists(st.floats(0, 50) | st.integers(0, 9), max_size=30))
def test_coded_values_are_the_values(values):
    given_values = np.array(values, dtype=float)
    assert Coded.of(given_values).values.tolist() == given_values.tolist()


def test_a_climb_without_a_top_says_so():
    def jagged(at):
        return Slope(float(-np.nan_to_num(at[0] * np.nan, nan=1.0)), np.array([1.0]), np.eye(1))

    with pytest.raises(NoBestParameters, match="The model does not settle"):
        climb(jagged, np.array([1.0]), what="The model")
