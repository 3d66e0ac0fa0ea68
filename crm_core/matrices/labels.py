"""Which class is the positive one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crm_core.errors import UnknownColumn
from crm_core.schema import TRUE_WORDS


def label_text(value: Any) -> str:
    """A class as text: whole numbers without a decimal point, truth values in lower case.

    >>> label_text(1.0), label_text(True), label_text("Yes")
    ('1', 'true', 'Yes')
    """
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def label_texts(values: Iterable[Any]) -> pd.Series:
    """Classes as text; a missing one stays missing."""
    column = pd.Series(values, dtype=object)
    different = {value: label_text(value) for value in column.dropna().unique()}
    return column.map(different)


def positive_label(labels: pd.Series, wanted: str | None = None) -> str | None:
    """The positive class of at most two: the wanted one, else yes, true or 1, else the rarer.

    Of two that are as frequent, the later in order. None where there is one class only, and it is
    not one that says yes.

    Raises
    ------
    UnknownColumn
        If the wanted class is not there.
    """
    counts = labels.value_counts()
    there = sorted(counts.index)
    if wanted is not None:
        return _found(wanted, there)
    yes = [name for name in there if name.lower() in TRUE_WORDS]
    if len(yes) == 1:
        return str(yes[0])
    if len(there) < 2:
        return None
    return str(max(there, key=lambda name: (-int(counts[name]), name)))


def _found(wanted: str, there: list[str]) -> str:
    alike = [name for name in there if name == wanted]
    alike += [name for name in there if name.casefold() == wanted.strip().casefold()]
    alike += [name for name in there if _number(name) == _number(wanted) is not None]
    if not alike:
        raise UnknownColumn("value", wanted, there, "Name one with --positive.")
    return alike[0]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
