"""Better than guessing, not better, or too few to say: with how many more it would take."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from crm_core.evaluation import class_verdict, number_verdict

NAMES = {"logistic": "Logistic regression", "tree": "Decision tree"}


def test_an_area_beyond_chance_is_better():
    found = class_verdict({"logistic": 0.8, "tree": 0.7}, {"no": 700, "yes": 300}, models=NAMES)
    assert (found.verdict, found.more_needed) == ("better", None)
    assert found.reason.startswith("Logistic regression reaches ROC AUC 0.800; with 300 outcomes")


def test_the_limit_is_that_of_the_rank_sum_test_made_wider_for_folds_and_several_models():
    bound = 1.5 * NormalDist().inv_cdf(1 - 0.02 / 2)
    limit = 0.5 + bound * math.sqrt(61 / (12 * 30 * 30))
    for area, verdict in ((limit - 1e-6, "no_better"), (limit + 1e-6, "better")):
        found = class_verdict({"logistic": area, "tree": 0.5}, {"a": 30, "b": 30}, models=NAMES)
        assert found.verdict == verdict


def test_noise_is_no_better_and_the_outcomes_needed_would_show_a_weak_pattern():
    found = class_verdict({"logistic": 0.52, "tree": None}, {"no": 40, "yes": 20}, models=NAMES)
    assert found.verdict == "no_better"
    assert "No better than guessing" in found.reason
    assert f"About {found.more_needed:,} more outcomes" in found.reason
    rare = 20 + found.more_needed
    shown = class_verdict({"logistic": 0.602}, {"no": 2 * rare, "yes": rare}, models=NAMES)
    assert shown.verdict == "better"


def test_where_many_outcomes_show_nothing_more_would_not_help():
    found = class_verdict({"tree": 0.5}, {"no": 90_000, "yes": 10_000}, models=NAMES)
    assert (found.verdict, found.more_needed) == ("no_better", None)
    assert "other columns might" in found.reason


@pytest.mark.parametrize("sizes", [{"no": 100, "yes": 4}, {"no": 100}, {}])
def test_a_class_of_few_outcomes_is_too_few(sizes):
    found = class_verdict({"logistic": 1.0}, sizes, models=NAMES)
    assert found.verdict == "too_few"
    assert found.more_needed == (1 if "yes" in sizes else 5 - min(sizes.values(), default=0))


def test_numbers_are_better_where_the_share_passes_its_error():
    errors = {"tree": 0.01}
    assert number_verdict({"tree": 0.3}, errors, 500, models=NAMES).verdict == "better"
    assert number_verdict({"tree": -0.1}, errors, 500, models=NAMES).verdict == "no_better"
    assert number_verdict({"tree": 0.9}, errors, 19, models=NAMES).verdict == "too_few"
    few = number_verdict({"tree": 0.01}, {"tree": 0.05}, 60, models=NAMES)
    assert (few.verdict, few.more_needed) == ("no_better", 280)
    many = number_verdict({"tree": np.float64(0.0)}, errors, 10_000, models=NAMES)
    assert (many.verdict, many.more_needed) == ("no_better", None)


def test_without_a_model_beside_the_baseline_nothing_is_better():
    assert class_verdict({}, {"a": 50, "b": 50}, models={}).verdict == "no_better"
    assert number_verdict({}, {}, 50, models={}).verdict == "no_better"
