"""Error by group: is a model as good for every segment, channel and city?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.evaluation.binary import BinaryJudge
from crm_core.evaluation.intervals import figures_of
from crm_core.evaluation.judge import Figure, Judge
from crm_core.evaluation.numbers import NumberJudge

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
UNKNOWN = "unknown"


@dataclass(frozen=True)
class GroupError:
    """One group: how many rows, what was true and what was predicted on average, the figures."""

    group: str
    rows: int
    actual: float
    predicted: float
    figures: dict[str, Figure]


def errors_by_group(
    groups: Sequence[object], actual: Flags | Floats, predicted: Floats, *, seed: int
) -> list[GroupError]:
    """The figures of each group, the largest first; rows of no group are `unknown`.

    `actual` holds truth values for scores of two classes, else numbers.
    """
    names = pd.Series(list(groups), dtype=object)
    names = names.where(names.notna(), UNKNOWN).astype(str)
    counts = names.value_counts()
    ordered = sorted(counts.index, key=lambda name: (-int(counts[name]), name))
    return [_error(name, names.eq(name).to_numpy(), actual, predicted, seed) for name in ordered]


def _error(
    name: str, inside: Flags, actual: Flags | Floats, predicted: Floats, seed: int
) -> GroupError:
    true, given = actual[inside], predicted[inside]
    means = float(true.mean()), float(given.mean())
    figures = figures_of(_judge(true, given), seed=seed)
    return GroupError(name, int(inside.sum()), *means, figures)


def _judge(actual: Flags | Floats, predicted: Floats) -> Judge:
    if actual.dtype == np.bool_:
        return BinaryJudge(actual.astype(np.bool_), predicted)
    return NumberJudge(actual.astype(np.float64), predicted)
