"""Pictures of lifetime value hold the numbers they were given, and say them in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from crm_core.charts import lifetime
from crm_core.predictions.lifetime import Grid

WEEKS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2024-01-07", "2024-01-14", "2024-01-20"]),
        "actual": [0, 40, 100],
        "expected": [2.0, 44.0, 125.0],
    }
)
GRID = Grid(
    300,
    np.array([0, 150, 299]),
    np.array([1, 8]),
    np.array([[0.5, 12.34], [0.4, 1.26], [0.3, 0.001]]),
    np.array([[1.0, 1.0], [0.9, 0.2], [0.8, 0.0]]),
)


def test_tracking_has_two_lines_that_differ_in_more_than_colour():
    fig = lifetime.tracking(WEEKS, calibrated_until=date(2024, 1, 14))
    actual, expected = fig.data
    assert (list(actual.y), list(expected.y)) == ([0, 40, 100], [2.0, 44.0, 125.0])
    assert actual.line.dash != expected.line.dash
    assert fig.layout.xaxis.title.text == "Day"
    assert fig.layout.yaxis.title.text == "Repeat purchases so far"
    assert [note.text for note in fig.layout.annotations] == ["learnt until here"]


def test_tracking_in_words_says_how_far_off_the_model_ends():
    assert lifetime.tracking_in_words(WEEKS) == (
        "Repeat purchases added up week by week: by 20 January 2024 there were 100, and the model "
        "expects 125 (25.0% too many)."
    )
    said = lifetime.tracking_in_words(WEEKS, calibrated_until=date(2024, 1, 15))
    assert said.endswith("(25.0% too many); where it had learnt until, 40 and 44.")
    assert lifetime.tracking_in_words(WEEKS.head(1)).endswith("2 (none to compare with).")


def test_the_maps_write_every_value_once_in_readable_digits():
    fig = lifetime.expected_purchases(GRID, horizon_days=90)
    written = np.concatenate([np.array(cells.text).ravel() for cells in fig.data])
    assert sorted(text for text in written if text) == ["0", "0.30", "0.40", "0.50", "1.3", "12"]
    assert fig.layout.xaxis.title.text == "Repeat purchases"
    assert fig.layout.yaxis.title.text == "Days since the last purchase"
    shares = lifetime.chance_alive(GRID)
    assert {cells.zmax for cells in shares.data} == {1.0}
    written = np.concatenate([np.array(cells.text).ravel() for cells in shares.data])
    assert sorted(text for text in written if text) == ["0%", "100%", "100%", "20%", "80%", "90%"]


def test_the_maps_in_words_name_the_corners():
    said = lifetime.expected_in_words(GRID, horizon_days=90)
    assert "purchases expected in 90 days, for customers first seen 300 days ago" in said
    assert said.endswith(
        "1 repeat purchases, the last today: 0.50; 8, the last today: 12.34; "
        "8, the last 299 days ago: 0.00."
    )
    assert lifetime.alive_in_words(GRID).endswith("8, the last 299 days ago: 0.0%.")
