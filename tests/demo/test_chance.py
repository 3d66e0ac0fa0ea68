import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crm_core.demo import LAST_DAY
from crm_core.demo.chance import pick_by_row, positions_within, stream
from crm_core.demo.seasons import DAYS, first_day, shop_calendar


def test_a_column_of_no_weight_is_never_picked() -> None:
    weights = np.array([[0.0, 1.0, 3.0], [2.0, 0.0, 0.0]])
    rows = np.repeat([0, 1], 4000)
    picked = pick_by_row(stream(0, "test"), weights, rows)
    assert set(picked[rows == 0]) == {1, 2}
    assert set(picked[rows == 1]) == {0}
    assert abs((picked[rows == 0] == 2).mean() - 0.75) < 0.03


def test_topics_have_streams_of_their_own() -> None:
    first = stream(1, "names").random(3).tolist()
    assert first == stream(1, "names").random(3).tolist()
    assert first != stream(1, "orders").random(3).tolist()
    assert first != stream(2, "names").random(3).tolist()


@given(st.lists(st.integers(0, 5), min_size=1))
def test_positions_begin_at_zero_in_every_group(counts: list[int]) -> None:
    expected = [place for count in counts for place in range(count)]
    assert positions_within(np.array(counts)).tolist() == expected


def test_the_window_is_two_years_that_end_with_the_last_day() -> None:
    assert (LAST_DAY - first_day(LAST_DAY)).days == DAYS - 1
    assert first_day(LAST_DAY).isoformat() == "2024-11-01"


@given(st.floats(0, DAYS))
def test_a_day_read_off_the_calendar_is_the_day_put_in(day: float) -> None:
    calendar = shop_calendar(LAST_DAY)
    assert abs(float(calendar.days(calendar.at(np.array([day])))[0]) - day) < 1e-6


def test_a_month_of_the_calendar_is_worth_a_month_on_average() -> None:
    assert abs(shop_calendar(LAST_DAY).passed[-1] - DAYS / (365.25 / 12)) < 1e-9
