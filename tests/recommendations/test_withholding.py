"""What recommenders may know, and what their lists are judged by."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.recommendations import Catalogue, Interactions
from crm_core.recommendations.interactions import NO_BASKET, VIEWED
from crm_core.recommendations.withholding import usual_split, withheld

DAYS = [date(2024, 1, day) for day in (1, 5, 9, 9)]


def histories():
    """Ann ordered three times and looked twice, bob once; cat never did anything."""
    entries = [
        ("ann", "tea", DAYS[0]),
        ("ann", "cup", DAYS[1]),
        ("ann", "pot", DAYS[2]),
        ("ann", "tea", DAYS[2]),
        ("bob", "tea", DAYS[1]),
        ("ann", "pot", DAYS[1]),  # looked at
        ("ann", "tin", DAYS[2]),  # looked at
    ]
    found = Interactions.of(
        ["ann", "bob", "cat"], Catalogue.of(["cup", "pot", "tea", "tin"]), entries, as_of=DAYS[3]
    )
    looked = np.arange(len(entries)) >= 5
    return replace(
        found,
        kind=np.where(looked, VIEWED, found.kind),
        basket=np.where(looked, NO_BASKET, found.basket),
    )


def told(part):
    ids = part.catalogue.ids
    return [
        (part.customers[who], ids[what], day)
        for who, what, day in zip(
            part.customer, part.product, part.day - part.day.min(), strict=True
        )
    ]


def test_by_time_nothing_later_is_learnt_from():
    found = withheld(histories(), split="time", share=0.4, seed=0)
    assert found.trained_until == DAYS[1]
    assert told(found.later) == [("ann", "pot", 0), ("ann", "tea", 0)]
    assert found.learnt.as_of == DAYS[1]
    assert found.learnt.day.max() < found.later.day.min()
    assert found.activity.tolist() == [2, 1, 0]


def test_the_last_order_goes_with_what_was_looked_at_on_that_day():
    found = withheld(histories(), split="last", share=0.5, seed=0)
    assert told(found.later) == [("ann", "pot", 0), ("ann", "tea", 0)]
    assert told(found.learnt) == [
        ("ann", "tea", 0),
        ("ann", "cup", 4),
        ("bob", "tea", 4),
        ("ann", "pot", 4),  # looked at before the last order: that may be known
    ]


def test_at_random_nothing_is_learnt_of_a_withheld_product():
    for seed in range(5):
        found = withheld(histories(), split="random", share=0.4, seed=seed)
        gone = {(who, what) for who, what, _ in told(found.later)}
        assert len(gone) == 1
        assert not gone & {(who, what) for who, what, _ in told(found.learnt)}


def test_what_has_no_days_is_split_at_random():
    undated = histories()
    undated = replace(undated, day=np.zeros(len(undated), dtype=np.int32))
    assert usual_split(histories()) == "time"
    assert usual_split(undated) == "random"
    for split in ("time", "last"):
        with pytest.raises(NotEnoughRows, match="--split random"):
            withheld(undated, split=split, share=0.25, seed=0)


def test_nothing_to_withhold_is_said():
    nothing = histories().where(np.zeros(7, dtype=bool))
    with pytest.raises(NotEnoughRows, match="Import orders or ratings first"):
        withheld(nothing, split="time", share=0.25, seed=0)
    firsts = histories().where(np.arange(7) == 0)
    with pytest.raises(NotEnoughRows, match="leave something to learn from"):
        withheld(firsts, split="random", share=0.25, seed=0)
    with pytest.raises(InvalidValue, match="time, last, random"):
        withheld(histories(), split="folds", share=0.25, seed=0)
