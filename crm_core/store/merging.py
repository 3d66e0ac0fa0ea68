"""Writing columns of rows that are there, merged with what others wrote in between.

A staged update is a temp table with each column's value now and wanted. Columns that changed since
the writer saw the row are taken out of it and come back as conflicts; the rest is recorded and
written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from crm_core.schema import ROW_VERSION, TRACKED
from crm_core.store.sql import counted, literal, quoted, relation


@dataclass(frozen=True)
class Conflict:
    """A value that was not written, because somebody changed it since the writer saw the row."""

    table: str
    id: str
    column: str
    now: str | None
    wanted: str | None


@dataclass(frozen=True)
class Written:
    """How many rows an update changed, and what it left alone."""

    rows: int
    conflicts: list[Conflict] = field(default_factory=list)


class StagedUpdate:
    """The rows of `source` that differ from those of `table`, in a temp table named staged."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, table: str, names: list[str], types: dict[str, str]
    ) -> None:
        self._con, self._table, self._names, self._types = con, table, names, types
        self._key = quoted(TRACKED[table].key)

    def fill(self, source: str, parameters: dict[str, Any] | None, *, versioned: bool) -> None:
        """Compare `source` with the table; `versioned` says that it has a `row_version`."""
        wanted = {name: f"s.{quoted(name)}::{self._types[name]}" for name in self._names}
        pairs = ", ".join(
            f"t.{quoted(name)} as {quoted('now ' + name)}, {value} as {quoted('wanted ' + name)}"
            for name, value in wanted.items()
        )
        differs = " or ".join(
            f"t.{quoted(name)} is distinct from {value}" for name, value in wanted.items()
        )
        seen = f"coalesce(s.{ROW_VERSION}, t.{ROW_VERSION})" if versioned else f"t.{ROW_VERSION}"
        self._con.execute(
            f"create or replace temp table staged as select t.{self._key} as row_id, "
            f"t.{ROW_VERSION} as version, {seen} as seen, {pairs} "
            f"from {relation(source)} s join {quoted(self._table)} t on t.{self._key} = "
            f"s.{self._key} where {differs}",
            parameters,
        )

    def merge(self) -> list[Conflict]:
        """Give stale columns their present value, and list them as conflicts."""
        if not counted(self._con, "select count(*) from staged where seen < version"):
            return []
        self._con.execute(
            "create or replace temp table changed_since as "
            "select distinct s.row_id, unnest(map_keys(c.after)) as column_name "
            "from staged s join changes c on c.table_name = $table and c.row_id = s.row_id "
            "and c.row_version > s.seen where s.seen < s.version and c.kind = 'updated'",
            {"table": self._table},
        )
        return [conflict for name in self._names for conflict in self._merged(name)]

    def _merged(self, name: str) -> list[Conflict]:
        now, wanted = quoted("now " + name), quoted("wanted " + name)
        stale = (
            f"seen < version and {now} is distinct from {wanted} and row_id in "
            f"(select row_id from changed_since where column_name = {literal(name)})"
        )
        rows = self._con.execute(
            f"select row_id, {now}::varchar, {wanted}::varchar from staged where {stale} "
            "order by row_id"
        ).fetchall()
        self._con.execute(f"update staged set {wanted} = {now} where {stale}")
        return [Conflict(self._table, row_id, name, n, w) for row_id, n, w in rows]

    def write(self, change_set_id: int) -> int:
        """Record and write what still differs, and give the number of rows."""
        differs = {
            name: f"{quoted('now ' + name)} is distinct from {quoted('wanted ' + name)}"
            for name in self._names
        }
        changed = f"({' or '.join(differs.values())})"
        self._con.execute(
            "insert into changes "
            "(change_set_id, table_name, row_id, row_version, kind, before, after) "
            "select $id, $table, row_id, version + 1, 'updated', "
            f"{_map_of('now', differs)}, {_map_of('wanted', differs)} "
            f"from staged where {changed}",
            {"id": change_set_id, "table": self._table},
        )
        assignments = ", ".join(f"{quoted(n)} = s.{quoted('wanted ' + n)}" for n in self._names)
        return counted(
            self._con,
            f"update {quoted(self._table)} t set {assignments}, "
            f"{ROW_VERSION} = t.{ROW_VERSION} + 1 "
            f"from staged s where t.{self._key} = s.row_id and {changed}",
        )


def _map_of(side: str, differs: dict[str, str]) -> str:
    """The SQL of a map from each changed column to its value on one side, as text."""
    entries = ", ".join(
        f"{{'k': {literal(name)}, 'v': {quoted(side + ' ' + name)}::varchar, 'd': {condition}}}"
        for name, condition in differs.items()
    )
    return (
        "map_from_entries(list_transform("
        f"list_filter([{entries}], lambda e: e.d), lambda e: {{'k': e.k, 'v': e.v}}))"
    )
