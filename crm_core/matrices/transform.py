"""Logarithm and scaling of columns, and the way back to original units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.errors import InvalidValue, UnknownColumn

Floats = NDArray[np.floating[Any]]

SCALES = ("standard", "robust", "none")


def signed_log(values: Floats) -> Floats:
    """The logarithm of 1 + size, under the sign of the value: negative spend stays below zero.

    >>> signed_log(np.array([0.0, np.e - 1, 1 - np.e])).tolist()
    [0.0, 1.0, -1.0]
    """
    return np.sign(values) * np.log1p(np.abs(values))


def signed_exp(values: Floats) -> Floats:
    """What `signed_log` was taken of."""
    return np.sign(values) * np.expm1(np.abs(values))


@dataclass(frozen=True)
class Transform:
    """How columns were made comparable.

    A column in `logged` becomes its signed logarithm; then every column becomes
    (value - centre) / spread.
    """

    columns: tuple[str, ...]
    logged: tuple[str, ...]
    scale: str
    centre: Floats
    spread: Floats

    def forward(self, values: Floats) -> Floats:
        """Rows in original units, as the model sees them."""
        return (_logged(values, self.columns, self.logged) - self.centre) / self.spread

    def column(self, name: str, values: Floats) -> Floats:
        """The values of one column in original units, as the model sees them."""
        place = self.columns.index(name)
        changed = signed_log(values) if name in self.logged else values
        scaled: Floats = (changed - self.centre[place]) / self.spread[place]
        return scaled

    def back(self, values: Floats) -> Floats:
        """Rows as the model sees them, in original units."""
        restored = np.asarray(values, dtype=np.float64) * self.spread + self.centre
        chosen = [self.columns.index(name) for name in self.logged]
        restored[..., chosen] = signed_exp(restored[..., chosen])
        return restored


def fitted(
    values: Floats, columns: Sequence[str], *, scale: str = "standard", log: Collection[str] = ()
) -> Transform:
    """The transform that fits these rows.

    Parameters
    ----------
    values
        Finite numbers, one row per customer (at least one), in the order of `columns`.
    scale
        *standard*: centre is the mean, spread the standard deviation. *robust*: the median and the
        distance between the quartiles. *none*: values stay as they are. A spread of 0 (a column
        that never varies) counts as 1. As in scikit-learn's StandardScaler and RobustScaler.
    log
        Columns to take the signed logarithm of, before scaling.

    Raises
    ------
    InvalidValue
        If there is no such scale.
    UnknownColumn
        If a column to take the logarithm of is not among `columns`.
    """
    check_scale(scale)
    check_logged(log, columns)
    names = tuple(columns)
    logged = tuple(name for name in names if name in log)
    centre, spread = _centre_and_spread(_logged(values, names, logged), scale)
    return Transform(names, logged, scale, centre, spread)


def joined(parts: Sequence[Transform]) -> Transform:
    """One transform of all columns, from those of some columns each."""
    return Transform(
        tuple(name for part in parts for name in part.columns),
        tuple(name for part in parts for name in part.logged),
        parts[0].scale,
        np.concatenate([part.centre for part in parts]),
        np.concatenate([part.spread for part in parts]),
    )


def check_logged(log: Collection[str], columns: Sequence[str]) -> None:
    """Refuse to take the logarithm of a column that was not chosen.

    Raises
    ------
    UnknownColumn
        If one was not.
    """
    for name in log:
        if name not in columns:
            raise UnknownColumn("feature", name, columns, "Only a chosen feature can be logged.")


def check_scale(scale: str) -> None:
    """Refuse a scale that there is not."""
    if scale not in SCALES:
        raise InvalidValue("scale", scale, f"one of {', '.join(SCALES)}")


def _logged(values: Floats, columns: Sequence[str], logged: Collection[str]) -> Floats:
    changed = np.array(values, dtype=np.float64)
    chosen = [columns.index(name) for name in logged]
    changed[..., chosen] = signed_log(changed[..., chosen])
    return changed


def _centre_and_spread(values: Floats, scale: str) -> tuple[Floats, Floats]:
    from sklearn.preprocessing import RobustScaler, StandardScaler

    if scale == "none":
        return np.zeros(values.shape[1]), np.ones(values.shape[1])
    if scale == "robust":
        robust = RobustScaler().fit(values)
        return robust.center_, robust.scale_
    standard = StandardScaler().fit(values)
    return standard.mean_, standard.scale_
