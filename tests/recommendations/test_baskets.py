"""Rules of ten baskets worked out by hand, and of random ones by trying every set of products."""

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.recommendations import frequent_sets as growing
from crm_core.recommendations.association import MEASURES, association_rules, set_products
from crm_core.recommendations.formulas import RULE_FORMULAS
from crm_core.recommendations.frequent_sets import frequent_sets

BREAD, MILK, BUTTER, JAM, TEA = range(5)
TEN = [
    {BREAD, MILK, BUTTER},
    {BREAD, MILK, BUTTER},
    {BREAD, MILK, BUTTER},
    {BREAD, MILK},
    {BREAD, JAM},
    {BREAD, JAM},
    {MILK},
    {MILK, TEA},
    {TEA},
    {TEA},
]


def pairs(baskets):
    cells = [(number, item) for number, basket in enumerate(baskets) for item in basket]
    return np.array(cells, dtype=np.int64).reshape(-1, 2).T


def found(baskets, support, confidence, longest=None):
    sets = frequent_sets(*pairs(baskets), of=len(baskets), least_support=support, longest=longest)
    return set_products(sets), sets, association_rules(sets, least_confidence=confidence)


def by_sides(baskets, support, confidence, longest=None):
    products, _, rules = found(baskets, support, confidence, longest)
    return {
        (products[rule.antecedent], products[rule.consequent]): tuple(
            getattr(rule, measure) for measure in MEASURES
        )
        for rule in rules.itertuples()
    }


def test_the_rules_of_ten_baskets_are_those_worked_out_by_hand():
    rules = by_sides(TEN, 0.2, 0.75)
    always = np.inf
    expected = {  # support, confidence, lift, leverage, conviction
        ((JAM,), (BREAD,)): (0.2, 1.0, 10 / 6, 0.2 - 0.2 * 0.6, always),
        ((BUTTER,), (BREAD,)): (0.3, 1.0, 10 / 6, 0.3 - 0.3 * 0.6, always),
        ((BUTTER,), (MILK,)): (0.3, 1.0, 10 / 6, 0.3 - 0.3 * 0.6, always),
        ((BUTTER,), (BREAD, MILK)): (0.3, 1.0, 2.5, 0.3 - 0.3 * 0.4, always),
        ((BREAD, BUTTER), (MILK,)): (0.3, 1.0, 10 / 6, 0.3 - 0.3 * 0.6, always),
        ((MILK, BUTTER), (BREAD,)): (0.3, 1.0, 10 / 6, 0.3 - 0.3 * 0.6, always),
        ((BREAD, MILK), (BUTTER,)): (0.3, 0.75, 2.5, 0.3 - 0.4 * 0.3, 0.7 / 0.25),
    }
    assert rules.keys() == expected.keys()
    for sides, measured in expected.items():
        assert rules[sides] == pytest.approx(measured, rel=1e-12), sides


def test_a_rule_stands_exactly_on_both_thresholds():
    # 3 of 10 baskets, and 3 of 4: neither is lost to how computers write fractions.
    assert ((BREAD, MILK), (BUTTER,)) in by_sides(TEN, 0.3, 0.75)
    assert ((BREAD, MILK), (BUTTER,)) not in by_sides(TEN, 0.3, 0.7501)
    assert by_sides(TEN, 0.31, 0.0).keys() == {((BREAD,), (MILK,)), ((MILK,), (BREAD,))}


def test_no_rule_has_more_products_than_asked():
    assert max(len(a) + len(b) for a, b in by_sides(TEN, 0.1, 0.0, longest=2)) == 2


@pytest.mark.parametrize("baskets", [[], [set()], [{TEA}], [{TEA}, {TEA}]])
def test_baskets_that_hold_nothing_together_give_no_rule(baskets):
    _, _, rules = found(baskets, 0.5, 0.0)
    assert list(rules) == ["antecedent", "consequent", "baskets", *MEASURES]
    assert rules.empty


def test_the_highest_lift_comes_first():
    _, _, rules = found(TEN, 0.2, 0.0)
    assert rules["lift"].is_monotonic_decreasing


def test_every_measure_has_its_formula():
    assert tuple(RULE_FORMULAS) == MEASURES


def subsets(basket):
    return chain.from_iterable(combinations(sorted(basket), n) for n in range(1, len(basket) + 1))


@given(
    baskets=st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=25),
    support=st.sampled_from([0.05, 0.1, 0.2, 0.4]),
    steps=st.sampled_from([5, 4_000_000]),
)
def test_frequent_sets_are_those_that_trying_all_finds(baskets, support, steps):
    counted = pd.Series([each for basket in baskets for each in subsets(basket)]).value_counts()
    expected = {each: n for each, n in counted.items() if n / len(baskets) >= support}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "STEPS", steps)  # few steps at once: many portions, same sets
        products, sets, rules = found(baskets, support, 0.4)
    counts = [int(count) for each in sets.by_length for count in each.count]
    assert dict(zip(products, counts, strict=True)) == expected
    assert len(rules) == sum(
        count / expected[first] >= 0.4
        for whole, count in expected.items()
        for first in subsets(whole)
        if len(first) < len(whole)
    )
