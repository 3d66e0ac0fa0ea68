"""A line said briefly goes around the same customers, and is read back as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments.region import inside
from crm_core.segments.region_line import brief, read, told

SIZES = st.floats(0.01, 9_000)


@given(SIZES, SIZES, st.floats(0, 6))
def test_a_brief_line_has_few_corners_and_goes_around_nearly_the_same(wide, high, turn):
    angles = turn + np.linspace(0, 2 * np.pi, 120, endpoint=False)
    bent = 1 + 0.3 * np.sin(3 * angles)
    drawn = np.column_stack([wide * bent * np.cos(angles), high * bent * np.sin(angles)])
    short = brief(drawn)
    assert len(told(short)) < 600
    assert len(short) < 45
    places = np.random.default_rng(0).uniform(-1.4, 1.4, size=(1_000, 2)) * (wide, high)
    assert (inside(places, drawn) == inside(places, short)).mean() > 0.98


@given(st.lists(st.tuples(SIZES, SIZES), min_size=3, max_size=60))
def test_a_line_is_read_back_as_it_was_told(corners):
    line = brief(corners)
    if len(line) >= 3:
        assert read(told(line)) == pytest.approx(np.array(line), rel=1e-9)


@pytest.mark.parametrize(
    "text", ["", "1_2", "1_2~3_4", "1_2~3_4~x_5", "1_2_3~4_5~6_7", "1_nan~1_2~3_4"]
)
def test_what_is_no_line_is_none(text):
    assert read(text) is None
