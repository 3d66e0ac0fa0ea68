"""More rows teach more, the same rows are judged, and smaller shares are parts of larger ones."""

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score

from crm_core.matrices import coded
from crm_core.predictions.learning_curve import learning_curve
from crm_core.predictions.models import MODELS
from crm_core.predictions.training import Lesson, out_of_fold
from crm_core.resampling import assigned_folds

ROWS = 600


def lesson():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{number}": random.normal(size=ROWS) for number in range(8)})
    target = frame.sum(axis=1).to_numpy() + random.normal(0, 1, ROWS)
    groups = np.repeat(np.arange(ROWS // 2), 2)
    fold = assigned_folds(groups, np.zeros(ROWS, int), folds=5, seed=0)
    return Lesson(coded(frame, list(frame)), target, "number", 0, fold, groups)


def explained(part, scores):
    judged = part.fold == 0
    return r2_score(part.target[judged], scores[judged])


def test_more_rows_teach_more():
    found = learning_curve(lesson(), MODELS["forest"], explained, seed=0, shares=(0.05, 0.2, 1.0))
    assert found["rows"].tolist() == [24, 96, 480]
    assert found["figure"].is_monotonic_increasing
    assert found["figure"].iloc[-1] > found["figure"].iloc[0] + 0.2


def test_every_point_is_judged_on_the_same_rows_and_taught_by_whole_groups_that_grow():
    seen = []

    def note(part, scores):
        judged = part.fold == 0
        seen.append((set(part.groups[judged]), set(part.groups[~judged]), len(part.groups)))
        return explained(part, scores)

    learning_curve(lesson(), MODELS["linear"], note, seed=0, shares=(0.1, 0.5, 1.0))
    judged, taught, rows = zip(*seen, strict=True)
    assert judged[0] == judged[1] == judged[2]
    assert taught[0] < taught[1] < taught[2]
    assert not judged[0] & taught[2]
    assert rows[0] == 2 * (len(judged[0]) + len(taught[0]))


def test_the_whole_share_is_what_the_fold_itself_gives():
    whole = lesson()
    found = learning_curve(whole, MODELS["linear"], explained, seed=0, shares=(1.0,))
    scores = out_of_fold(whole, [MODELS["linear"]], seed=0)["linear"]
    assert found["figure"][0] == explained(whole, scores)
