"""RFM: customers scored by how recently, how often and for how much they bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.segments.recipe import Recipe
from crm_core.segments.rfm_cuts import (
    GROUPS,
    LETTERS,
    LEVELS,
    RFM_FEATURES,
    Cuts,
    Group,
    cuts_of,
    cuts_of_text,
)
from crm_core.segments.segmenter import NOISE, Floats, Integers

QUINTILES = (0.2, 0.4, 0.6, 0.8)


class RFM:
    """Named groups by scores of recency, frequency and monetary value.

    Rows are `RFM_FEATURES` in original units; a customer without orders has no recency, and is in
    no row. Equal values always get the same score, so that levels are uneven where many are equal:
    where two thirds bought once, nobody who did scores above 1.

    Parameters
    ----------
    cuts
        Cut-points and groups; see `Cuts`.

    Attributes
    ----------
    cuts_ : the cut-points in use, the learned ones included.
    names_ : the names of the groups by number: those with members first, then the empty ones, into
        which customers may still come on another day.
    """

    name = "rfm"
    labels_: Integers
    centres_: Floats
    inertia_: float | None
    fitted_on_: int
    cuts_: Cuts
    names_: tuple[str, ...]

    def __init__(self, cuts: Cuts | None = None) -> None:
        self.cuts = cuts or Cuts()

    def fit(self, values: Floats) -> Self:
        """Learn the cut-points that are not given, as quintiles of `values`.

        Raises
        ------
        InvalidValue
            If there are other than three columns, or no row is in any group.
        NotEnoughRows
            If there is no row.
        """
        if values.shape[1] != len(RFM_FEATURES):
            wanted = f"RFM groups by {', '.join(RFM_FEATURES)}"
            raise InvalidValue("features", f"{values.shape[1]} features", wanted)
        if not len(values):
            raise NotEnoughRows("RFM", 1, 0, "Import orders first.")
        self.cuts_ = _learned(self.cuts, values)
        found = self._places(values)
        present = [n for n in range(len(self._groups)) if (found == n).any()]
        if not present:
            raise InvalidValue("cuts", "groups", "no customer is in any of them; widen one")
        absent = [n for n in range(len(self._groups)) if n not in present]
        self._number(present + absent)
        self.labels_ = self._numbers[found]
        self.centres_ = np.array(
            [values[found == place].mean(axis=0, dtype=np.float64) for place in present]
        )
        self.inertia_, self.fitted_on_ = None, len(values)
        return self

    def assign(self, values: Floats) -> Integers:
        """The group of each row; `NOISE` where no group takes its scores in."""
        return self._numbers[self._places(values)]

    def scores(self, values: Floats) -> Integers:
        """Rows of R, F and M from 1 (worst) upwards."""
        columns = [
            np.searchsorted(np.array(points), values[:, column], side="left")
            for column, points in enumerate(self._points)
        ]
        columns[0] = len(self._points[0]) - columns[0]
        return np.column_stack(columns).astype(np.int64) + 1

    def parameters(self) -> dict[str, Any]:
        """The cut-points as learned, the groups, and the order in which they are numbered."""
        return {"cuts": self.cuts_.as_json(), "order": list(self._order)}

    @classmethod
    def restored(cls, parameters: Mapping[str, Any]) -> Self:
        """The fitted groups that `parameters` hold."""
        cuts = cuts_of(parameters["cuts"])
        fitted = cls(cuts)
        fitted.cuts_ = cuts
        fitted._number(parameters["order"])
        return fitted

    @property
    def _points(self) -> list[tuple[float, ...]]:
        return [points or () for points in self.cuts_.points()]

    @property
    def _groups(self) -> tuple[Group, ...]:
        return self.cuts_.groups or GROUPS

    def _number(self, order: list[int]) -> None:
        self._order = tuple(order)
        self._numbers = np.full(len(order) + 1, NOISE, dtype=np.int64)
        self._numbers[list(order)] = np.arange(len(order))
        self.names_ = tuple(self._groups[place].name for place in order)

    def _places(self, values: Floats) -> Integers:
        """The place of each row's group in the list of groups; the last place + 1 is none."""
        scores = self.scores(values)
        if self.cuts_.groups is None:
            levels = np.array([len(points) + 1 for points in self._points])
            scores = -(-scores * LEVELS // levels)
        found = np.full(len(values), len(self._groups), dtype=np.int64)
        for place in reversed(range(len(self._groups))):
            found[_within(self._groups[place], scores)] = place
        return found


def score_counts(rfm: RFM, values: Floats) -> Integers:
    """How many rows have each score of R (rows, the worst first) and of F (columns)."""
    scores = rfm.scores(values)
    levels = [len(points) + 1 for points in rfm.cuts_.points()[:2] if points is not None]
    counts = np.zeros(levels, dtype=np.int64)
    np.add.at(counts, (scores[:, 0] - 1, scores[:, 1] - 1), 1)
    return counts


def _within(group: Group, scores: Integers) -> Any:
    low, high = np.array([getattr(group, letter) for letter in LETTERS]).T
    return ((scores >= low) & (scores <= high)).all(axis=1)


def _learned(cuts: Cuts, values: Floats) -> Cuts:
    """The cuts with quintiles of `values` where none are given."""
    quintiles = np.quantile(values.astype(np.float64), QUINTILES, axis=0).T
    return replace(
        cuts,
        **{
            name: tuple(quintiles[column].tolist())
            for column, name in enumerate(RFM_FEATURES)
            if getattr(cuts, name) is None
        },
    )


def rfm_recipe(recipe: Recipe) -> Recipe:
    """The recipe as RFM needs it: its three features in original units, nothing filled in.

    Raises
    ------
    InvalidValue
        If other features are asked for.
    """
    for name in recipe.features:
        if name not in RFM_FEATURES:
            raise InvalidValue("features", name, f"RFM groups by {', '.join(RFM_FEATURES)}")
    return replace(
        recipe, features=RFM_FEATURES, k=None, scale="none", log=(), missing="drop", eps=None
    )


def rfm_of(recipe: Recipe) -> RFM:
    """The unfitted RFM of a recipe."""
    return RFM(cuts_of_text(recipe.cuts))
