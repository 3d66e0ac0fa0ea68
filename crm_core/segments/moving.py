"""The smallest realistic change that puts a customer into another segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.segments.explanation import values_of
from crm_core.segments.model import Model
from crm_core.segments.segmenter import Floats, Integers

STEPS = 200
"""How many points of a path are tried at a time; between two of them, as many again."""
MOST_PATHS = 300
"""Of many features not every choice of several is tried: those that part the two segments most."""
Extent = Literal["possible", "behaviour", "any"]


@dataclass(frozen=True)
class Feature:
    """What may happen to a feature.

    `low` and `high` bound it, `step` is the least difference that a value of it can show (1 for a
    count), `falls` and `rises` say which way behaviour can take it; neither is a feature that
    behaviour does not change. Where `needs` names another feature of the model, this one changes
    only for who has some of that: nobody spends without an order.
    """

    low: float
    high: float
    step: float
    falls: bool
    rises: bool
    needs: str | None = None


@dataclass(frozen=True)
class Change:
    """A feature's value now (None where it is missing) and the one it would have to take."""

    feature: str
    before: float | None
    after: float


@dataclass(frozen=True)
class Way:
    """Changes that together put the customer into the segment, and what kind they are.

    *possible*: behaviour can go there from here; *behaviour*: it can change these features, but not
    so (nobody orders less than they have); *any*: some are not changed by behaviour.
    """

    changes: tuple[Change, ...]
    extent: Extent


def smallest_change(
    model: Model,
    row: pd.DataFrame,
    middle: Floats,
    own: int,
    target: int,
    features: Mapping[str, Feature],
) -> Way | None:
    """The smallest change of the one customer of `row` that the model answers with `target`.

    Parameters
    ----------
    middle
        The middle of each segment as the model sees it.
    own
        Their segment, 0 for none.
    features
        What may happen to each feature of the model.

    Returns
    -------
    Way or None
        Assigning the changed values gives `target`. None where no way was found.
    """
    search = _Search(model, row, middle, own, target, [features[name] for name in model.features])
    extents: tuple[Extent, ...] = ("possible", "behaviour", "any")
    for extent in extents:
        found = search.within(extent)
        if found is not None:
            return Way(search.changes(found), extent)
    return None


