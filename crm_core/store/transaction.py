"""One change-set in the making: set-based inserts, updates and deletions, each recorded.

A created row is recorded in the row itself, by `created_in`. A changed row is recorded in `changes`
as the columns that changed, before and after, as text. Nothing else writes a tracked table.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from crm_core.errors import InvalidValue
from crm_core.schema import (
    CREATED_IN,
    DELETED_AT,
    ROW_VERSION,
    SQL_TYPES,
    SYSTEM_COLUMNS,
    TRACKED,
    Type,
)
from crm_core.store.columns import columns_of, data_columns, sql_types
from crm_core.store.sql import literal, quoted


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


class Transaction:
    """What `Store.transaction` hands out. A *source* is a SELECT, or the name of a relation.

    Attributes
    ----------
    con : the cursor of the transaction, to register Arrow tables and to select.
    change_set_id : the change-set this transaction becomes, if it changes anything.
    undoes : the change-set that this one undoes, if it does.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        change_set_id: int,
        actor: str,
        reason: str,
        at: datetime,
    ) -> None:
        self.con = con
        self.change_set_id = change_set_id
        self.actor, self.reason, self.at = actor, reason, at
        self.undoes: int | None = None
        self._tally: Counter[tuple[str, str]] = Counter()

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """Rows written so far, by table and kind of change; empty where nothing was."""
        tables: dict[str, dict[str, int]] = {}
        for (table, kind), rows in self._tally.items():
            if rows:
                tables.setdefault(table, {})[kind] = rows
        return tables

    def insert(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> int:
        """Create the rows of `source`, and give their number.

        Columns that `source` lacks hold their defaults; without the key, ids are generated.
        """
        spec = TRACKED[table]
        given = self._columns_of_source(source, parameters)
        types = sql_types(self.con, table)
        names = [name for name in given if name != spec.key]
        _check_known(names, types, table)
        last = self._last_id()
        key = (
            f"s.{quoted(spec.key)}"
            if spec.key in given
            else f"{literal(spec.prefix)} || ({last} + row_number() over ())"
        )
        targets = [spec.key, *names, CREATED_IN, ROW_VERSION]
        values = [key, *(f"s.{quoted(name)}" for name in names), str(self.change_set_id), "1"]
        rows = self._count(
            f"insert into {quoted(table)} ({_listed(targets)}) "
            f"select {', '.join(values)} from {_relation(source)} s",
            parameters,
        )
        self._move_last_id(table, rows, generated=spec.key not in given)
        self._tally[table, "created"] += rows
        return rows

    def next_ids(self, table: str, count: int) -> list[str]:
        """`count` ids that no row of the table bears, for rows about to be inserted."""
        last = self._last_id()
        self.con.execute("update counters set last_id = $last", {"last": last + count})
        return [f"{TRACKED[table].prefix}{number}" for number in range(last + 1, last + count + 1)]

    def update(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> Written:
        """Write the columns of `source` into the rows whose key it names.

        Only real differences are written. Where `source` has a `row_version` (the version the
        writer saw) below the row's own, columns that others changed since are left alone and
        come back as conflicts.
        """
        key = TRACKED[table].key
        given = self._columns_of_source(source, parameters)
        names = [name for name in given if name not in (key, ROW_VERSION)]
        types = sql_types(self.con, table)
        _check_known(names, types, table)
        if not names:
            return Written(0)
        self._stage_update(table, source, parameters, names, types, ROW_VERSION in given)
        conflicts = self._merge_stale(table, names)
        return Written(self._write_staged(table, names), conflicts)

    def delete(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> int:
        """Put the live rows whose key `source` names into the bin, and give their number."""
        return self._set_deleted(table, source, parameters, f"timestamp '{self.at}'", "is null")

    def restore(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> int:
        """Take the rows whose key `source` names out of the bin, and give their number."""
        return self._set_deleted(table, source, parameters, "null::timestamp", "is not null")

    def add_column(self, table: str, name: str, kind: Type) -> None:
        """Add a typed custom column, or show one again that was hidden.

        Raises
        ------
        InvalidValue
            If a column of that name (in any case) is there and is not a hidden one of that type.
        """
        types = {known.lower(): sql for known, sql in sql_types(self.con, table).items()}
        if name.lower() not in types:
            self.con.execute(
                f"alter table {quoted(table)} add column {quoted(name)} {SQL_TYPES[kind]}"
            )
        elif types[name.lower()].lower() != SQL_TYPES[kind] or self._is_visible(table, name):
            raise InvalidValue("custom column", name, f"{table} already have a column of that name")
        self.insert(
            "custom_columns",
            "select $table || '.' || $name as custom_column, $table as table_name, "
            "$kind as type, (select count(*)::integer from custom_columns) as position",
            {"table": table, "name": name, "kind": kind},
        )

    def remove(self, table: str, source: str) -> int:
        """Take rows out altogether, keeping their whole content in the change-set.

        Only undo needs this: people delete to the bin.
        """
        key = quoted(TRACKED[table].key)
        types = sql_types(self.con, table)
        content = ", ".join(
            f"{{'k': {literal(name)}, 'v': t.{quoted(name)}::varchar}}" for name in types
        )
        self.con.execute(
            "insert into changes (change_set_id, table_name, row_id, row_version, kind, before) "
            f"select $id, $table, t.{key}, t.row_version + 1, 'removed', "
            f"map_from_entries([{content}]) from {quoted(table)} t "
            f"where t.{key} in (select {key} from {_relation(source)})",
            {"id": self.change_set_id, "table": table},
        )
        rows = self._count(
            f"delete from {quoted(table)} where {key} in (select {key} from {_relation(source)})"
        )
        self._tally[table, "removed"] += rows
        return rows

    def put_back(self, table: str, removed_in: int) -> int:
        """Insert again what `remove` took out in that change-set, unless the id is in use."""
        key = quoted(TRACKED[table].key)
        types = sql_types(self.con, table)
        values = [
            "c.row_version + 1" if name == ROW_VERSION else f"c.before[{literal(name)}]::{kind}"
            for name, kind in types.items()
        ]
        gone = (
            "c.change_set_id = $removed_in and c.table_name = $table and c.kind = 'removed' "
            f"and not exists (select 1 from {quoted(table)} t where t.{key} = c.row_id)"
        )
        parameters = {"removed_in": removed_in, "table": table}
        self.con.execute(
            "create or replace temp table returning_rows as "
            f"select c.* from changes c where {gone}",
            parameters,
        )
        self.con.execute(
            "insert into changes (change_set_id, table_name, row_id, row_version, kind) "
            "select $id, table_name, row_id, row_version + 1, 'restored' from returning_rows",
            {"id": self.change_set_id},
        )
        rows = self._count(
            f"insert into {quoted(table)} ({_listed(types)}) "
            f"select {', '.join(values)} from returning_rows c"
        )
        self._tally[table, "restored"] += rows
        return rows

    def finish(self) -> None:
        """Record the change-set itself; `Store.transaction` calls this before it commits."""
        if not self.summary:
            return
        self.con.execute(
            "insert into change_sets "
            "(change_set_id, made_at, actor, reason, undoes, row_count, summary) "
            "values ($id, $at, $actor, $reason, $undoes, $rows, $summary)",
            {
                "id": self.change_set_id,
                "at": self.at,
                "actor": self.actor,
                "reason": self.reason,
                "undoes": self.undoes,
                "rows": sum(self._tally.values()),
                "summary": json.dumps(self.summary),
            },
        )

    def _columns_of_source(self, source: str, parameters: dict[str, Any] | None) -> list[str]:
        described = self.con.execute(f"describe select * from {_relation(source)}", parameters)
        return [row[0] for row in described.fetchall()]

    def _count(self, statement: str, parameters: dict[str, Any] | None = None) -> int:
        row = self.con.execute(statement, parameters).fetchone()
        return int(row[0]) if row else 0

    def _last_id(self) -> int:
        return self._count("select last_id from counters")

    def _move_last_id(self, table: str, rows: int, *, generated: bool) -> None:
        """Keep the counter above every id of our own making, those of an imported export too."""
        if generated:
            self.con.execute("update counters set last_id = last_id + $rows", {"rows": rows})
            return
        spec = TRACKED[table]
        key = quoted(spec.key)
        self.con.execute(
            "update counters set last_id = greatest(last_id, coalesce(("
            f"select max(try_cast(substr({key}, {len(spec.prefix) + 1}) as bigint)) "
            f"from {quoted(table)} where created_in = $id "
            f"and starts_with({key}, {literal(spec.prefix)}) "
            f"and length({key}) < {len(spec.prefix) + 16}), 0))",
            {"id": self.change_set_id},
        )

    def _is_visible(self, table: str, name: str) -> bool:
        visible = [column.name for column in columns_of(self.con, table)]
        return name.lower() in [known.lower() for known in [*visible, *SYSTEM_COLUMNS]]

    def _stage_update(
        self,
        table: str,
        source: str,
        parameters: dict[str, Any] | None,
        names: list[str],
        types: dict[str, str],
        versioned: bool,
    ) -> None:
        """Temp table `staged`: the rows that differ, with each column's value now and wanted."""
        key = quoted(TRACKED[table].key)
        pairs = ", ".join(
            f"t.{quoted(name)} as {quoted('now ' + name)}, "
            f"s.{quoted(name)}::{types[name]} as {quoted('wanted ' + name)}"
            for name in names
        )
        seen = "coalesce(s.row_version, t.row_version)" if versioned else "t.row_version"
        differs = " or ".join(
            f"t.{quoted(name)} is distinct from s.{quoted(name)}::{types[name]}" for name in names
        )
        self.con.execute(
            f"create or replace temp table staged as select t.{key} as row_id, "
            f"t.row_version as version, {seen} as seen, {pairs} "
            f"from {_relation(source)} s join {quoted(table)} t on t.{key} = s.{key} "
            f"where {differs}",
            parameters,
        )

    def _merge_stale(self, table: str, names: list[str]) -> list[Conflict]:
        """Give the stale columns of `staged` their present value, and list them as conflicts."""
        if not self._count("select count(*) from staged where seen < version"):
            return []
        self.con.execute(
            "create or replace temp table changed_since as "
            "select distinct s.row_id, unnest(map_keys(c.after)) as column_name "
            "from staged s join changes c on c.table_name = $table and c.row_id = s.row_id "
            "and c.row_version > s.seen where s.seen < s.version and c.kind = 'updated'",
            {"table": table},
        )
        conflicts: list[Conflict] = []
        for name in names:
            now, wanted = quoted("now " + name), quoted("wanted " + name)
            stale = (
                f"seen < version and {now} is distinct from {wanted} and row_id in "
                f"(select row_id from changed_since where column_name = {literal(name)})"
            )
            rows = self.con.execute(
                f"select row_id, {now}::varchar, {wanted}::varchar from staged where {stale} "
                "order by row_id"
            ).fetchall()
            conflicts += [Conflict(table, row_id, name, n, w) for row_id, n, w in rows]
            self.con.execute(f"update staged set {wanted} = {now} where {stale}")
        return conflicts

    def _write_staged(self, table: str, names: list[str]) -> int:
        key = quoted(TRACKED[table].key)
        differs = {
            name: f"{quoted('now ' + name)} is distinct from {quoted('wanted ' + name)}"
            for name in names
        }
        changed = f"({' or '.join(differs.values())})"
        recorded = {side: _changed_map(side, differs) for side in ("now", "wanted")}
        self.con.execute(
            "insert into changes "
            "(change_set_id, table_name, row_id, row_version, kind, before, after) "
            "select $id, $table, row_id, version + 1, 'updated', "
            f"{recorded['now']}, {recorded['wanted']} from staged where {changed}",
            {"id": self.change_set_id, "table": table},
        )
        assignments = ", ".join(f"{quoted(name)} = s.{quoted('wanted ' + name)}" for name in names)
        rows = self._count(
            f"update {quoted(table)} t set {assignments}, row_version = t.row_version + 1 "
            f"from staged s where t.{key} = s.row_id and {changed}"
        )
        self._tally[table, "updated"] += rows
        return rows

    def _set_deleted(
        self,
        table: str,
        source: str,
        parameters: dict[str, Any] | None,
        value: str,
        where: str,
    ) -> int:
        key = quoted(TRACKED[table].key)
        return self.update(
            table,
            f"select t.{key}, {value} as {DELETED_AT} from {quoted(table)} t "
            f"where t.{DELETED_AT} {where} and t.{key} in "
            f"(select {key} from {_relation(source)})",
            parameters,
        ).rows


def _relation(source: str) -> str:
    """A source as it stands behind `from`."""
    begins = source.lstrip().lower()
    return f"({source})" if begins.startswith(("select", "with", "from")) else quoted(source)


def _listed(names: Any) -> str:
    return ", ".join(quoted(name) for name in names)


def _changed_map(side: str, differs: dict[str, str]) -> str:
    """The SQL of a map from each changed column to its value as text."""
    entries = ", ".join(
        f"{{'k': {literal(name)}, 'v': {quoted(side + ' ' + name)}::varchar, 'd': {condition}}}"
        for name, condition in differs.items()
    )
    return (
        "map_from_entries(list_transform("
        f"list_filter([{entries}], lambda e: e.d), lambda e: {{'k': e.k, 'v': e.v}}))"
    )


def _check_known(names: list[str], types: dict[str, str], table: str) -> None:
    """A source naming a column that is not there is a mistake of the caller, not of a person."""
    unknown = [name for name in names if name not in types or name in (CREATED_IN, ROW_VERSION)]
    if unknown:
        raise KeyError(f"{table} has no columns {unknown}; it has {data_columns(types)}")
