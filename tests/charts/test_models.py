"""Pictures of a model hold the numbers they were given, and say them in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core import evaluation
from crm_core.charts import model_figures, model_money, models
from crm_core.evaluation import ClassConfusion, Figure, GroupError

ACTUAL = np.array([True, True, False, True, False, False, False, False, False, False])
SCORE = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05])
FIGURE = Figure(0.75, 0.5, 1.0)


def test_roc_and_precision_recall_stand_beside_guessing():
    curve = evaluation.roc_curve(ACTUAL, SCORE)
    model, guessing = models.roc(curve).data
    assert list(model.y)[-1] == 1.0
    assert model.line.dash != guessing.line.dash
    assert "75.0% of cases" in models.roc_in_words(FIGURE, curve, 10)
    assert "66.7% of the positives" in models.roc_in_words(FIGURE, curve, 10)
    precision = evaluation.precision_recall_curve(ACTUAL, SCORE)
    assert list(models.precision_recall(precision, 0.3).data[1].y) == [0.3, 0.3]
    said = models.precision_recall_in_words(FIGURE, precision, 0.3, 10)
    assert "half of the positives, 100.0%" in said
    assert "guessing gives 30.0%" in said


def test_calibration_says_how_far_promise_and_outcome_lie_apart():
    bins = evaluation.calibration(np.array([True, False]), np.array([0.85, 0.25]))
    assert list(models.calibration(bins).data[1].x) == [0.25, 0.85]
    said = models.calibration_in_words(bins, FIGURE)
    assert "promises 55.0% and 50.0% happened" in said
    assert "off by 20.0 points" in said


def test_gains_say_what_the_best_tenth_holds():
    tenths = evaluation.deciles(ACTUAL, SCORE)
    bars, line = models.gains(tenths).data
    assert list(bars.y)[:3] == [1.0, 1.0, 0.0]
    assert np.allclose(list(line.y)[:3], [1 / 3, 2 / 3, 2 / 3])
    assert "holds 100.0% positives, 3.33 times" in models.gains_in_words(tenths)
    assert "there is no positive" in models.gains_in_words([])


def test_the_confusion_says_its_four_cells():
    found = evaluation.confusion(ACTUAL, SCORE, threshold=0.65)
    said = model_money.confusion_in_words(found)
    assert "At 0.65, 3 of 10 are contacted: 2 hits and 1 in vain." in said
    assert "1 positives are missed, 6 others" in said
    written = [text for cell in model_money.confusion(found, "<b>yes</b>").data for text in cell.y]
    assert "&lt;b&gt;yes&lt;/b&gt;" in written


def test_the_profit_curve_marks_the_chosen_and_the_best_threshold():
    money = {"hit_value": 10, "contact_cost": 3}
    curve = evaluation.profit_curve(ACTUAL, SCORE, **money)
    chosen = evaluation.profit_at(ACTUAL, SCORE, 0.5, **money)
    best = evaluation.best_profit(ACTUAL, SCORE, **money)
    line, most, here = model_money.profit(curve, chosen, best, "GBP").data
    assert list(line.y)[:3] == [7, 14, 11]
    assert (list(most.y), list(here.y)) == ([18], [15])
    assert most.marker.symbol != here.marker.symbol


def test_classes_say_how_many_were_right():
    found = ClassConfusion(("a", "b"), [[3, 1], [2, 4]])
    assert model_money.classes_in_words(found) == (
        "Put into the right class: a: 3 of 4; b: 4 of 6."
    )


def test_numbers_say_the_lowest_and_the_highest_tenth():
    tenths = pd.DataFrame({"predicted": [1.0, 9.0], "actual": [2.0, 8.0], "rows": [5, 5]})
    assert list(models.numbers(tenths, "Age").data[1].y) == [2.0, 8.0]
    said = models.numbers_in_words(tenths, "Age")
    assert "(n = 10)" in said
    assert "predicts 1 on average, 2 came; where it predicts 9, 8." in said


def test_groups_are_shown_with_their_rows_and_intervals():
    errors = [
        GroupError("email", 60, 0.3, 0.3, {"roc_auc": Figure(0.8, 0.7, 0.9)}),
        GroupError("web", 20, 0.3, 0.3, {"roc_auc": Figure(0.6, 0.4, 0.7)}),
        GroupError("sms", 2, 0.0, 0.1, {"roc_auc": Figure(None, None, None)}),
    ]
    [points] = model_figures.groups(errors, "roc_auc", "ROC AUC", 0.75).data
    assert list(points.y) == ["web (n = 20)", "email (n = 60)"]
    assert np.allclose(list(points.error_x.arrayminus), [0.2, 0.1])
    said = model_figures.groups_in_words(errors, "roc_auc", "ROC AUC")
    assert "lowest 0.600 (web, n = 20), highest 0.800 (email, n = 60). 1 more" in said


def test_learning_says_what_the_last_rows_brought():
    curve = pd.DataFrame({"rows": [10, 50, 100], "figure": [0.6, 0.7, 0.75]})
    assert list(model_figures.learning(curve, "ROC AUC").data[0].x) == [10, 50, 100]
    assert model_figures.learning_in_words(curve, "ROC AUC").endswith("changed it by +0.050.")


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    curve = pd.DataFrame({"x": range(10_001)})
    kept = models.thinned(curve)["x"]
    assert len(kept) <= 502
    assert (kept.iloc[0], kept.iloc[-1]) == (0, 10_000)
