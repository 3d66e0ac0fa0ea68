"""Kept segmentations as a whole, in all their versions: renamed, or let go of."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue, UnknownId
from crm_core.segments import SavedSegmentation, every_version, versions
from crm_core.store import Store
from crm_core.workflows.records import Saved

LONGEST_NAME = 80
RENAMED = "select unnest($ids) as segmentation_id, $name as name"


@dataclass(frozen=True)
class Discarded:
    """A segmentation that went into the bin: its name, and the change-set to undo."""

    name: str
    change_set_id: int


def discard_segmentation(store: Store, segmentation_id: str, *, actor: str) -> Discarded:
    """Put a segmentation into the bin, in all its versions, for the day it is restored.

    Raises
    ------
    UnknownId
        If there is none of that id, or it is in the bin already.
    """
    with store.cursor() as con:
        one = _live(con, segmentation_id)
    with store.transaction(actor=actor, reason=f"Delete segmentation '{one.name}'") as tx:
        ids = [known.segmentation_id for known in versions(tx.con, one.lineage)]
        given = {"ids": ids}
        if not tx.delete("segmentations", "select unnest($ids) as segmentation_id", given):
            raise UnknownId("segmentations", segmentation_id)
    return Discarded(one.name, tx.change_set_id)


def rename_segmentation(store: Store, segmentation_id: str, name: str, *, actor: str) -> Saved:
    """Give a segmentation another name, in all its versions.

    Raises
    ------
    UnknownId
        If there is none of that id, or it is in the bin.
    InvalidValue
        If the name is blank, too long, or another segmentation bears it.
    """
    with store.cursor() as con:
        one = _live(con, segmentation_id)
    with store.transaction(actor=actor, reason=f"Rename segmentation '{one.name}'") as tx:
        wanted = checked_name(tx.con, name, lineage=one.lineage)
        ids = [known.segmentation_id for known in versions(tx.con, one.lineage)]
        written = tx.update("segmentations", RENAMED, {"ids": ids, "name": wanted})
    return Saved(tx.change_set_id if tx.summary else None, written.rows, written.conflicts)


def _live(con: DuckDBPyConnection, segmentation_id: str) -> SavedSegmentation:
    for one in every_version(con, counted=False):
        if one.segmentation_id == segmentation_id:
            return one
    raise UnknownId("segmentations", segmentation_id)


def checked_name(
    con: DuckDBPyConnection, name: str, *, lineage: str | None = None, again: bool = False
) -> str:
    """A name that can be given to a segmentation, without outer blanks.

    `lineage` is that of the segmentation which is to bear it, if there is one already; with `again`
    a name that is taken will do, as for a further version.

    Raises
    ------
    InvalidValue
        If it is blank, longer than 80 signs, or another segmentation bears it.
    """
    wanted = checked_text("name", name)
    taken = {
        one.name.lower() for one in every_version(con, counted=False) if one.lineage != lineage
    }
    if wanted.lower() in taken and not again:
        raise InvalidValue(
            "name", wanted, "a segmentation bears it already; choose another, or delete that one"
        )
    return wanted


def checked_text(column: str, text: str) -> str:
    """A name without outer blanks.

    Raises
    ------
    InvalidValue
        If it is blank, or longer than 80 signs.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValue(column, text, f"a text of 1 to {LONGEST_NAME} signs")
    return wanted
