"""Samples of segments are random, nested, and never lose a segment."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crm_core.segments import dealt, shuffled

SEGMENTS = st.lists(st.integers(0, 4), min_size=1, max_size=60)


@given(SEGMENTS, st.integers(0, 5))
def test_a_deck_holds_every_row_once_under_its_segment(numbers, seed):
    segments = np.array(numbers)
    deck = dealt(segments, 4, shuffled(len(segments), seed=seed))
    for segment in range(5):
        assert sorted(deck.rows(segment)) == np.flatnonzero(segments == segment).tolist()
        assert deck.size(segment) == (segments == segment).sum()


def test_a_larger_sample_holds_the_smaller_one():
    segments = np.repeat([1, 2], [900, 100])
    deck = dealt(segments, 2, shuffled(1000, seed=7))
    assert set(deck.rows(1, 50)) < set(deck.rows(1, 300))
    assert set(deck.sample(100)) < set(deck.sample(200))


def test_a_sample_keeps_each_segments_share_and_loses_none():
    segments = np.repeat([0, 1, 2, 3], [10, 80, 9, 1])
    sample = dealt(segments, 3, shuffled(100, seed=0)).sample(20)
    assert np.bincount(segments[sample]).tolist() == [2, 16, 1, 1]
    assert sample.tolist() == sorted(sample)


def test_the_order_is_the_seeds_alone():
    assert shuffled(50, seed=1).tolist() == shuffled(50, seed=1).tolist()
    assert shuffled(50, seed=1).tolist() != shuffled(50, seed=2).tolist()


def test_more_segments_than_a_byte_counts_are_dealt_as_well():
    segments = np.arange(300)
    deck = dealt(segments, 299, shuffled(300, seed=0))
    assert [deck.rows(number).tolist() for number in (0, 255, 256, 299)] == [
        [0],
        [255],
        [256],
        [299],
    ]
