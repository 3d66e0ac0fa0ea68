"""A fitted way of grouping, which puts any customers into its segments, of any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.matrices import Transform
from crm_core.segments.methods import method_of
from crm_core.segments.segmenter import Floats, Integers, Segmenter

NO_SEGMENT = 0
"""The segment of a customer who is in none: noise, or a value missing where that drops."""


@dataclass(frozen=True)
class Model:
    """What a grouping learned: medians, scaling and groups, as fitted.

    Attributes
    ----------
    transform : logarithm and scaling, as fitted.
    medians : what missing values took, in original units; empty where they drop the customer.
    segmenter : the fitted groups, in the space of `transform`.
    numbers : the segment (from 1) of each of the segmenter's groups.
    precision : that of the rows it was fitted on; others are assigned in the same.
    """

    transform: Transform
    medians: dict[str, float]
    segmenter: Segmenter
    numbers: tuple[int, ...]
    precision: str = "float64"

    @property
    def features(self) -> tuple[str, ...]:
        return self.transform.columns

    @property
    def names(self) -> dict[int, str]:
        """The name of each segment, where the method names its groups; else nothing."""
        named = getattr(self.segmenter, "names_", ())
        return dict(sorted(zip(self.numbers, named, strict=False)))

    def scaled(self, frame: pd.DataFrame) -> Floats:
        """The rows of a frame of features as the model sees them.

        A missing value takes the fitted median; where missing values drop, it stays NaN.
        """
        return self._scaled(frame, "float64")

    def assign(self, frame: pd.DataFrame) -> Integers:
        """The segment of each row of a frame of features; 0 for a customer who is in none."""
        values = self._scaled(frame, self.precision)
        whole = np.isfinite(values).all(axis=1)
        if whole.all():
            return self.numbered(self.segmenter.assign(values))
        segments = np.full(len(values), NO_SEGMENT, dtype=np.int64)
        segments[whole] = self.numbered(self.segmenter.assign(values[whole]))
        return segments

    def _scaled(self, frame: pd.DataFrame, precision: str) -> Floats:
        values = np.empty((len(frame), len(self.features)), dtype=precision)
        for place, name in enumerate(self.features):
            column = frame[name].to_numpy(np.float64, na_value=np.nan)
            column = np.where(np.isfinite(column), column, self.medians.get(name, np.nan))
            values[:, place] = self.transform.column(name, column)
        return values

    def numbered(self, groups: Integers) -> Integers:
        """Groups of the segmenter (noise included) as segments."""
        return np.array([*self.numbers, NO_SEGMENT], dtype=np.int64)[groups]

    def parameters(self) -> dict[str, Any]:
        """The model as plain JSON; `Model.restored` takes it back."""
        return {
            "algorithm": self.segmenter.name,
            "features": list(self.features),
            "scale": self.transform.scale,
            "log": list(self.transform.logged),
            "missing": "median" if self.medians else "drop",
            "medians": self.medians,
            "scaling": {
                "centre": self.transform.centre.tolist(),
                "spread": self.transform.spread.tolist(),
            },
            "model": self.segmenter.parameters(),
            "numbers": list(self.numbers),
            "precision": self.precision,
        }

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Model:
        """The model that `parameters` describe."""
        transform = Transform(
            tuple(parameters["features"]),
            tuple(parameters["log"]),
            parameters["scale"],
            np.array(parameters["scaling"]["centre"], dtype=np.float64),
            np.array(parameters["scaling"]["spread"], dtype=np.float64),
        )
        return cls(
            transform,
            dict(parameters["medians"]),
            method_of(parameters["algorithm"]).restored(parameters["model"]),
            tuple(parameters["numbers"]),
            parameters.get("precision", "float64"),  # the first version named none
        )
