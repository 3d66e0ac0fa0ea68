"""Who changed what, and when: the list of change-sets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.changes import creations
from crm_core.records.filters import Conditions
from crm_core.records.listing import PAGE, place_of


@dataclass(frozen=True)
class HistoryFilters:
    """What the history shows; `since` and `until` include both days."""

    text: str = ""
    actors: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    row: tuple[str, str] | None = None
    """A table and an id: only what touched that row."""
    table: str = field(default="change_sets", init=False)

    def conditions(self) -> Conditions:
        """Give the same as SQL over `change_sets`."""
        found = Conditions()
        found.words(("reason",), self.text)
        found.one_of("actor", "actors", self.actors)
        if self.tables:
            found.add("list_has_any(json_keys(summary), $tables)", tables=list(self.tables))
        if self.since:
            found.add("made_at >= $since", since=self.since)
        if self.until:
            found.add("made_at < $until + interval 1 day", until=self.until)
        if self.row:
            table, row_id = self.row
            found.add(
                "change_set_id in (select change_set_id from changes where table_name = $row_table "
                f"and row_id = $row_id union all {creations(table, '$row_table', '$row_id')})",
                row_table=table,
                row_id=row_id,
            )
        return found


@dataclass(frozen=True)
class ChangeSet:
    """One committed write: who, when, why, how many rows of which table.

    `summary` maps tables to kinds of change to rows. `undone_by` is the change-set that undid it.
    """

    id: int
    at: datetime
    actor: str
    reason: str
    rows: int
    undoes: int | None
    undone_by: int | None
    summary: dict[str, dict[str, int]]

    @property
    def extent(self) -> str:
        """Say in words what it did: `customers: 3 updated`."""
        parts = (
            f"{table.replace('_', ' ')}: "
            + ", ".join(f"{rows:,} {kind}" for kind, rows in kinds.items())
            for table, kinds in self.summary.items()
        )
        return "; ".join(parts)


CHANGE_SETS = """
select
    s.change_set_id,
    s.made_at,
    s.actor,
    s.reason,
    s.row_count,
    s.undoes,
    s.summary
from change_sets s
where {where}
order by s.change_set_id desc
{page}
"""


def change_sets(
    con: DuckDBPyConnection, filters: HistoryFilters, *, page: int = 1, size: int = 25
) -> list[ChangeSet]:
    """Give one page of change-sets, the newest first; a page beyond the last is empty."""
    found = filters.conditions()
    rows = con.execute(
        CHANGE_SETS.format(where=found.where, page=PAGE),
        found.parameters | place_of(page, size),
    ).fetchall()
    undone = undone_by(con)
    return [
        ChangeSet(
            change_set_id,
            made_at,
            actor,
            reason,
            row_count,
            undoes,
            undone.get(change_set_id),
            json.loads(summary),
        )
        for change_set_id, made_at, actor, reason, row_count, undoes, summary in rows
    ]


UNDOS = """
select change_set_id, undoes
from change_sets
where undoes is not null
order by change_set_id desc
"""


def undone_by(con: DuckDBPyConnection) -> dict[int, int]:
    """Give each change-set that is undone now, with the one that undid it.

    An undo that was itself undone (redo) counts for nothing.
    """
    undone: dict[int, int] = {}
    for undo, target in con.execute(UNDOS).fetchall():
        if undo not in undone:
            undone.setdefault(target, undo)
    return undone


MATCHING = """
select change_set_id, made_at, actor, reason, row_count, undoes
from change_sets s
where {where}
order by change_set_id desc
"""


def matching_change_sets(con: DuckDBPyConnection, filters: HistoryFilters) -> pa.Table:
    """Give every change-set the filters leave, the newest first: what is exported."""
    found = filters.conditions()
    return con.sql(MATCHING.format(where=found.where), params=found.parameters).to_arrow_table()


def actors(con: DuckDBPyConnection) -> list[str]:
    """Give everyone who ever changed something, by name."""
    rows = con.execute("select distinct actor from change_sets order by actor").fetchall()
    return [actor for (actor,) in rows]
