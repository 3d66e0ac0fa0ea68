"""Cuts and groups of RFM as lines that a person edits, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_core.errors import InvalidRule
from crm_core.segments.rfm_cuts import (
    ANY,
    GROUPS,
    LETTERS,
    RFM_FEATURES,
    Group,
    cuts_of_text,
    cuts_text,
)

LINE = re.compile(r"\s*(?P<name>.*?)\s*:\s*(?P<scores>[^:]*)")
SCORES = re.compile(r"\s*([RFMrfm])\s*(\d+)(?:\s*-\s*(\d+))?\s*")
WANTED = "a line such as Champions: R 4-5, F 4-5, M 4-5"


def line_of(group: Group) -> str:
    """A group as a line.

    >>> line_of(GROUPS[1]), line_of(GROUPS[4])
    ('Loyal customers: R 3-5, F 4-5', 'New customers: R 4-5, F 1')
    """
    scores = []
    for letter in LETTERS:
        low, high = getattr(group, letter)
        if (low, high) != ANY:
            span = f"{low}" if low == high else f"{low}-{high}"
            scores.append(f"{letter.upper()} {span}")
    return f"{group.name}: {', '.join(scores)}"


def lines_of_cuts(text: str | None) -> tuple[dict[str, str], str]:
    """What a person would have typed for the cuts of a recipe: the points by feature, the groups.

    >>> lines_of_cuts('{"frequency": [1, 2.5]}')[0]
    {'recency_days': '', 'frequency': '1, 2.5', 'monetary': ''}
    """
    cuts = cuts_of_text(text)
    points = {
        name: ", ".join(repr(point).removesuffix(".0") for point in found or ())
        for name, found in zip(RFM_FEATURES, cuts.points(), strict=True)
    }
    return points, "\n".join(map(line_of, cuts.groups or GROUPS))


def cuts_of_lines(points: Mapping[str, str], groups: str) -> str | None:
    """What was typed, as a recipe holds it: JSON text; None where nothing differs from the default.

    Parameters
    ----------
    points
        Cut-points by feature, such as "30, 90, 365"; empty for quintiles.
    groups
        One group a line; empty for the usual ones.

    Raises
    ------
    InvalidRule
        If a part of it cannot be understood.
    """
    content: dict[str, Any] = {
        name: _points(text, name) for name, text in points.items() if text.strip()
    }
    lines = [line for line in groups.splitlines() if line.strip()]
    if lines and lines != [line_of(group) for group in GROUPS]:
        content["groups"] = [_group(line, place) for place, line in enumerate(lines)]
    return cuts_text(content) if content else None


def _points(text: str, name: str) -> list[float]:
    try:
        return [float(part) for part in re.split(r"[,;\s]+", text.strip()) if part]
    except ValueError:
        raise InvalidRule(name, "these are no cut-points", text, "numbers such as 30, 90") from None


def _group(line: str, place: int) -> dict[str, Any]:
    """`Name: R 4-5, F 1` as JSON holds it."""
    read = LINE.fullmatch(line)
    if read is None:
        raise InvalidRule(f"groups[{place}]", "this is no group", line, WANTED)
    group: dict[str, Any] = {"name": read["name"]}
    for part in filter(str.strip, read["scores"].split(",")):
        score = SCORES.fullmatch(part)
        if score is None or score[1].lower() in group:
            raise InvalidRule(f"groups[{place}]", "this is no group", line, WANTED)
        low = int(score[2])
        group[score[1].lower()] = [low, int(score[3] or low)]
    return group
