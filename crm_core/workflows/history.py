"""The change-sets of a database, or of one row of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.records.history import HistoryFilters, change_sets
from crm_core.schema import TRACKED
from crm_core.store import Store, quoted


@dataclass(frozen=True)
class Entry:
    """One change-set: who, when, why, how many rows, and the change-set that undid it, if any."""

    id: int
    at: datetime
    actor: str
    reason: str
    rows: int
    undone_by: int | None


@dataclass(frozen=True)
class History:
    """Change-sets, the newest first."""

    change_sets: list[Entry]


def history(store: Store, *, row: str | None = None, limit: int = 10) -> History:
    """The last `limit` change-sets; with `row` (TABLE:ID) only those that touched that row.

    Raises
    ------
    InvalidValue
        If `row` is not TABLE:ID, or `limit` is below 1.
    UnknownColumn, UnknownId
        If there is no such table or row.
    """
    if limit < 1:
        raise InvalidValue("--limit", limit, "a whole number of at least 1")
    filters = HistoryFilters(row=_checked_row(store, row) if row else None)
    with store.cursor() as con:
        found = change_sets(con, filters, size=limit)
    return History([Entry(c.id, c.at, c.actor, c.reason, c.rows, c.undone_by) for c in found])


def _checked_row(store: Store, row: str) -> tuple[str, str]:
    """The table and id that `row` names, known to be there now or to have been there."""
    table, colon, row_id = row.partition(":")
    if not colon:
        raise InvalidValue("--row", row, "write TABLE:ID, such as customers:13085")
    if table not in TRACKED:
        raise UnknownColumn("table", table, list(TRACKED))
    there = (
        f"select 1 from {quoted(table)} where {quoted(TRACKED[table].key)} = $id "
        "union all select 1 from changes where table_name = $table and row_id = $id limit 1"
    )
    with store.cursor() as con:
        if con.execute(there, {"id": row_id, "table": table}).fetchone() is None:
            raise UnknownId(table, row_id)
    return table, row_id
