"""Pictures of ways to recommend hold the figures they were given, and say them in words."""

from __future__ import annotations

import pytest

from crm_core.charts import recommenders
from crm_core.charts.recommenders import Contender
from crm_core.evaluation import LIST_FORMULAS, Figure, GroupFigures

NDCG = LIST_FORMULAS["ndcg"]
CONTENDERS = {
    "popularity": Contender("Popularity", 1, "baseline"),
    "ease": Contender("EASE", 6, "beats"),
    "svd": Contender("SVD <b>", 5, "loses"),
    "due": Contender("Due again", 11, "apart"),
}
FIGURES = {
    "popularity": Figure(0.2, 0.1, 0.3),
    "ease": Figure(0.4, 0.3, 0.5),
    "svd": Figure(0.1, None, None),
    "due": Figure(0.9, 0.8, 1.0),
}


def test_bars_stand_in_order_with_their_intervals_and_a_line_for_popularity():
    fig = recommenders.bars(CONTENDERS, FIGURES, NDCG, 10)
    assert list(fig.layout.yaxis.categoryarray) == [
        "SVD &lt;b&gt;", "Popularity", "EASE", "Due again"
    ]  # fmt: skip
    best = next(bar for bar in fig.data if bar.name == "Beats popularity")
    assert list(best.x) == [0.4]
    assert best.error_x.array[0] == pytest.approx(0.1)
    assert best.error_x.arrayminus[0] == pytest.approx(0.1)
    assert len({bar.marker.pattern.shape for bar in fig.data}) == len(fig.data) == 4
    assert fig.layout.shapes[0].x0 == 0.2
    said = recommenders.bars_in_words(CONTENDERS, FIGURES, NDCG, 10, 1_234)
    assert said == (
        "nDCG@10 over 1,234 customers: highest EASE with 0.400 (0.300 to 0.500), popularity 0.200 "
        "(0.100 to 0.300)."
    )


def test_precision_and_recall_run_with_the_length_of_the_list():
    lengths = {
        "ease": [
            {"n": 1, "precision": 0.5, "recall": 0.1},
            {"n": 2, "precision": 0.4, "recall": 0.2},
        ]
    }
    [line] = recommenders.precision_recall(CONTENDERS, lengths).data
    assert (list(line.x), list(line.y), list(line.customdata)) == ([0.1, 0.2], [0.5, 0.4], [1, 2])
    said = recommenders.precision_recall_in_words(CONTENDERS, lengths)
    assert "EASE 50.0% right in the first place, 40.0% in all 2 (20.0% found)" in said


def test_coverage_against_accuracy_leaves_out_who_has_neither():
    figures = {
        "ease": {"ndcg": 0.4, "coverage": 0.5},
        "popularity": {"ndcg": 0.2, "coverage": 0.1},
        "svd": {"ndcg": None, "coverage": None},
    }
    marks = recommenders.coverage(CONTENDERS, figures, ["ease"]).data
    assert [mark.name for mark in marks] == ["Popularity", "EASE"]
    assert [mark.text[0] for mark in marks] == ["", "<b>EASE</b>"]
    said = recommenders.coverage_in_words(CONTENDERS, figures, 270)
    assert "Of 270 products, EASE (the most right) shows 50.0% to somebody" in said


def test_activity_says_who_serves_each_group_best_and_how_many_they_are():
    groups = {
        name: [GroupFigures("new", 15, {"ndcg": Figure(value, 0.0, 1.0)})]
        for name, value in (("ease", 0.4), ("popularity", 0.6))
    }
    fig = recommenders.by_activity(CONTENDERS, groups, NDCG, "order")
    assert [list(mark.y) for mark in fig.data] == [["1 order<br>n = 15"]] * 2
    said = recommenders.by_activity_in_words(CONTENDERS, groups, NDCG, "order")
    assert said == "Highest nDCG by orders learnt from: 1 order (n = 15): Popularity 0.600."


def test_rating_errors_put_the_smallest_on_top():
    labels = {"svd": "SVD", "baseline": "Baseline"}
    rmse, mae = {"svd": 0.9, "baseline": 0.95}, {"svd": 0.7, "baseline": 0.75}
    fig = recommenders.rating_errors(labels, rmse, mae)
    assert [list(marks.y) for marks in fig.data] == [["Baseline", "SVD"]] * 2
    said = recommenders.rating_errors_in_words(labels, rmse, mae)
    assert said == "SVD is least off: RMSE 0.900, MAE 0.700 stars; baseline RMSE 0.950."
