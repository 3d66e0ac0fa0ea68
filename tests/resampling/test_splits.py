"""Splits: kin on one side, classes spread evenly, the order of rows without effect."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.resampling import (
    NOT_JUDGED,
    assigned_folds,
    holdout,
    resamples_for,
    row_groups,
    sides,
    strata,
    time_folds,
    weights,
)


def test_rows_of_one_customer_are_one_group():
    frame = pd.DataFrame({"x": [1.5, 2.5, 3.5, 4.5]})
    assert row_groups(["b", "a", "b", "c"], frame).tolist() == [1, 0, 1, 2]


def rich(rows, seed=0):
    """Rows that nobody else would have by chance."""
    random = np.random.default_rng(seed)
    return pd.DataFrame({"x": random.normal(size=rows), "kind": random.choice(list("abc"), rows)})


def test_copies_are_one_group_with_all_their_customers():
    frame = rich(40)
    frame.loc[7] = frame.loc[3]
    ids = [f"c{number:02d}" for number in range(40)]
    ids[9] = ids[7]
    groups = row_groups(ids, frame)
    assert groups[3] == groups[7] == groups[9]
    assert len(set(groups)) == 38


def test_rows_that_agree_by_chance_are_no_copies():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.choice(["x", "y"], 100), "b": random.choice([1, 2, 3], 100)})
    assert len(set(row_groups(range(100), frame))) == 100


def test_a_usual_state_is_no_copy():
    frame = rich(100)
    frame.loc[:29, ["x", "kind"]] = [0.0, None]
    assert len(set(row_groups(range(100), frame))) == 100


def test_missing_values_agree_with_each_other():
    frame = rich(60).assign(y=np.nan)
    frame.loc[5] = frame.loc[4]
    groups = row_groups(range(60), frame)
    assert groups[4] == groups[5]


def test_no_rows_have_no_groups():
    assert row_groups([], pd.DataFrame({"x": []})).tolist() == []


@given(some.integers(0, 1000), some.integers(2, 6))
def test_no_group_is_on_both_sides_and_every_row_is_judged_once(seed, folds):
    random = np.random.default_rng(seed)
    _, groups = np.unique(random.integers(0, 30, 80), return_inverse=True)
    labels = random.integers(0, 3, 80)
    fold = assigned_folds(groups, labels, folds=folds, seed=seed)
    judged_by = np.zeros(80, dtype=int)
    for learning, judged in sides(fold, groups):
        assert not set(groups[learning]) & set(groups[judged])
        assert (learning | judged).all()
        judged_by += judged
    assert (judged_by == 1).all()


def test_each_fold_has_its_share_of_each_class():
    labels = np.array([1] * 23 + [0] * 77)
    fold = assigned_folds(np.arange(100), labels, folds=5, seed=0)
    assert np.bincount(fold).tolist() == [20] * 5
    assert set(np.bincount(fold[labels == 1])) <= {4, 5}


@given(some.integers(0, 1000))
def test_the_order_of_rows_never_matters(seed):
    random = np.random.default_rng(seed)
    ids = np.array([f"c{number}" for number in random.integers(0, 40, 60)])
    frame, labels = rich(60, seed), random.integers(0, 2, 60)
    order = random.permutation(60)

    def fold_of(rows):
        groups = row_groups(ids[rows], frame.iloc[rows])
        return assigned_folds(groups, labels[rows], folds=4, seed=seed)

    assert fold_of(order).tolist() == fold_of(np.arange(60))[order].tolist()


def test_another_seed_deals_out_other_folds():
    labels = np.zeros(50, dtype=int)
    folds = [assigned_folds(np.arange(50), labels, folds=5, seed=s).tolist() for s in (0, 0, 1)]
    assert folds[0] == folds[1] != folds[2]


def test_a_holdout_judges_a_fifth():
    labels = np.array([1] * 20 + [0] * 80)
    fold = holdout(np.arange(100), labels, seed=0)
    assert sorted(set(fold)) == [NOT_JUDGED, 0]
    [(learning, judged)] = sides(fold, np.arange(100))
    assert (learning.sum(), judged.sum(), labels[judged].sum()) == (80, 20, 4)


def test_by_time_only_the_last_cut_off_is_judged_and_by_others_earlier_rows():
    customer = np.tile(np.arange(30), 3)
    cut_off = np.repeat([0, 1, 2], 30)
    labels = np.random.default_rng(0).integers(0, 2, 90)
    fold = time_folds(customer, labels, cut_off == 2, folds=5, seed=0)
    assert (fold[cut_off < 2] == NOT_JUDGED).all()
    judged_rows = 0
    for learning, judged in sides(fold, customer):
        assert cut_off[learning].max() < cut_off[judged].min()
        assert not set(customer[learning]) & set(customer[judged])
        assert learning.sum() == 2 * (30 - judged.sum())
        judged_rows += judged.sum()
    assert judged_rows == 30


def test_a_split_by_time_needs_something_earlier():
    with pytest.raises(NotEnoughRows, match="--split folds"):
        time_folds(np.arange(9), np.zeros(9, int), np.ones(9, bool), folds=3, seed=0)


def test_fewer_groups_than_folds_are_refused():
    with pytest.raises(NotEnoughRows, match="4 folds"):
        assigned_folds(np.array([0, 0, 1, 2]), np.zeros(4, int), folds=4, seed=0)
    with pytest.raises(InvalidValue):
        assigned_folds(np.arange(4), np.zeros(4, int), folds=1, seed=0)


def test_strata_hold_as_many_numbers_each():
    assert np.bincount(strata(np.random.default_rng(0).normal(size=1000))).tolist() == [100] * 10
    assert set(strata(np.zeros(30))) == {1}


def test_draws_hold_as_many_rows_as_there_are_and_repeat_with_the_seed():
    def drawn(rows, resamples, seed):
        return np.concatenate(list(weights(rows, resamples=resamples, seed=seed)))

    found = drawn(50, 2500, 1)
    assert found.shape == (2500, 50)
    assert set(found.sum(axis=1)) == {50.0}
    assert np.array_equal(found, drawn(50, 2500, 1))
    assert not np.array_equal(found, drawn(50, 2500, 2))
    assert len(np.unique(found, axis=0)) == 2500
    never = (drawn(1000, 50, 0) == 0).mean()
    assert never == pytest.approx(np.exp(-1), abs=0.01)


def test_more_rows_need_fewer_resamples():
    assert [resamples_for(rows) for rows in (0, 100, 10**5)] == [1000, 1000, 200]
