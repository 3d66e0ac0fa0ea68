"""Pictures of why a model says so hold the numbers they were given, and say them in words."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crm_core.charts import model_why, track_record
from crm_core.charts.model_why import Step
from crm_core.charts.track_record import Point
from crm_core.evaluation import Drift

LABELS = {"tenure": "Tenure", "plan": "Plan"}
IMPORTANCE = pd.DataFrame(
    {
        "feature": ["tenure", "plan"],
        "importance": [0.2, 0.0],
        "low": [0.1, -0.01],
        "high": [0.3, 0.01],
    }
)
STEPS = [
    Step("Tenure", "2 months", 0.3),
    Step("<b>Plan</b>", "yearly", -0.15),
    Step("Age", "9", 0.05),
]


def test_importance_names_what_matters_and_counts_what_does_not():
    [bars] = model_why.importance(IMPORTANCE, LABELS, "ROC AUC").data
    assert list(bars.x) == [0.0, 0.2]
    assert list(bars.y) == ["Plan", "Tenure"]
    said = model_why.importance_in_words(IMPORTANCE, LABELS, "ROC AUC")
    assert "dealt out anew: Tenure (0.200)." in said
    assert "1 of 2 features make no clear difference." in said
    none = model_why.importance_in_words(IMPORTANCE.tail(1), LABELS, "ROC AUC")
    assert none.startswith("Dealing out anew the values of any one feature hardly moves ROC AUC.")


def test_dependence_says_its_lowest_and_highest_score():
    curve = pd.DataFrame({"value": [1.0, 5.0], "score": [0.8, 0.2], "rows": [10, 40]})
    [line] = model_why.dependence(curve, "Tenure", "Mean score", is_share=True).data
    assert list(line.y) == [0.8, 0.2]
    assert line.marker.size[1] > line.marker.size[0]
    said = model_why.dependence_in_words(curve, "Tenure", is_share=True)
    assert "20.0% at 5 and 80.0% at 1" in said
    plans = curve.assign(value=["yearly", "monthly"])
    [marks] = model_why.dependence(plans, "Plan", "Mean score", is_share=True).data
    assert (list(marks.x), list(marks.y)) == ([0.8, 0.2], ["yearly", "monthly"])
    flat = model_why.dependence_in_words(curve.head(1), "Tenure", is_share=True)
    assert flat == "The score does not follow Tenure."


def test_reasons_go_from_a_typical_customer_to_this_one():
    [steps] = model_why.reasons(STEPS, 0.4, 0.6, is_share=True, most=2).data
    assert list(steps.x) == [0.4, 0.3, -0.15, 0.05, 0.6]
    assert list(steps.measure) == ["absolute", "relative", "relative", "relative", "total"]
    assert steps.y[2] == "&lt;b&gt;Plan&lt;/b&gt;<br><i>yearly</i>"
    assert steps.y[3] == "1 other"
    still = [*STEPS, Step("Idle", "1", 0.0), Step("Nothing", "2", 0.0)]
    assert list(model_why.reasons(still, 0.4, 0.6, is_share=True, most=4).data[0].y)[-2:] == [
        "2 others together",
        "This customer",
    ]
    assert model_why.reasons_in_words(STEPS, 0.4, 0.6, is_share=True) == (
        "From 40.0% for a typical customer to 60.0%; raised by Tenure 2 months (+30.0 points), "
        "Age 9 (+5.0 points); lowered by <b>Plan</b> yearly (-15.0 points)."
    )


def test_the_track_record_stands_predicted_beside_happened():
    table = pd.DataFrame(
        {"decile": [1, 2], "customers": [5, 5], "predicted": [0.8, 0.1], "actual": [0.6, 0.2]}
    )
    bars, marks = track_record.tenths(table, is_share=True).data
    assert (list(bars.y), list(marks.y)) == ([0.6, 0.2], [0.8, 0.1])
    said = track_record.tenths_in_words(table, is_share=True)
    assert "highest scores (n = 5) 80.0% was predicted and 60.0% happened" in said
    points = [Point(date(2026, 5, 1), 9, 0.3, 0.25), Point(date(2026, 2, 1), 8, 0.2, 0.1)]
    happened, predicted = track_record.over_time(points, is_share=True).data
    assert (list(happened.y), list(predicted.y)) == ([0.1, 0.25], [0.2, 0.3])
    assert "as of 2026-02-01 20.0% and 10.0% (n = 8)" in track_record.over_time_in_words(
        points, is_share=True
    )


def test_drift_names_what_moved_and_how_far():
    found = [
        Drift("tenure", 0.4, "moved"),
        Drift("plan", 0.15, "changed"),
        Drift("age", 0.01, "same"),
        Drift("gone", None, "same"),
    ]
    same, changed, moved = track_record.drift(found, LABELS).data
    assert (list(same.x), list(changed.x), list(moved.x)) == ([0.01], [0.15], [0.4])
    said = track_record.drift_in_words(found, LABELS)
    assert "2 of 3 features lie otherwise" in said
    assert "Tenure (0.40, has moved far), Plan (0.15, has changed)" in said
    assert "no index reaches 0.1" in track_record.drift_in_words(found[2:], LABELS)