@dataclass
class _Search:
    """Points on straight paths through the model's space, tried against the model itself."""

    model: Model
    row: pd.DataFrame
    middle: Floats
    own: int
    target: int
    features: Sequence[Feature]

    def __post_init__(self) -> None:
        [self.point] = self.model.scaled(self.row)
        self.values = self.model.transform.back(self.point)
        known = values_of(self.model, self.row)
        told = [known[name] for name in self.model.features]
        self.values = np.where([v is None for v in told], self.values, np.array(told, dtype=float))
        self.goal = self.middle[self.target - 1]
        self.steps = np.array([feature.step for feature in self.features])
        self.low = np.array([feature.low for feature in self.features])
        self.high = np.array([feature.high for feature in self.features])

    def within(self, extent: Extent) -> Floats | None:
        """The values of the smallest change of that kind, the fewest features first."""
        usable = [f for f, feature in enumerate(self.features) if _usable(feature, extent)]
        start = self.point if not self.own else self.middle[self.own - 1]
        usable.sort(key=lambda f: -abs(self.goal[f] - start[f]))
        for count in range(1, len(usable) + 1):
            chosen = islice(combinations(usable, count), MOST_PATHS)
            paths = [path for some in chosen for path in self._paths(some)]
            found = self._nearest(np.array(paths), extent)
            if found is not None:
                return found
        return None

    def _paths(self, chosen: tuple[int, ...]) -> Iterator[Floats]:
        """Where paths over some features end: as far as values go, or in the target's middle."""
        bounds = self.model.transform.forward(np.array([self.low, self.high]))
        if len(chosen) == 1:
            for bound in bounds:
                yield self._only(chosen, bound - self.point)
            return
        yield self._only(chosen, self.goal - self.point)
        if self.own:
            across = self._only(chosen, self.goal - self.middle[self.own - 1])
            room = np.where(across > 0, bounds[1] - self.point, bounds[0] - self.point)
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = np.where(across != 0, room / across, np.inf).min()
            if np.isfinite(reach) and reach > 0:
                yield across * reach

    def _only(self, chosen: tuple[int, ...], way: Floats) -> Floats:
        kept = np.zeros(len(way))
        kept[list(chosen)] = way[list(chosen)]
        return kept

    def _nearest(self, paths: Floats, extent: Extent) -> Floats | None:
        """Of the first points on the paths that are in the target, the one least far away."""
        shares = np.linspace(0, 1, STEPS + 1)
        first = self._first(paths, np.tile(shares[1:], (len(paths), 1)), extent)
        hit = first < STEPS
        if not hit.any():
            return None
        paths, first = paths[hit], first[hit]
        between = np.linspace(shares[first], shares[first + 1], STEPS, axis=1)
        finer = self._first(paths, between, extent)
        ends = between[np.arange(len(paths)), finer]
        values = self._snapped(paths * ends[:, None])
        away = self.model.transform.forward(values) - self.point
        # as few features as possible: snapping may have left one of them where it was
        order = np.lexsort((np.abs(away).sum(axis=1), (away**2).sum(axis=1).round(12)))
        return np.asarray(values[order[0]])

    def _first(self, paths: Floats, shares: Floats, extent: Extent) -> Integers:
        """The first point of each path that is in the target; as many as there are if none is."""
        ways = paths[:, None, :] * shares[:, :, None]
        values = self._snapped(ways.reshape(-1, paths.shape[1]))
        inside = self._assigned(values) == self.target
        inside &= self._allowed(values, extent)
        inside = inside.reshape(shares.shape)
        found: Integers = np.where(inside.any(axis=1), inside.argmax(axis=1), shares.shape[1])
        return found

    def _snapped(self, ways: Floats) -> Floats:
        """The values at the end of ways from the customer, in whole steps away from theirs."""
        ends = self.model.transform.back(self.point + ways)
        up = np.ceil(ends / self.steps - 1e-9) * self.steps
        down = np.floor(ends / self.steps + 1e-9) * self.steps
        snapped = np.round(np.where(ways > 0, up, down), 6)
        return np.where(ways == 0, self.values, np.clip(snapped, self.low, self.high))

    def _allowed(self, values: Floats, extent: Extent) -> NDArray[np.bool_]:
        if extent == "any":
            return np.ones(len(values), dtype=bool)
        allowed = self._provided(values)
        if extent == "behaviour":
            return allowed
        falls = np.array([feature.falls for feature in self.features])
        rises = np.array([feature.rises for feature in self.features])
        against = ((values < self.values) & ~falls) | ((values > self.values) & ~rises)
        return np.asarray(allowed & ~against.any(axis=1))

    def _provided(self, values: Floats) -> NDArray[np.bool_]:
        """Whether what changes has the feature that it needs."""
        provided = np.ones(len(values), dtype=bool)
        for f, feature in enumerate(self.features):
            if feature.needs in self.model.features:
                needed = values[:, self.model.features.index(feature.needs)]
                provided &= (values[:, f] == self.values[f]) | (needed > 0)
        return provided

    def _assigned(self, values: Floats) -> Integers:
        segments: Integers = self.model.assign(
            pd.DataFrame(values, columns=list(self.model.features))
        )
        return segments

    def changes(self, values: Floats) -> tuple[Change, ...]:
        """What differs, the largest difference as the model sees it first."""
        away = np.abs(self.model.transform.forward(values) - self.point)
        known = values_of(self.model, self.row)
        return tuple(
            Change(self.model.features[f], known[self.model.features[f]], float(values[f]))
            for f in np.argsort(-away, kind="stable")
            if values[f] != self.values[f]
        )


def _usable(feature: Feature, extent: Extent) -> bool:
    return extent == "any" or feature.falls or feature.rises
