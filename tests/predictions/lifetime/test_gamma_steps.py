"""Differences of large numbers that keep their digits."""

from __future__ import annotations

from math import lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.predictions.lifetime.gamma_steps import digamma_step, log_gamma_step


@given(z=st.floats(0.01, 1e12), steps=st.integers(0, 30))
def test_whole_steps_are_sums_of_logarithms(z, steps):
    by_hand = sum(log(z + step) for step in range(steps))
    slope = sum(1 / (z + step) for step in range(steps))
    assert log_gamma_step(z, steps) == pytest.approx(by_hand, rel=1e-11, abs=1e-11)
    assert digamma_step(z, steps) == pytest.approx(slope, rel=1e-9, abs=1e-13)


@given(z=st.floats(90.0, 110.0), step=st.floats(0.0, 50.0))
def test_the_series_takes_over_without_a_jump(z, step):
    assert log_gamma_step(z, step) == pytest.approx(lgamma(z + step) - lgamma(z), abs=1e-11)
