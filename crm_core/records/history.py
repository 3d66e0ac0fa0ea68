"""Who changed what, and when: change-sets, the changes in one, and those of one row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions
from crm_core.schema import TRACKED
from crm_core.store import quoted


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
                f"and row_id = $row_id union all {_creations(table, '$row_table', '$row_id')})",
                row_table=table,
                row_id=row_id,
            )
        return found


def _creations(table: str, table_name: str, row_id: str) -> str:
    """The change-sets that created a row, as SQL: a removed row tells in what was kept of it."""
    return (
        f"select created_in from {quoted(table)} where {quoted(TRACKED[table].key)} = {row_id} "
        "union select try_cast(before['created_in'] as bigint) from changes "
        f"where table_name = {table_name} and row_id = {row_id} and kind = 'removed'"
    )


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
limit $size offset $offset
"""


def change_sets(
    con: DuckDBPyConnection, filters: HistoryFilters, *, page: int = 1, size: int = 25
) -> list[ChangeSet]:
    """Give one page of change-sets, the newest first; a page beyond the last is empty."""
    found = filters.conditions()
    rows = con.execute(
        CHANGE_SETS.format(where=found.where),
        found.parameters | {"size": size, "offset": (page - 1) * size},
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


def change_set_count(con: DuckDBPyConnection, filters: HistoryFilters) -> int:
    """Give how many change-sets the filters leave."""
    found = filters.conditions()
    [(rows,)] = con.execute(
        f"select count(*) from change_sets where {found.where}", found.parameters
    ).fetchall()
    return int(rows)


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


FIELDS = """
with touched as (
    select
        table_name,
        row_id,
        kind,
        before,
        after,
        unnest(coalesce(map_keys(coalesce(after, before)), [null])) as column_name
    from changes
    where change_set_id = $change_set
    order by table_name, row_id, row_version, column_name
    limit $limit
)
select
    table_name,
    row_id,
    kind,
    column_name,
    before[column_name] as before,
    after[column_name] as after
from touched
order by table_name, row_id, column_name
"""


def changed_fields(
    con: DuckDBPyConnection, change_set_id: int, *, limit: int = 500
) -> pd.DataFrame:
    """Give what one change-set changed, value by value, at most `limit` of them.

    Columns: table_name, row_id, kind (updated, removed or restored), column_name, before, after
    (as text). Created rows are not among them: see `created_rows`.
    """
    return con.execute(FIELDS, {"change_set": change_set_id, "limit": limit}).df()


def created_rows(
    con: DuckDBPyConnection, change_set_id: int, table: str, *, limit: int = 100
) -> list[str]:
    """Give the ids of rows of `table` that one change-set created, at most `limit` of them."""
    key = quoted(TRACKED[table].key)
    rows = con.execute(
        f"select {key} from {quoted(table)} where created_in = $change_set "
        f"order by {key} limit $limit",
        {"change_set": change_set_id, "limit": limit},
    ).fetchall()
    return [row_id for (row_id,) in rows]


OF_ROW = """
with touched as (
    select
        change_set_id,
        kind,
        before,
        after,
        unnest(coalesce(map_keys(coalesce(after, before)), [null])) as column_name
    from changes
    where table_name = $table
        and row_id = $id
)
select
    t.change_set_id,
    s.made_at,
    s.actor,
    s.reason,
    t.kind,
    t.column_name,
    t.before[t.column_name] as before,
    t.after[t.column_name] as after
from touched t
join change_sets s on s.change_set_id = t.change_set_id
order by t.change_set_id desc, t.column_name
"""

CREATED = """
select s.change_set_id, s.made_at, s.actor, s.reason, 'created', null, null, null
from change_sets s
where s.change_set_id in ({creations})
"""


def row_history(con: DuckDBPyConnection, table: str, row_id: str) -> pd.DataFrame:
    """Give everything that ever happened to one row, the newest first, its creation last.

    Columns: change_set_id, made_at, actor, reason, kind, column_name, before, after. A row that
    never was gives no rows; one whose creation was undone still has it.
    """
    named = {"table": table, "id": row_id}
    changed = con.execute(OF_ROW, named).df()
    creations = CREATED.format(creations=_creations(table, "$table", "$id"))
    made: list[tuple[Any, ...]] = con.execute(creations, named).fetchall()
    if not made:
        return changed
    created = pd.DataFrame(made, columns=list(changed.columns)).astype(changed.dtypes)
    if not len(changed):
        return created
    both = pd.concat([changed, created], ignore_index=True)
    return both.sort_values("change_set_id", ascending=False, kind="stable", ignore_index=True)
