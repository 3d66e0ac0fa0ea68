"""Where RFM cuts recency, frequency and monetary value, and what it calls the groups."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_core.errors import InvalidRule

RFM_FEATURES = ("recency_days", "frequency", "monetary")
LEVELS = 5
"""How many scores there are by default: quintiles, cut at four points."""
MOST_CUTS = 9
LONGEST_NAME = 80
Range = tuple[int, int]
ANY: Range = (1, MOST_CUTS + 1)
LETTERS = ("r", "f", "m")


@dataclass(frozen=True)
class Group:
    """A named group: the scores of recency, frequency and monetary value that it takes in."""

    name: str
    r: Range = ANY
    f: Range = ANY
    m: Range = ANY


GROUPS = (
    Group("Champions", r=(4, 5), f=(4, 5), m=(4, 5)),
    Group("Loyal customers", r=(3, 5), f=(4, 5)),
    Group("Big spenders", r=(3, 5), m=(5, 5)),
    Group("Potential loyalists", r=(4, 5), f=(2, 3)),
    Group("New customers", r=(4, 5), f=(1, 1)),
    Group("Need attention", r=(3, 3), f=(2, 3)),
    Group("Promising", r=(3, 3), f=(1, 1)),
    Group("Cannot lose them", r=(1, 2), f=(4, 5), m=(4, 5)),
    Group("At risk", r=(1, 2), f=(3, 5)),
    Group("Hibernating", r=(2, 2), f=(1, 2)),
    Group("Lost", r=(1, 1), f=(1, 2)),
)
"""The usual groups, on scores from 1 to 5: the first that fits counts, and one always does."""


@dataclass(frozen=True)
class Cuts:
    """Cut-points of each feature, and the named groups.

    A value equal to a cut-point belongs below it. Frequency and monetary value score 1 below the
    first cut-point and one more above each; recency the other way round, so that 5 is always best.
    A feature without cut-points (None) is cut into quintiles of the customers it is fitted to.
    `groups` None stands for `GROUPS`, whose scores from 1 to 5 are stretched over as many levels as
    there are.
    """

    recency_days: tuple[float, ...] | None = None
    frequency: tuple[float, ...] | None = None
    monetary: tuple[float, ...] | None = None
    groups: tuple[Group, ...] | None = None

    def points(self) -> tuple[tuple[float, ...] | None, ...]:
        """The cut-points in the order of `RFM_FEATURES`."""
        return (self.recency_days, self.frequency, self.monetary)

    def as_json(self) -> dict[str, Any]:
        """The cuts as JSON holds them; what is None is left out."""
        content: dict[str, Any] = {
            name: list(points)
            for name, points in zip(RFM_FEATURES, self.points(), strict=True)
            if points is not None
        }
        if self.groups is not None:
            content["groups"] = [
                {"name": group.name, **{letter: list(getattr(group, letter)) for letter in LETTERS}}
                for group in self.groups
            ]
        return content


def cuts_of(content: Any) -> Cuts:
    """The cuts that JSON content says: `{"recency_days": [30, 90], …, "groups": [{"name": …}]}`.

    Every key may be left out. A group's r, f and m are `[lowest, highest]` score, any where left
    out; the first group that fits a customer is theirs, and who fits none is in no segment.

    Raises
    ------
    InvalidRule
        If a part of it cannot be understood.
    """
    known = (*RFM_FEATURES, "groups")
    if not isinstance(content, Mapping):
        raise InvalidRule("", "these are no cuts", content, f"an object with {', '.join(known)}")
    for key in content:
        if key not in known:
            raise InvalidRule(str(key), "unknown key", content[key], ", ".join(known))
    points = {name: _points(content.get(name), name) for name in RFM_FEATURES}
    levels = [LEVELS if given is None else len(given) + 1 for given in points.values()]
    return Cuts(**points, groups=_groups(content.get("groups"), levels))


def cuts_text(content: Any) -> str | None:
    """JSON content as a recipe holds it, once it is checked; None stays None.

    Raises
    ------
    InvalidRule
        If a part of it cannot be understood.
    """
    return None if content is None else json.dumps(cuts_of(content).as_json(), sort_keys=True)


def cuts_of_text(text: str | None) -> Cuts:
    """The same of JSON text, as a recipe holds it; None stands for the default."""
    return Cuts() if text is None else cuts_of(json.loads(text))


def _points(content: Any, name: str) -> tuple[float, ...] | None:
    if content is None:
        return None
    wanted = f"1 to {MOST_CUTS} numbers that never fall, such as [1, 2, 4, 8]"
    if not isinstance(content, list) or not 1 <= len(content) <= MOST_CUTS:
        raise InvalidRule(name, "these are no cut-points", content, wanted)
    for place, point in enumerate(content):
        is_number = isinstance(point, (int, float)) and not isinstance(point, bool)
        if not is_number or not abs(point) < 1e300:
            raise InvalidRule(f"{name}[{place}]", "this is no number", point, wanted)
        if place and point < content[place - 1]:
            raise InvalidRule(f"{name}[{place}]", "it lies below the one before", point, wanted)
    return tuple(map(float, content))


def _groups(content: Any, levels: Sequence[int]) -> tuple[Group, ...] | None:
    if content is None:
        return None
    if not isinstance(content, list) or not content:
        wanted = 'a list of {"name": "Champions", "r": [4, 5], "f": [4, 5], "m": [4, 5]}'
        raise InvalidRule("groups", "these are no groups", content, wanted)
    groups = tuple(_group(each, levels, f"groups[{n}]") for n, each in enumerate(content))
    for place, group in enumerate(groups):
        if group.name.casefold() in (other.name.casefold() for other in groups[:place]):
            where = f"groups[{place}].name"
            raise InvalidRule(where, "another group bears it", group.name, "another name")
    return groups


def _group(content: Any, levels: Sequence[int], path: str) -> Group:
    known = ("name", *LETTERS)
    if not isinstance(content, Mapping) or any(key not in known for key in content):
        raise InvalidRule(path, "this is no group", content, f"an object of {', '.join(known)}")
    name = content.get("name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME:
        wanted = f"a text of 1 to {LONGEST_NAME} signs"
        raise InvalidRule(f"{path}.name", "this is no name", name, wanted)
    scores = {
        letter: _range(content.get(letter), most, f"{path}.{letter}")
        for letter, most in zip(LETTERS, levels, strict=True)
    }
    return Group(name.strip(), **scores)


def _range(content: Any, most: int, path: str) -> Range:
    if content is None:
        return ANY
    whole = isinstance(content, list) and [type(each) for each in content] == [int, int]
    if whole and tuple(content) == ANY:
        return ANY
    if not whole or not 1 <= content[0] <= content[1] <= most:
        wanted = f"[lowest, highest] score from 1 to {most}, such as [1, {most}]"
        raise InvalidRule(path, "these are no scores", content, wanted)
    return content[0], content[1]
