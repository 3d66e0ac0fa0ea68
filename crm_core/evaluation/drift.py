"""Whether what a model sees today is still what it learnt from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

BINS = 10
CHANGED, MOVED = 0.1, 0.25
"""From which population stability index on a column has changed, and has moved far."""


def population_stability(before: pd.Series, after: pd.Series, *, bins: int = BINS) -> float | None:
    """The population stability index of one column between two sets of rows.

    Numbers are cut at the quantiles of `before`, other values stand for themselves; missing ones
    are a bin of their own. A share of no row counts as half a row, so that the index stays finite.
    None where one of the sets is empty.

    Source: Yurdakul & Naranjo (2020), Journal of Risk Model Validation 14(4), 89-100.
    """
    if before.empty or after.empty:
        return None
    both = pd.concat([before, after], ignore_index=True)
    place = _places(both, before, bins)
    size = int(place.max()) + 1
    was = np.bincount(place[: len(before)], minlength=size)
    now = np.bincount(place[len(before) :], minlength=size)
    there = was + now > 0
    p = np.maximum(was[there], 0.5) / len(before)
    q = np.maximum(now[there], 0.5) / len(after)
    return float(((q - p) * np.log(q / p)).sum())


def _places(both: pd.Series, before: pd.Series, bins: int) -> NDArray[np.int64]:
    is_number = pd.api.types.is_numeric_dtype(both) and not pd.api.types.is_bool_dtype(both)
    if not is_number:
        return np.asarray(pd.factorize(both, use_na_sentinel=False)[0], dtype=np.int64)
    values = both.to_numpy(dtype=np.float64, na_value=np.nan)
    known = before.to_numpy(dtype=np.float64, na_value=np.nan)
    known = known[~np.isnan(known)]
    if not len(known):
        return np.asarray(np.isnan(values), dtype=np.int64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, values, side="right")
    return np.asarray(np.where(np.isnan(values), len(edges) + 1, place), dtype=np.int64)
