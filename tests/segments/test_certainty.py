"""Who lies between two segments is found first."""

import numpy as np

from crm_core.segments import KMeans, Recipe, grouped, least_certain, method_of


def test_the_customer_in_the_middle_is_the_least_certain(matrix_of):
    random = np.random.default_rng(1)
    x = np.concatenate([random.normal(0, 1, 40), random.normal(10, 1, 50), [5.0]])
    recipe = Recipe(("x",), 2, None, algorithm="gmm")
    grouping = grouped(matrix_of(x=x), method_of("gmm").made(recipe))
    found = least_certain(grouping, 5)
    assert found.index[0] == "c000090"
    assert len(found) == 5
    assert found["membership"].is_monotonic_increasing
    assert (found["membership"] >= found["membership_there"]).all()
    assert (found["membership"] + found["membership_there"]).round(9).eq(1).all()
    assert set(found["segment"]) | set(found["runner_up"]) == {1, 2}
    row = grouping.matrix.frame["customer_id"].eq(found.index[0]).to_numpy()
    assert grouping.segments[row][0] == found["segment"].iloc[0]


def test_a_hard_method_is_sure_of_everybody(matrix_of):
    assert least_certain(grouped(matrix_of(x=[0.0, 1.0, 9.0]), KMeans(2)), 5).empty
