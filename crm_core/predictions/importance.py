"""What a model goes by: how much worse it gets without a feature, and how its score follows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.matrices import Coded, MixedTransform

Floats = NDArray[np.floating[Any]]
Metric = Callable[[Floats], float]
Scorer = Callable[[Floats], Floats]

REPEATS = 5
GRID = 20
MOST_ROWS = 2_000
MOST_LEVELS = 12


def permutation_importance(
    scores: Scorer,
    transform: MixedTransform,
    columns: Coded,
    metric: Metric,
    *,
    seed: int,
    repeats: int = REPEATS,
) -> pd.DataFrame:
    """How much a figure falls where the values of one feature are dealt out anew among the rows.

    All columns of the matrix that a feature became move together.

    Parameters
    ----------
    scores
        From rows as the model sees them to what `metric` judges.
    metric
        A figure of which more is better, such as ROC AUC, of what `scores` gives for all rows.
    columns
        Rows that the model did not learn from, at least one.

    Returns
    -------
    DataFrame
        feature, importance (the mean fall), low and high (the least and greatest of the repeats),
        the most important first.

    Source: Breiman (2001), Machine Learning 45, 5-32.
    """
    random = np.random.default_rng(seed)
    values = transform.forward(columns)
    whole = metric(scores(values))
    names = [feature for feature, _ in transform.names]
    rows = []
    for feature in dict.fromkeys(names):
        own = np.array([name == feature for name in names])
        falls = []
        for _ in range(repeats):
            dealt = values.copy()
            dealt[:, own] = values[random.permutation(len(values))][:, own]
            falls.append(whole - metric(scores(dealt)))
        rows.append((feature, float(np.mean(falls)), min(falls), max(falls)))
    table = pd.DataFrame(rows, columns=["feature", "importance", "low", "high"])
    ordered = table.sort_values(["importance", "feature"], ascending=[False, True])
    return ordered.reset_index(drop=True)


def partial_dependence(
    scores: Scorer, transform: MixedTransform, columns: Coded, feature: str, *, seed: int
) -> pd.DataFrame:
    """The mean score if every row had the same value of a feature, all else as it is.

    Numbers take up to 20 of their quantiles, categories their 12 commonest values. Over at most
    2,000 seeded rows.

    Returns
    -------
    DataFrame
        value (a number, or the text of a category), score, and rows: how many have that value, or
        of a number lie nearest to it.

    Source: Friedman (2001), Annals of Statistics 29(5), 1189-1232.
    """
    part = columns
    if columns.rows > MOST_ROWS:
        chosen = np.random.default_rng(seed).choice(columns.rows, MOST_ROWS, replace=False)
        part = columns.taken(np.sort(chosen))
    if feature in columns.numbers:
        return _along_number(scores, transform, part, columns, feature)
    return _along_category(scores, transform, part, columns, feature)


def _along_number(
    scores: Scorer, transform: MixedTransform, part: Coded, columns: Coded, feature: str
) -> pd.DataFrame:
    known = columns.numbers[feature]
    known = known[~np.isnan(known)]
    grid = np.unique(np.quantile(known, np.linspace(0, 1, GRID))) if len(known) else known
    means = []
    for value in grid:
        held = {**part.numbers, feature: np.full(part.rows, value)}
        rows = transform.forward(Coded(part.rows, held, part.codes, part.levels))
        means.append(float(scores(rows).mean()))
    middles = (grid[1:] + grid[:-1]) / 2
    nearest = np.bincount(np.searchsorted(middles, known), minlength=len(grid))
    return pd.DataFrame({"value": grid, "score": means, "rows": nearest})


def _along_category(
    scores: Scorer, transform: MixedTransform, part: Coded, columns: Coded, feature: str
) -> pd.DataFrame:
    levels, codes = columns.levels[feature], columns.codes[feature]
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    places = np.lexsort((np.arange(len(levels)), -counts))[:MOST_LEVELS]
    means = []
    for place in places:
        held = {**part.codes, feature: np.full(part.rows, place)}
        rows = transform.forward(Coded(part.rows, part.numbers, held, part.levels))
        means.append(float(scores(rows).mean()))
    names = [levels[place] for place in places]
    return pd.DataFrame({"value": names, "score": means, "rows": counts[places]})
