"""How the next version of a segmentation follows the one before: which segments, whose names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue
from crm_core.segments import (
    Matching,
    Model,
    SavedSegment,
    SavedSegmentation,
    every_version,
    matched,
    saved_segments,
)
from crm_core.workflows.labelling import TAKEN, Label

if TYPE_CHECKING:
    import pandas as pd

Pairs = Callable[[SavedSegmentation], Mapping[int, int]]

SHARED = """
select m.segment as before, k.segment as after, count(*) as customers
from segment_members m
join customers c on c.customer_id = m.customer_id and c.deleted_at is null
join kept_members k on k.customer_id = m.customer_id
where m.segmentation_id = $id and m.deleted_at is null
group by all
order by all
"""


def newest_named(con: DuckDBPyConnection, name: str) -> SavedSegmentation | None:
    """The newest version of the segmentation of a name, in any case; None where nobody bears it."""
    wanted = name.strip().lower()
    newest = (one for one in every_version(con, counted=False) if one.newest)
    return next((one for one in newest if one.name.lower() == wanted), None)


def following(
    con: DuckDBPyConnection, last: SavedSegmentation, count: int, pairs: Pairs | None
) -> Matching:
    """How the segments 1 to `count` of the table `kept_members` follow from those of `last`."""
    old = [one.segment for one in saved_segments(con, last.segmentation_id)]
    new = list(range(1, count + 1))
    if pairs is None:
        return matched(_crosstab(con, last.segmentation_id, old, new))
    known = dict(pairs(last))
    fresh, gone = set(new) - known.keys(), set(old) - set(known.values())
    return Matching(known, {}, {}, tuple(sorted(fresh)), tuple(sorted(gone)))


def of_one_name(model: Model, last: SavedSegmentation) -> dict[int, int]:
    """Segments of a method that names its own, paired by these names."""
    if last.method != model.segmenter.name:
        return {}
    before = {name: number for number, name in Model.restored(last.parameters).names.items()}
    return {number: before[name] for number, name in model.names.items() if name in before}


def _crosstab(
    con: DuckDBPyConnection, segmentation_id: str, old: list[int], new: list[int]
) -> pd.DataFrame:
    """Customers by old segment (rows) and new one (columns), of those in both."""
    counts = con.execute(SHARED, {"id": segmentation_id}).df()
    table = counts.pivot_table(index="before", columns="after", values="customers", aggfunc="sum")
    return table.reindex(index=old, columns=new).fillna(0).astype("int64")


def carried_on(
    labels: Sequence[Label], old: Sequence[SavedSegment], pairs: Mapping[int, int]
) -> tuple[Label, ...]:
    """What the segments are called that follow `old` ones, no two alike.

    A name that a person typed stays; else a segment in `pairs` (new number to old) takes over the
    name, and in any case the colour. A segment that carries on none gets a colour that none of
    `old` bore. Where two would be called alike, a typed name comes first, then one carried on; the
    other is numbered.
    """
    known = {one.segment: one for one in old}
    told: dict[int, Label] = {}
    colours = {one.colour for one in old}
    for new, before in pairs.items():
        told[new] = _over(known[before], labels[new - 1])
    for number, label in enumerate(labels, start=1):
        if number not in told:
            told[number] = replace(label, colour=_free(colours))
            colours.add(told[number].colour)
    return _unalike(told, [*pairs])


def check_typed(labels: Sequence[Label]) -> None:
    """Refuse a name that a person typed for two segments.

    Raises
    ------
    InvalidValue
        With that name.
    """
    seen: set[str] = set()
    for name in (label.name for label in labels if label.typed):
        if name.lower() in seen:
            raise InvalidValue("name", name, TAKEN)
        seen.add(name.lower())


def _over(before: SavedSegment, label: Label) -> Label:
    """The label of a segment that carries on another."""
    if label.typed:
        return replace(label, colour=before.colour)
    return Label(before.name, before.colour, before.description)


def _free(taken: Collection[int]) -> int:
    return next(place for place in range(1, len(taken) + 2) if place not in taken)


def _unalike(told: Mapping[int, Label], carried: Collection[int]) -> tuple[Label, ...]:
    """The labels in order of their segments, with names that nobody else bears."""
    first = sorted(told, key=lambda number: (not told[number].typed, number not in carried, number))
    names: dict[int, str] = {}
    for number in first:
        names[number] = _numbered(told[number].name, {name.lower() for name in names.values()})
    return tuple(replace(told[number], name=names[number]) for number in sorted(told))


def _numbered(name: str, taken: Collection[str]) -> str:
    wanted, number = name, 2
    while wanted.lower() in taken:
        wanted, number = f"{name} ({number})", number + 1
    return wanted
