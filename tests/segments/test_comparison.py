"""Two groupings from their cross-table, against the judgement of scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from crm_core.segments.comparison import compared
from crm_core.segments.concentration import gini, value_by_segment


def test_four_customers_by_hand():
    # A = 1 1 2 2, B = 1 1 1 2: pairs together in A 2, in B 3, in both 1, of 6.
    found = compared(pd.DataFrame([[2, 0], [1, 1]], index=[1, 2], columns=[1, 2]))
    by_chance = 2 * 3 / 6
    assert found.adjusted_rand == pytest.approx((1 - by_chance) / (2.5 - by_chance))
    entropy_a, entropy_b = np.log(2), -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    told = entropy_a + entropy_b - (0.5 * np.log(2) + 2 * 0.25 * np.log(4))
    assert found.mutual_information == pytest.approx(told / ((entropy_a + entropy_b) / 2))
    assert (found.differing, found.pairs) == (1, {1: 1, 2: 2})


def test_a_group_without_a_partner_differs_with_all_its_customers():
    found = compared(pd.DataFrame([[5], [3]], index=[1, 2], columns=[1]))
    assert (found.differing, found.pairs) == (3, {1: 1})


def test_nobody_in_both_has_no_figures():
    found = compared(pd.DataFrame(dtype="int64"))
    assert (found.adjusted_rand, found.mutual_information, found.differing) == (None, None, 0)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60),
)
def test_the_figures_are_those_of_scikit_learn(pairs):
    a, b = zip(*pairs, strict=True)
    found = compared(pd.crosstab(pd.Series(a), pd.Series(b)))
    assert found.adjusted_rand == pytest.approx(adjusted_rand_score(a, b), abs=1e-9)
    assert found.mutual_information == pytest.approx(normalized_mutual_info_score(a, b), abs=1e-9)


@given(st.permutations(range(5)), st.lists(st.integers(1, 50), min_size=5, max_size=5))
def test_other_numbers_for_the_same_groups_change_nothing(order, sizes):
    counts = pd.DataFrame(np.diag(sizes)[:, order])
    found = compared(counts)
    assert (found.adjusted_rand, found.differing) == (1.0, 0)
    assert found.mutual_information == pytest.approx(1.0)


def test_value_is_shared_by_segment():
    found = value_by_segment(pd.Series([1, 1, 1, 2]), pd.Series([10.0, 10.0, 10.0, 90.0]))
    assert found["customers"].to_dict() == {1: 3, 2: 1}
    assert found["revenue_share"].to_dict() == {1: 0.25, 2: 0.75}
    assert gini(found) == pytest.approx(0.75 - 0.25)


def test_value_is_not_concentrated_where_every_segment_brings_the_same_per_customer():
    found = value_by_segment(pd.Series([1, 1, 2, 3]), pd.Series([5.0, 5.0, 5.0, 5.0]))
    assert gini(found) == pytest.approx(0.0)


def test_nothing_sold_is_not_shared():
    found = value_by_segment(pd.Series([1, 2]), pd.Series([0.0, 0.0]))
    assert gini(found) is None
    assert found["revenue_share"].isna().all()
