"""RFM: scores checked by hand, ties, groups, and cuts that last."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import InvalidRule, InvalidValue, NotEnoughRows
from crm_core.segments.rfm import RFM, score_counts
from crm_core.segments.rfm_cuts import GROUPS, Cuts, cuts_of, cuts_text
from crm_core.segments.rfm_text import cuts_of_lines, line_of, lines_of_cuts

TEN = np.array(
    [[day, orders, 10.0 * orders] for day, orders in zip(range(10), range(10, 0, -1), strict=True)],
    dtype=np.float64,
)


def names(rfm, values):
    return [rfm.names_[group] if group >= 0 else None for group in rfm.assign(values)]


def test_quintiles_of_ten_customers_put_two_into_each_score():
    rfm = RFM().fit(TEN)
    assert rfm.scores(TEN)[:, 0].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert rfm.scores(TEN)[:, 1].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert score_counts(rfm, TEN).diagonal().tolist() == [2, 2, 2, 2, 2]


def test_a_value_at_a_cut_belongs_below_it():
    rfm = RFM(Cuts((30.0,), (2.0,), (100.0,))).fit(TEN)
    assert rfm.scores(np.array([[30.0, 2.0, 100.0], [31.0, 3.0, 100.01]])).tolist() == [
        [2, 1, 1],
        [1, 2, 2],
    ]


def test_equal_values_get_equal_scores():
    values = np.array([[5.0, 1.0, 1.0]] * 8 + [[5.0, 2.0, 1.0], [5.0, 9.0, 1.0]])
    scores = RFM().fit(values).scores(values)
    assert scores[:8].tolist() == [[5, 1, 1]] * 8
    assert scores[8, 1] == scores[9, 1] == 5


def test_every_mix_of_scores_is_in_a_usual_group():
    cuts = Cuts((1.0, 2.0, 3.0, 4.0), (1.0, 2.0, 3.0, 4.0), (1.0, 2.0, 3.0, 4.0))
    every = np.array(list(product((0.5, 1.5, 2.5, 3.5, 4.5), repeat=3)))
    rfm = RFM(cuts).fit(every)
    assert (rfm.labels_ >= 0).all()
    assert set(names(rfm, every)) == {group.name for group in GROUPS}
    best, worst = [0.5, 4.5, 4.5], [4.5, 0.5, 0.5]
    assert names(rfm, np.array([best, worst])) == ["Champions", "Lost"]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_the_usual_groups_stretch_over_other_numbers_of_scores(points):
    cuts = cuts_of({"frequency": sorted(points)})
    values = np.array([[d, o, m] for d, o, m in product((1.0, 50.0), range(11), (1.0, 9.0))])
    assert (RFM(cuts).fit(values).labels_ >= 0).all()


def test_the_first_group_that_fits_is_the_customers():
    cuts = cuts_of({"groups": [{"name": "New", "r": [4, 5]}, {"name": "Big", "m": [3, 5]}]})
    rfm = RFM(cuts).fit(TEN)
    assert names(rfm, TEN) == ["New"] * 4 + ["Big"] * 2 + [None] * 4
    assert (rfm.labels_ == -1).sum() == 4


def test_empty_groups_keep_their_name_for_another_day():
    cuts = cuts_of(
        {"recency_days": [100], "groups": [{"name": "Old", "r": [1, 1]}, {"name": "Any"}]}
    )
    rfm = RFM(cuts).fit(TEN)
    assert rfm.names_ == ("Any", "Old")
    assert len(rfm.centres_) == 1
    assert rfm.assign(np.array([[101.0, 1.0, 1.0]])).tolist() == [1]


def test_what_was_learned_comes_back_from_json():
    random = np.random.default_rng(3)
    values = np.column_stack(
        [random.integers(0, 400, 300), random.geometric(0.4, 300), random.gamma(1, 90, 300)]
    ).astype(np.float64)
    rfm = RFM().fit(values[:200])
    again = RFM.restored(json.loads(json.dumps(rfm.parameters())))
    assert (again.assign(values) == rfm.assign(values)).all()
    assert again.names_ == rfm.names_


def test_one_customer_and_none():
    assert RFM().fit(TEN[:1]).labels_.tolist() == [0]
    with pytest.raises(NotEnoughRows):
        RFM().fit(TEN[:0])


def test_groups_that_nobody_is_in_are_refused():
    cuts = cuts_of({"recency_days": [100], "groups": [{"name": "Old", "r": [1, 1]}]})
    with pytest.raises(InvalidValue, match="no customer is in any of them"):
        RFM(cuts).fit(TEN)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ([], "The rule: these are no cuts"),
        ({"recency": [1]}, "recency: unknown key"),
        ({"frequency": []}, "frequency: these are no cut-points"),
        ({"frequency": [1, True]}, "frequency[1]: this is no number"),
        ({"frequency": list(range(10))}, "frequency: these are no cut-points"),
        ({"groups": []}, "groups: these are no groups"),
        ({"groups": [{"name": " "}]}, "groups[0].name: this is no name"),
        ({"groups": [{"name": "A", "r": [3, 2]}]}, "groups[0].r: these are no scores"),
        ({"groups": [{"name": "A", "r": [1, 6]}]}, "groups[0].r: these are no scores"),
        ({"groups": [{"name": "A"}, {"name": "a"}]}, "groups[1].name: another group bears it"),
        ({"groups": [{"name": "A", "x": [1, 2]}]}, "groups[0]: this is no group"),
    ],
)
def test_cuts_that_say_nothing_are_refused_with_their_place(content, place):
    with pytest.raises(InvalidRule) as refused:
        cuts_of(content)
    assert str(refused.value).startswith(place)


def test_typed_lines_are_the_cuts_of_a_recipe():
    usual = "\n".join(line_of(group) for group in GROUPS)
    assert cuts_of_lines({"frequency": " "}, usual) is None
    typed = cuts_of_lines({"recency_days": "30, 90"}, "New: r 3\n\nOld: R 1-2, F 1")
    assert typed == cuts_text(
        {
            "recency_days": [30, 90],
            "groups": [{"name": "New", "r": [3, 3]}, {"name": "Old", "r": [1, 2], "f": [1, 1]}],
        }
    )
    for points, groups in (({"frequency": "many"}, ""), ({}, "New"), ({}, "New: Q 3")):
        with pytest.raises(InvalidRule):
            cuts_of_lines(points, groups)


@pytest.mark.parametrize(
    "content",
    [
        None,
        {"frequency": [1, 2.25, 0.1 + 3.2]},
        {"monetary": [1e-7, 1e12], "groups": [{"name": "A: b", "m": [2, 3]}, {"name": "Others"}]},
    ],
)
def test_cuts_come_back_from_the_lines_a_person_would_type(content):
    text = cuts_text(content)
    assert cuts_of_lines(*lines_of_cuts(text)) == text
