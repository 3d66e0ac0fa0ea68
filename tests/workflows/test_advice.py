"""Advice on K from the command line's side: keys, recipes, refusals."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn
from crm_core.segments import Candidate
from crm_core.workflows.advice import ChooseK, choose_k
from crm_core.workflows.segmentations import segment

SCALED = {"features": ["age", "income"], "k_max": 4}


@pytest.fixture
def people(fill):
    random = np.random.default_rng(0)
    middles = np.repeat([[20, 1_000], [45, 9_000], [70, 3_000]], 30, axis=0)
    drawn = middles + random.normal(size=(90, 2)) * [2, 300]
    fill(
        customers=[
            {"customer_id": f"c{at:02}", "age": round(age), "income": round(income)}
            for at, (age, income) in enumerate(drawn)
        ]
    )


def test_the_result_has_the_keys_of_the_verb():
    assert [field.name for field in fields(ChooseK)] == [
        "candidates",
        "suggested_k",
        "verdict",
        "reason",
        "as_of",
        "seed",
    ]
    assert [field.name for field in fields(Candidate)] == [
        "k",
        "inertia",
        "silhouette",
        "calinski_harabasz",
        "davies_bouldin",
        "gap",
        "stability",
        "stability_noise",
        "smallest",
    ]


def test_three_kinds_of_people_are_three_segments(store, people):
    told = []
    found = choose_k(
        store,
        **SCALED,
        as_of=date(2026, 1, 1),
        seed=5,
        progress=lambda share, words: told.append((share, words)),
    )
    assert (found.verdict, found.suggested_k) == ("clear", 3)
    assert (found.as_of, found.seed) == (date(2026, 1, 1), 5)
    assert told[0] == (0.0, "Working out the features of each customer")
    assert told[-1][0] == pytest.approx(1.0)


def test_a_candidate_is_the_segmentation_that_the_same_recipe_gives(store, people):
    recipe = {"features": ["age", "income"], "scale": "robust", "log": ["income"]}
    found = choose_k(store, **recipe, k_min=3, k_max=4, seed=2)
    assert [each.k for each in found.candidates] == [3, 4]
    for each in found.candidates:
        made = segment(store, **recipe, k=each.k, seed=2, actor="tests")
        assert each.inertia == pytest.approx(made.inertia)
        assert each.silhouette == pytest.approx(made.silhouette)
        assert each.smallest == min(made.sizes)


def test_what_cannot_be_advised_on_is_refused(store, people):
    with pytest.raises(UnknownColumn, match="aged"):
        choose_k(store, features=["aged"])
    with pytest.raises(InvalidValue, match=r"'3' is no value for k-max: .* from k-min \(4\)"):
        choose_k(store, features=["age"], k_min=4, k_max=3)
    with pytest.raises(InvalidValue, match="k-min"):
        choose_k(store, features=["age"], k_min=1)


def test_a_company_without_customers_cannot_be_advised(store):
    with pytest.raises(NotEnoughRows):
        choose_k(store, features=["age"])
