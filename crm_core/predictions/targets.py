"""What is to be predicted, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.errors import InvalidValue
from crm_core.matrices.labels import label_texts, positive_label
from crm_core.predictions.models import Kind
from crm_core.resampling import strata

MOST_CLASSES = 50


@dataclass(frozen=True)
class Target:
    """The target of each row that has one.

    Attributes
    ----------
    kind : two classes, several, or a number.
    values : the number, or the place of the class in `labels`.
    labels : what the classes are called; of two, the positive one is last. None for numbers.
    is_known : of the column given, which rows have a value and so are here.
    """

    kind: Kind
    values: NDArray[Any]
    labels: tuple[str, ...]
    is_known: NDArray[np.bool_]

    @property
    def positive(self) -> str | None:
        return self.labels[1] if self.kind == "binary" else None

    @property
    def strata(self) -> NDArray[Any]:
        """What folds are to hold alike: the class, or the tenth that a number lies in."""
        return strata(self.values) if self.kind == "number" else self.values


def target_of(column: pd.Series, *, positive: str | None = None) -> Target:
    """A column as a target: of two values binary, numbers of more a number, else classes.

    Raises
    ------
    InvalidValue
        If fewer than two different values are there, `positive` is named and there are not two
        classes, or there are more than 50 classes.
    UnknownColumn
        If `positive` is none of the two.
    """
    is_known = column.notna().to_numpy()
    known = column[is_known].reset_index(drop=True)
    different = known.nunique()
    if different < 2:
        same = "no customer has a value" if not different else "all customers are the same"
        wanted = f"{same}, and there must be a difference to predict"
        raise InvalidValue("--target", column.name, wanted)
    is_number = pd.api.types.is_numeric_dtype(known) and not pd.api.types.is_bool_dtype(known)
    if different == 2:
        return _binary(known, positive, is_known)
    if positive is not None:
        raise InvalidValue("--positive", positive, f"{column.name} has {different:,} values, not 2")
    if is_number:
        return Target("number", known.to_numpy(dtype=np.float64), (), is_known)
    if different > MOST_CLASSES:
        raise InvalidValue(
            "--target",
            column.name,
            f"it has {different:,} different texts, and at most {MOST_CLASSES} can be told apart",
        )
    codes, labels = pd.factorize(label_texts(known), sort=True)
    return Target("multiclass", codes.astype(np.int64), tuple(labels), is_known)


def _binary(known: pd.Series, positive: str | None, is_known: NDArray[np.bool_]) -> Target:
    texts = label_texts(known)
    chosen = str(positive_label(texts, positive))
    [other] = set(texts) - {chosen}
    return Target("binary", texts.eq(chosen).to_numpy(dtype=np.int64), (other, chosen), is_known)
