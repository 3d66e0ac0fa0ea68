"""Curves behind the figures: ROC, precision-recall, calibration, gains by decile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.evaluation.judge import defined
from crm_core.evaluation.ranking import ranking

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

BINS = 10


@dataclass(frozen=True)
class CalibrationBin:
    """Rows whose probability lies in one tenth: what was promised, and what happened.

    `score` is their mean probability, `rate` the share of positives.
    """

    low: float
    high: float
    rows: int
    score: float
    rate: float


@dataclass(frozen=True)
class Decile:
    """One tenth of the rows in order of their score, the highest first.

    `lift` is its rate over the base rate, `gain` the share of all positives found down to here;
    both are None without a positive.
    """

    decile: int
    rows: int
    rate: float
    lift: float | None
    gain: float | None


def roc_curve(actual: Flags, score: Floats) -> pd.DataFrame:
    """Points of the ROC curve: threshold, false_positive_rate, true_positive_rate.

    One row per different score from the highest on, after the point where nobody is named
    (threshold infinite); NaN rates where a class has no row. As scikit-learn's `roc_curve` with
    `drop_intermediate=False`.
    """
    ranked = ranking(actual, score)
    true, false = ranked.plain_counts()
    return pd.DataFrame(
        {
            "threshold": np.concatenate([[np.inf], score[ranked.order][ranked.ends]]),
            "false_positive_rate": _shares(false),
            "true_positive_rate": _shares(true),
        }
    )


def precision_recall_curve(actual: Flags, score: Floats) -> pd.DataFrame:
    """Points of the precision-recall curve: threshold, precision, recall.

    One row per different score from the highest on; recall is NaN without a positive.
    """
    ranked = ranking(actual, score)
    true, false = ranked.plain_counts()
    return pd.DataFrame(
        {
            "threshold": score[ranked.order][ranked.ends],
            "precision": true / (true + false),
            "recall": _shares(true)[1:],
        }
    )


def _shares(counts: Floats) -> Floats:
    """Counts with a 0 before them, over the last; NaN where that is 0."""
    whole = counts[-1] if len(counts) and counts[-1] else np.nan
    return np.concatenate([[0.0], counts]) / whole


def calibration(actual: Flags, score: Floats, *, bins: int = BINS) -> list[CalibrationBin]:
    """Promised against happened in bins of equal width over [0, 1]; a bin without rows is left out.

    As scikit-learn's `calibration_curve` with the uniform strategy.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], score)
    rows = np.bincount(place, minlength=bins)
    promised = np.bincount(place, score, bins)
    happened = np.bincount(place, actual, bins)
    return [
        CalibrationBin(
            float(edges[b]),
            float(edges[b + 1]),
            int(rows[b]),
            float(promised[b] / rows[b]),
            float(happened[b] / rows[b]),
        )
        for b in np.flatnonzero(rows)
    ]


def deciles(actual: Flags, score: Floats, *, parts: int = BINS) -> list[Decile]:
    """Gains and lift by tenths of the rows; fewer tenths where there are fewer rows.

    Tenths differ by one row at most, the first are the larger ones. Rows of equal score share
    their positives evenly, so their order never matters.
    """
    ranked = ranking(actual, score)
    true, _ = ranked.plain_counts()
    sizes = np.diff(ranked.ends, prepend=-1)
    expected = np.repeat(np.diff(true, prepend=0.0) / sizes, sizes)
    total = float(expected.sum())
    found: list[Decile] = []
    down_to = 0.0
    for number, part in enumerate(np.array_split(expected, min(parts, len(expected)) or 1), 1):
        if not len(part):
            break
        down_to += float(part.sum())
        rate = float(part.mean())
        lift = defined(rate * len(expected) / total) if total else None
        found.append(Decile(number, len(part), rate, lift, down_to / total if total else None))
    return found
