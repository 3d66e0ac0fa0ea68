"""The leak alarm: columns that know the answer, by what they show and never by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.evaluation.evidence import Evidence, class_evidence, number_evidence
from crm_core.matrices import Coded

Integers = NDArray[np.integer[Any]]

NEAR_COPY, NEAR_COPY_SQUARED = 0.95, 0.95
"""From this ROC AUC (classes) or squared correlation (numbers) on, a column is a near-copy."""
FAR, FAR_ENOUGH, NEARLY = 0.15, 0.85, 0.7
"""How far above the next column, and how high, an area must be to raise the alarm alone; and how
high beside values of one class only."""
NEARER_DEVIATIONS = 2.0
"""How many standard errors above the next it must be in either case."""
CHANCE = 1e-6
FEWEST_COMPARED = 3
FEWEST_OUTCOMES = 10
"""Of the rarest class: below, any column may reach a high area by chance."""
LEAST_CAUGHT = 0.2
"""Of a class: the share that values of this class only must hold to raise the alarm alone."""
ID_SHARE = 0.95
FEWEST_IDS = 20


@dataclass(frozen=True)
class Suspect:
    """A column to look at, and the evidence in a sentence."""

    column: str
    reason: str


def unusable(frame: pd.DataFrame, columns: Sequence[str]) -> list[Suspect]:
    """Columns that can teach nothing: ids, columns without a value, columns of one value.

    An id is a text with a value of its own in 95% of the rows that have one, or a whole number that
    never repeats where drawn numbers of that range would; both from 20 rows on.
    """
    found = [(name, _uselessness(frame[name])) for name in columns]
    return [Suspect(name, reason) for name, reason in found if reason]


def _uselessness(column: pd.Series) -> str:
    known = column.dropna()
    different = known.nunique()
    if not len(known):
        return "It holds no value."
    if different == 1 and len(known) == len(column):
        return "It holds the same value in every row."
    if len(known) >= FEWEST_IDS and _is_id(known, different):
        return f"It is an id: {different:,} different values in {len(known):,} rows."
    return ""


def _is_id(known: pd.Series, different: int) -> bool:
    if pd.api.types.is_datetime64_any_dtype(known):
        return False
    if not pd.api.types.is_numeric_dtype(known):
        return different >= ID_SHARE * len(known)
    values = known.to_numpy(dtype=np.float64)
    if different < len(values) or (values != np.trunc(values)).any():
        return False
    # Numbers drawn at random from this range would have met this often.
    meetings = len(values) ** 2 / (2 * (values.max() - values.min() + 1))
    return bool(meetings > 10)


def later_dates(frame: pd.DataFrame, columns: Sequence[str], cut_off: date) -> list[Suspect]:
    """Columns of days that lie after the cut-off: they were filled when the answer was known."""
    end = pd.Timestamp(cut_off) + pd.Timedelta(days=1)
    days = [name for name in columns if pd.api.types.is_datetime64_any_dtype(frame[name])]
    later = {name: int((frame[name] >= end).sum()) for name in days}
    return [
        Suspect(name, f"In {rows:,} rows its day lies after the cut-off {cut_off}.")
        for name, rows in later.items()
        if rows
    ]


def leaks(
    columns: Coded,
    target: NDArray[Any],
    *,
    classes: int,
    labels: Sequence[str] = (),
    seed: int = 0,
) -> list[Suspect]:
    """Columns that seem to know the answer, each with its evidence.

    - a near-copy: alone it all but gives the target (ROC AUC, or squared correlation, from .95);
    - filled with one class only: every row that has a value is of that class;
    - values that occur with one class only and hold a fifth of it, where it is not the commonest;
    - far above the next: its ROC AUC alone is .85 or more and .15 above that of any other column;
      or .7 or more and two standard errors above, while some of its values occur with one class
      only. A column that merely predicts well has no such values: rates fall without ending.

    Parameters
    ----------
    target
        The number of each row's class, of `classes`; numbers where `classes` is 0.
    labels
        What the classes are called.
    """
    names = [*columns.numbers, *columns.codes]
    if not names or not len(target):
        return []
    if not classes:
        found = [number_evidence(columns, name, target) for name in names]
        return [suspect for each in found if (suspect := _copy_of_number(each))]
    if len(np.unique(target)) < 2:
        return []
    evidence = [
        class_evidence(columns, name, target, tests=len(names), chance=CHANCE, seed=seed)
        for name in names
    ]
    return _suspects(evidence, np.bincount(target, minlength=classes), list(labels))


def _copy_of_number(each: Evidence) -> Suspect | None:
    if each.strength < NEAR_COPY_SQUARED:
        return None
    share = f"{each.strength:.3f}"
    return Suspect(each.column, f"It is a near-copy of the target: squared correlation {share}.")


def _suspects(evidence: list[Evidence], sizes: Integers, labels: list[str]) -> list[Suspect]:
    plain: list[Suspect] = []
    rest: list[Evidence] = []
    for each in evidence:
        reason = _reason_alone(each, sizes, labels)
        if reason:
            plain.append(Suspect(each.column, reason))
        else:
            rest.append(each)
    if _rarest(sizes) < FEWEST_OUTCOMES:
        return plain
    standing_out = _standing_out(rest, labels)
    return [*plain, *([standing_out] if standing_out else [])]


def _rarest(sizes: Integers) -> int:
    return int(sizes[sizes > 0].min())


def _reason_alone(each: Evidence, sizes: Integers, labels: list[str]) -> str:
    """Why a column is suspected whatever the others are."""
    if each.filled_class >= 0:
        return (
            f"It is filled in {each.filled_rows:,} rows, all of them "
            f"{_label(labels, each.filled_class)}: it seems to be written after the event."
        )
    if each.strength >= NEAR_COPY and _rarest(sizes) >= FEWEST_OUTCOMES:
        return f"It is a near-copy of the target: alone it reaches ROC AUC {each.strength:.3f}."
    is_rarer = each.one_class >= 0 and each.one_class != int(sizes.argmax())
    if is_rarer and each.one_class_rows >= LEAST_CAUGHT * sizes[each.one_class]:
        return f"{_one_class(each, labels)}"
    return ""


def _standing_out(evidence: list[Evidence], labels: list[str]) -> Suspect | None:
    """The strongest column, where it stands too far above the next."""
    if len(evidence) < FEWEST_COMPARED:
        return None
    first, second = sorted(evidence, key=lambda each: -each.strength)[:2]
    gap = first.strength - second.strength
    error = float(np.hypot(first.deviation, second.deviation))
    is_far = first.strength >= FAR_ENOUGH and gap >= FAR
    is_telling = first.strength >= NEARLY and first.one_class_rows > 0
    if gap < NEARER_DEVIATIONS * error or not (is_far or is_telling):
        return None
    reason = (
        f"Alone it reaches ROC AUC {first.strength:.3f}, and the next column "
        f"'{second.column}' {second.strength:.3f}."
    )
    if first.one_class_rows:
        reason += f" {_one_class(first, labels)}"
    return Suspect(first.column, reason)


def _one_class(each: Evidence, labels: list[str]) -> str:
    return (
        f"Values in {each.one_class_rows:,} rows occur with "
        f"{_label(labels, each.one_class)} only, far beyond chance."
    )


def _label(labels: list[str], number: int) -> str:
    return f"'{labels[number]}'" if number < len(labels) else f"class {number}"
