"""How a model gets better with more rows to learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.predictions.models import Model
from crm_core.predictions.training import Lesson, Progress, out_of_fold
from crm_core.resampling import NOT_JUDGED, sides

Floats = NDArray[np.floating[Any]]
Metric = Callable[[Lesson, Floats], float]

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)


def learning_curve(
    lesson: Lesson,
    model: Model,
    metric: Metric,
    *,
    seed: int,
    shares: Sequence[float] = SHARES,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """A figure on the rows of the first fold, by how many of the others taught the model.

    Smaller shares are parts of the larger ones, and whole groups of rows (see
    `resampling.row_groups`) come or stay away. Where the curve still rises at its end, more
    customers would help; where it is flat, other columns might.

    Parameters
    ----------
    metric
        Judges the scores of the rows of fold 0 of the lesson it is given.

    Returns
    -------
    DataFrame
        rows (that taught) and figure, one row per share.
    """
    learning, judged = next(sides(lesson.fold, lesson.groups))
    groups = np.random.default_rng(seed).permutation(np.unique(lesson.groups[learning]))
    points = []
    for number, share in enumerate(shares):
        if progress is not None:
            progress(number / len(shares), f"{model.label}, {share:.0%} of the rows")
        taught = learning & np.isin(lesson.groups, groups[: max(1, round(share * len(groups)))])
        part = _part(lesson, taught, judged)
        scores = out_of_fold(part, [model], seed=seed)[model.name]
        points.append((int(taught.sum()), metric(part, scores)))
    return pd.DataFrame(points, columns=["rows", "figure"])


def _part(lesson: Lesson, taught: NDArray[np.bool_], judged: NDArray[np.bool_]) -> Lesson:
    """The lesson with the rows of one fold judged, and only some others to learn from."""
    kept = taught | judged
    return replace(
        lesson,
        columns=lesson.columns.taken(kept),
        target=lesson.target[kept],
        fold=np.where(judged[kept], 0, NOT_JUDGED),
        groups=lesson.groups[kept],
    )
