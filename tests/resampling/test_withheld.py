"""What is withheld of histories: by time, the last order, or at random."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.resampling import last_orders, last_training_day, random_products


def test_a_split_by_time_never_cuts_a_day_in_two():
    days = np.repeat([10, 11, 15, 20], [4, 4, 1, 3])  # later than each: 8, 4, 3 of 12
    assert last_training_day(days, share=0.25) == 15
    assert last_training_day(days, share=0.3) == 11
    assert last_training_day(days, share=0.99) == 10
    with pytest.raises(NotEnoughRows, match="--split random"):
        last_training_day(np.array([7, 7]), share=0.25)


def test_the_last_order_is_withheld_of_those_who_have_two():
    customer = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    day = np.array([1, 1, 9, 9, 5, 5, 3, 3])
    basket = np.array([4, 4, 2, 2, 7, 7, 8, 9])  # two orders of customer 2 on one day
    withheld = last_orders(customer, day, basket)
    assert withheld.tolist() == [False, False, True, True, False, False, False, True]
    assert not last_orders(*np.empty((3, 0), dtype=int)).any()


@given(
    entries=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=60),
    share=st.sampled_from([0.1, 0.25, 0.5, 0.9]),
)
def test_a_random_share_of_each_customers_products_is_withheld(entries, share):
    customer, product = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    withheld = random_products(customer, product, share=share, seed=3)
    for who in set(customer.tolist()):
        mine = customer == who
        gone = set(product[mine & withheld].tolist())
        kept = set(product[mine & ~withheld].tolist())
        assert not gone & kept
        many = len(gone | kept)
        assert len(gone) == (min(max(round(share * many), 1), many - 1) if many > 1 else 0)
    back = np.arange(len(customer))[::-1]
    again = random_products(customer[back], product[back], share=share, seed=3)
    assert again.tolist() == withheld[back].tolist()


@pytest.mark.parametrize("share", [0, 1, -0.5, float("nan")])
def test_a_share_that_leaves_one_side_empty_is_refused(share):
    with pytest.raises(InvalidValue, match="--test-share"):
        random_products(np.array([0, 0]), np.array([0, 1]), share=share, seed=0)
