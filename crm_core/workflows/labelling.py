"""What the segments of a kept segmentation are called: labels, and names written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue, UnknownId
from crm_core.schema import ROW_VERSION
from crm_core.segments import SavedSegment
from crm_core.store import Store
from crm_core.workflows.records import Saved
from crm_core.workflows.renaming import checked_text

TAKEN = "another segment bears it already"
LABELLED = """
select g.segment_id, $name as name, coalesce($seen, g.row_version)::integer as row_version
from segments g
where g.segment_id = $id
"""
SIBLINGS = """
select g.segment_id, g.name
from segments g
join segments o on o.segmentation_id = g.segmentation_id
where o.segment_id = $id and g.deleted_at is null
"""


@dataclass(frozen=True)
class Label:
    """What one segment is called, the place of its colour (from 1), and a sentence about it.

    `typed` says that a person chose the name: it is never replaced by one from an earlier version.
    """

    name: str
    colour: int
    description: str | None = None
    typed: bool = False


def labels_of(names: Sequence[str], descriptions: Sequence[str | None] = ()) -> list[Label]:
    """Labels of segments 1, 2, …, each in its own colour.

    >>> labels_of(["Champions", "Asleep"])[1].colour
    2
    """
    said = [*descriptions, *[None] * len(names)]
    return [
        Label(name, number, text)
        for number, (name, text) in enumerate(zip(names, said, strict=False), start=1)
    ]


def default_labels(count: int) -> list[Label]:
    """Labels of segments that nobody has named yet.

    >>> [label.name for label in default_labels(2)]
    ['Segment 1', 'Segment 2']
    """
    return labels_of([f"Segment {number}" for number in range(1, count + 1)])


def label_of(one: SavedSegment) -> Label:
    """The label that a kept segment bears."""
    return Label(one.name, one.colour, one.description)


def label_segments(store: Store, edits: Sequence[Mapping[str, Any]], *, actor: str) -> Saved:
    """Write names of segments of one kept segmentation, in one change-set.

    Parameters
    ----------
    edits
        `segment_id` and `name` of each, and the `row_version` that was seen, to notice what others
        wrote in between.

    Raises
    ------
    UnknownId
        For a segment that is not there.
    InvalidValue
        If a name is blank or too long, or another segment of the segmentation bears it.
    """
    with store.transaction(actor=actor, reason="Name segments") as tx:
        _check(tx.con, {str(edit["segment_id"]): str(edit["name"]) for edit in edits})
        parts = [
            tx.update(
                "segments",
                LABELLED,
                {
                    "id": edit["segment_id"],
                    "name": str(edit["name"]).strip(),
                    "seen": edit.get(ROW_VERSION),
                },
            )
            for edit in edits
        ]
    conflicts = [conflict for part in parts for conflict in part.conflicts]
    rows = sum(part.rows for part in parts)
    return Saved(tx.change_set_id if tx.summary else None, rows, conflicts)


def _check(con: DuckDBPyConnection, wanted: Mapping[str, str]) -> None:
    for segment_id, name in wanted.items():
        siblings = dict(con.execute(SIBLINGS, {"id": segment_id}).fetchall())
        if segment_id not in siblings:
            raise UnknownId("segments", segment_id)
        text = checked_text("name", name).lower()
        others = {one for one in siblings if one != segment_id}
        if text in {wanted.get(one, siblings[one]).strip().lower() for one in others}:
            raise InvalidValue("name", name, TAKEN)
