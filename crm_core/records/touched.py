"""What a list of change-sets is about, in words: the one row of each, and what an undo undid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.records.history import ChangeSet
from crm_core.schema import TRACKED
from crm_core.store import quoted

NAMED = ("customers", "products")


@dataclass(frozen=True)
class SoleRow:
    """The one row a change-set wrote; `name` is None where it has none or is there no more."""

    table: str
    id: str
    name: str | None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


CHANGED = """
select distinct row_id
from changes
where change_set_id = $change_set
limit 1
"""


def sole_rows(con: DuckDBPyConnection, change_sets: Sequence[ChangeSet]) -> dict[int, SoleRow]:
    """Give the row of each change-set that wrote one alone; the others are left out."""
    found = {}
    for change_set in change_sets:
        if change_set.rows == 1 and len(change_set.summary) == 1:
            [table] = change_set.summary
            row_id = _row_of(con, change_set.id, table)
            if row_id is not None:
                found[change_set.id] = SoleRow(table, row_id, _name_of(con, table, row_id))
    return found


def _row_of(con: DuckDBPyConnection, change_set_id: int, table: str) -> str | None:
    given = {"change_set": change_set_id}
    row = con.execute(CHANGED, given).fetchone()
    if row is None:
        created = (
            f"select {quoted(TRACKED[table].key)} from {quoted(table)} "
            "where created_in = $change_set limit 1"
        )
        row = con.execute(created, given).fetchone()
    return str(row[0]) if row else None


def _name_of(con: DuckDBPyConnection, table: str, row_id: str) -> str | None:
    if table not in NAMED:
        return None
    key = quoted(TRACKED[table].key)
    row = con.execute(
        f"select name from {quoted(table)} where {key} = $id", {"id": row_id}
    ).fetchone()
    return row[0] if row else None


REASONS = """
select change_set_id, reason
from change_sets
where change_set_id in (select unnest($ids))
"""


def undone_reasons(con: DuckDBPyConnection, change_sets: Sequence[ChangeSet]) -> dict[int, str]:
    """Give, for each change-set that is an undo, why what it undid was done."""
    undid = {c.id: c.undoes for c in change_sets if c.undoes is not None}
    reasons = dict(con.execute(REASONS, {"ids": sorted(set(undid.values()))}).fetchall())
    return {undo: reasons[target] for undo, target in undid.items() if target in reasons}
