"""Which new groups carry on which old ones."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments import matched


def table(rows: dict[int, dict[int, int]]) -> pd.DataFrame:
    """A cross-table from old group to new group to customers."""
    return pd.DataFrame(rows).T.fillna(0).astype("int64")


def test_groups_that_only_changed_numbers_keep_their_pairs():
    found = matched(table({1: {1: 0, 2: 30, 3: 1}, 2: {1: 50, 2: 0, 3: 0}, 3: {1: 0, 2: 0, 3: 9}}))
    assert found.pairs == {1: 2, 2: 1, 3: 3}
    assert (found.split, found.merged, found.new, found.gone) == ({}, {}, (), ())


def test_a_group_in_two_parts_is_split_and_its_larger_part_carries_it_on():
    found = matched(table({1: {1: 60, 2: 0, 3: 40}, 2: {1: 0, 2: 50, 3: 0}}))
    assert found.pairs == {1: 1, 2: 2}
    assert found.split == {1: (1, 3)}
    assert (found.merged, found.new, found.gone) == ({}, (3,), ())


def test_two_groups_in_one_are_merged_and_the_larger_is_carried_on():
    found = matched(table({1: {1: 60}, 2: {1: 40}}))
    assert found.pairs == {1: 1}
    assert found.merged == {1: (1, 2)}
    assert (found.split, found.new, found.gone) == ({}, (), (2,))


def test_a_pair_that_shares_less_than_half_of_the_smaller_carries_nothing_on():
    found = matched(table({1: {1: 49, 2: 51}, 2: {1: 51, 2: 49}}))
    assert found.pairs == {1: 2, 2: 1}
    thin = matched(
        table({1: {1: 34, 2: 33, 3: 33}, 2: {1: 33, 2: 34, 3: 33}, 3: {1: 33, 2: 33, 3: 34}})
    )
    assert (thin.pairs, thin.new, thin.gone) == ({}, (1, 2, 3), (1, 2, 3))


def test_the_assignment_is_the_best_for_all_and_not_the_greedy_one():
    # Greedy pairs 1 with 1 (60) and leaves 2 with 2 (0): 60 customers stay. 1-2 and 2-1 keep 109.
    found = matched(table({1: {1: 60, 2: 55}, 2: {1: 54, 2: 0}}))
    assert found.pairs == {1: 2, 2: 1}


def test_nobody_in_both_leaves_every_group_new_and_every_old_one_gone():
    found = matched(table({1: {1: 0, 2: 0}, 2: {1: 0, 2: 0}}))
    assert (found.pairs, found.new, found.gone) == ({}, (1, 2), (1, 2))


def test_being_in_no_segment_is_no_group_to_carry_on():
    found = matched(table({0: {0: 9, 1: 1}, 1: {0: 1, 1: 9}}))
    assert (found.pairs, found.new, found.gone) == ({1: 1}, (), ())


@given(st.permutations(range(6)), st.integers(0, 2**32 - 1))
def test_renumbered_groups_are_found_again_whatever_their_sizes(order, seed):
    sizes = np.random.default_rng(seed).integers(1, 1_000, 6)
    counts = pd.DataFrame(np.diag(sizes)[:, order], index=range(1, 7), columns=range(1, 7))
    assert matched(counts).pairs == {new: old + 1 for new, old in enumerate(order, start=1)}
