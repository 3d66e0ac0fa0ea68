"""Sentences on which lists are really better than popularity."""

import numpy as np
import pytest

from crm_core.evaluation import (
    Lead,
    ListJudge,
    Relevant,
    Terms,
    difference,
    figures_of,
    list_verdict,
    real_differences,
)
from crm_core.evaluation.judge import Figure


def judged(rows, right):
    """Lists of one product; the product taken is 0, and `right` says how many rows list it."""
    lists = np.where(np.arange(rows)[:, None] < right, 0, 1)
    return ListJudge(lists, Relevant(np.arange(rows), np.zeros(rows, dtype=int)))


def verdict(rows, right, popular):
    one, other = judged(rows, right), judged(rows, popular)
    return list_verdict(
        "EASE",
        figures_of(one, seed=0)["ndcg"],
        figures_of(other, seed=0)["ndcg"],
        difference(one, other, seed=0)["ndcg"],
        Terms(rows, served=rows, limit=1),
    )


@pytest.mark.parametrize(
    ("rows", "right", "popular", "answer", "words"),
    [
        (100, 60, 30, "beats", "EASE beats popularity: nDCG@1 0.6000 against 0.3000; difference"),
        (100, 30, 60, "loses", "EASE loses to popularity: nDCG@1 0.3000 against 0.6000"),
        (100, 31, 30, "level", "EASE cannot be told from popularity"),
        (100, 30, 30, "level", "EASE is as good as popularity: nDCG@1 0.3000 against 0.3000."),
        (19, 19, 0, "too_few", "19 customers could be judged, too few to say anything of EASE"),
        (0, 0, 0, "too_few", "0 customers could be judged"),
    ],
)
def test_a_difference_is_told_only_where_its_interval_holds(rows, right, popular, answer, words):
    found = verdict(rows, right, popular)
    assert found.verdict == answer
    assert found.sentence.startswith(words)


def test_no_list_at_all_is_no_defeat_but_is_said():
    nothing = Figure(0.0, 0.0, 0.0)
    terms = Terms(100, served=0, limit=10)
    found = list_verdict("Due again", nothing, Figure(0.3, 0.2, 0.4), nothing, terms)
    assert found.verdict == "no_list"
    assert found.sentence.startswith("Due again has nothing to offer any of the 100 customers")


def test_one_sentence_says_who_is_really_above_and_below():
    verdicts = {
        "ease": verdict(100, 60, 30),
        "svd": verdict(100, 5, 30),
        "rules": verdict(100, 30, 30),
    }
    labels = {"ease": "EASE", "svd": "SVD", "rules": "Rules"}
    said = real_differences(verdicts, labels, Lead("ease", "rules", Figure(0.01, -0.02, 0.03)))
    assert said == (
        "Really above popularity: EASE. Really below: SVD. Cannot be told from it: Rules. "
        "EASE leads Rules, but that may be chance."
    )
