"""The leak alarm goes by what columns show, never by their names."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.evaluation import later_dates, leaks, unusable
from crm_core.matrices import coded

ROWS = 600


@pytest.fixture
def table():
    """Noise, and a target that one of its columns says a little about."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{number}": random.normal(size=ROWS) for number in range(4)})
    frame["kind"] = random.choice(list("abcd"), ROWS)
    target = (random.random(ROWS) < 1 / (1 + np.exp(1 - frame["x0"]))).astype(int)
    return frame, target.to_numpy()


def suspects(frame, target, classes=2):
    names = [f"class {number}" for number in range(classes)]
    return {
        s.column: s.reason
        for s in leaks(coded(frame, list(frame)), target, classes=classes, labels=names)
    }


def test_an_honest_table_raises_no_alarm(table):
    assert suspects(*table) == {}


def test_a_near_copy_is_found_and_its_area_said(table):
    frame, target = table
    noisy = target + np.random.default_rng(1).normal(0, 0.1, ROWS)
    found = suspects(frame.assign(x9=noisy), target)
    assert list(found) == ["x9"]
    assert "near-copy of the target: alone it reaches ROC AUC 0.99" in found["x9"]


def test_a_column_that_is_filled_after_the_event_is_found(table):
    frame, target = table
    is_filled = (target == 1) & (np.random.default_rng(1).random(ROWS) < 0.4)
    found = suspects(frame.assign(x9=np.where(is_filled, 7.5, np.nan)), target)
    assert list(found) == ["x9"]
    rows = int(is_filled.sum())
    assert found["x9"].startswith(f"It is filled in {rows} rows, all of them 'class 1'")


def test_values_that_only_the_rarer_class_has_are_found(table):
    frame, target = table
    draw = np.random.default_rng(1).random(ROWS)
    marked = np.where((target == 1) & (draw < 0.4), "closed", np.where(draw < 0.5, "open", "new"))
    found = suspects(frame.assign(x9=marked), target)
    assert list(found) == ["x9"]
    assert "occur with 'class 1' only" in found["x9"]


def test_a_column_far_above_the_next_is_found_and_both_areas_said(table):
    frame, target = table
    strong = target + np.random.default_rng(1).normal(0, 0.5, ROWS)
    reason = suspects(frame.assign(x9=strong), target)["x9"]
    assert "the next column 'x0'" in reason


def test_times_below_which_nobody_buys_stand_out_beside_a_lesser_gap(table):
    frame, _ = table
    random = np.random.default_rng(3)
    seconds = random.exponential(250, ROWS)
    said_yes = (seconds > 120) & (random.random(ROWS) < np.clip(seconds / 1200, 0, 0.8))
    frame = frame.assign(x8=said_yes + random.normal(0, 1.2, ROWS), x9=seconds)
    reason = suspects(frame, said_yes.astype(int))["x9"]
    assert "the next column 'x8'" in reason
    assert "occur with 'class 0' only, far beyond chance" in reason


def test_two_columns_are_too_few_to_stand_above_each_other(table):
    frame, target = table
    strong = target + np.random.default_rng(1).normal(0, 0.7, ROWS)
    assert suspects(frame[["x1"]].assign(x9=strong), target) == {}


def test_few_outcomes_raise_no_alarm_by_chance():
    for seed in range(30):
        random = np.random.default_rng(seed)
        frame = pd.DataFrame({f"x{number}": random.normal(size=80) for number in range(20)})
        target = np.zeros(80, dtype=int)
        target[:3] = 1
        assert suspects(frame, target) == {}


def test_fifty_tables_of_noise_raise_no_alarm():
    for seed in range(50):
        random = np.random.default_rng(seed)
        rows = int(random.choice([60, 200, 500]))
        frame = pd.DataFrame({f"x{number}": random.normal(size=rows) for number in range(6)})
        frame["kind"] = random.choice(list("abcdefgh"), rows)
        frame["part"] = np.where(random.random(rows) < 0.5, np.nan, random.normal(size=rows))
        target = (random.random(rows) < random.choice([0.1, 0.3, 0.5])).astype(int)
        assert suspects(frame, target) == {}


def test_a_copy_of_one_of_three_classes_is_found(table):
    frame, _ = table
    target = np.random.default_rng(2).integers(0, 3, ROWS)
    found = suspects(frame.assign(x9=[f"c{value}" for value in target]), target, classes=3)
    assert list(found) == ["x9"]


def test_a_near_copy_of_a_number_is_found(table):
    frame, _ = table
    target = np.random.default_rng(2).normal(size=ROWS)
    frame = frame.assign(x9=np.exp(3 * target), x8=target + frame["x1"])
    assert list(suspects(frame, target, classes=0)) == ["x9"]


def test_a_target_of_one_class_and_a_table_without_columns_have_no_leaks(table):
    frame, target = table
    assert suspects(frame, np.zeros_like(target)) == {}
    assert suspects(frame[[]], target) == {}


def test_ids_and_columns_of_one_value_are_unusable():
    rows = 100
    frame = pd.DataFrame(
        {
            "code": [f"K{number}" for number in range(rows)],
            "number": np.arange(rows)[::-1] + 5000,
            "price": np.random.default_rng(0).normal(size=rows),
            "drawn": np.random.default_rng(0).choice(10**7, rows, replace=False),
            "city": ["York", "Bath"] * 50,
            "same": 1,
            "empty": np.nan,
            "joined": pd.date_range("2020-01-01", periods=rows),
        }
    )
    found = {suspect.column: suspect.reason for suspect in unusable(frame, list(frame))}
    assert set(found) == {"code", "number", "same", "empty"}
    assert found["code"] == "It is an id: 100 different values in 100 rows."


def test_one_value_beside_missing_ones_is_a_mark_and_stays():
    frame = pd.DataFrame({"mark": ["x", None] * 30})
    assert unusable(frame, ["mark"]) == []


def test_days_after_the_cut_off_are_found():
    frame = pd.DataFrame({"closed": pd.to_datetime(["2024-05-01 08:00", "2024-05-02 08:00", None])})
    assert later_dates(frame, ["closed"], date(2024, 5, 2)) == []
    [found] = later_dates(frame, ["closed"], date(2024, 5, 1))
    assert found.reason == "In 1 rows its day lies after the cut-off 2024-05-01."
