"""One change-set in the making: set-based inserts, updates and deletions, each recorded.

A created row is recorded in the row itself, by `created_in`. A changed row is recorded in `changes`
as the columns that changed, before and after, as text. Nothing else writes a tracked table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from crm_core.errors import InvalidValue
from crm_core.schema import (
    CREATED_IN,
    DELETED_AT,
    LEDGERS,
    RESERVED_BEGINNINGS,
    RESERVED_NAMES,
    ROW_VERSION,
    SQL_TYPES,
    SYSTEM_COLUMNS,
    TRACKED,
    Type,
)
from crm_core.store import ids
from crm_core.store.columns import columns_of, data_columns, sql_types
from crm_core.store.merging import StagedUpdate, Written
from crm_core.store.sql import counted, literal, quoted, relation
from crm_core.store.versions import ROWS, part_of

RECORD = """
insert into change_sets (change_set_id, made_at, actor, reason, undoes, row_count, summary)
values ($id, $at, $actor, $reason, $undoes, $rows, $summary)
"""


class Transaction:
    """What `Store.transaction` hands out. A *source* is a SELECT, or the name of a relation.

    Attributes
    ----------
    con : the cursor of the transaction, to register Arrow tables and to select.
    change_set_id : the change-set this transaction becomes, if it changes anything.
    undoes : the change-set that this one undoes, if it does.
    parts : what it wrote so far, as `store.versions` names it.
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
        self.parts: set[str] = set()

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """Rows written so far, by table and kind of change; empty where nothing was."""
        tables: dict[str, dict[str, int]] = {}
        for (table, kind), rows in self._tally.items():
            if rows:
                tables.setdefault(table, {})[kind] = rows
        return tables

    def count(self, table: str, kind: str, rows: int, columns: Sequence[str] = (ROWS,)) -> None:
        """Add rows that were created, updated, removed or restored to the summary.

        `columns` are those that were updated; by default, whole rows came or went.
        """
        self._tally[table, kind] += rows
        if rows:
            self.parts.update(part_of(table, column) for column in columns)

    def insert(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> int:
        """Create the rows of `source`, and give their number.

        Columns that `source` lacks hold their defaults; without the key, ids are generated.
        """
        spec = TRACKED[table]
        given = self._columns_of_source(source, parameters)
        names = [name for name in given if name != spec.key]
        _check_known(names, sql_types(self.con, table), table)
        has_key = spec.key in given
        key = (
            f"s.{quoted(spec.key)}"
            if has_key
            else f"{literal(spec.prefix)} || ({ids.last_id(self.con)} + row_number() over ())"
        )
        targets = [spec.key, *names, CREATED_IN, ROW_VERSION]
        values = [key, *(f"s.{quoted(name)}" for name in names), str(self.change_set_id), "1"]
        rows = counted(
            self.con,
            f"insert into {quoted(table)} ({', '.join(map(quoted, targets))}) "
            f"select {', '.join(values)} from {relation(source)} s",
            parameters,
        )
        if has_key:
            ids.follow(self.con, spec, self.change_set_id)
        else:
            ids.advance(self.con, rows)
        self.count(table, "created", rows)
        return rows

    def next_ids(self, table: str, count: int) -> list[str]:
        """`count` ids that no row of the table bears, for rows about to be inserted."""
        return ids.give(self.con, TRACKED[table], count)

    def update(self, table: str, source: str, parameters: dict[str, Any] | None = None) -> Written:
        """Write the columns of `source` into the rows whose key it names.

        Only real differences are written. Where `source` has a `row_version` (the version the
        writer saw) below the row's own, columns that others changed since are left alone and
        come back as conflicts. The rows of a ledger are never written again.
        """
        if table in LEDGERS:
            raise ValueError(f"{table} is a ledger: its rows are written once")
        given = self._columns_of_source(source, parameters)
        names = [name for name in given if name not in (TRACKED[table].key, ROW_VERSION)]
        types = sql_types(self.con, table)
        _check_known(names, types, table)
        if not names:
            return Written(0)
        staged = StagedUpdate(self.con, table, names, types)
        staged.fill(source, parameters, versioned=ROW_VERSION in given)
        conflicts = staged.merge()
        rows = staged.write(self.change_set_id)
        self.count(table, "updated", rows, names)
        return Written(rows, conflicts)

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
            If a column of that name (in any case) is there and is not a hidden one of that type,
            or if the name is one that Rapport uses itself.
        """
        if name.lower() in RESERVED_NAMES or name.lower().startswith(RESERVED_BEGINNINGS):
            raise InvalidValue("custom column", name, "Rapport uses that name itself")
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

    def finish(self) -> None:
        """Record the change-set itself; `Store.transaction` calls this before it commits."""
        if self.summary:
            self.con.execute(
                RECORD,
                {
                    "id": self.change_set_id,
                    "at": self.at,
                    "actor": self.actor,
                    "reason": self.reason,
                    "undoes": self.undoes,
                    "rows": self._tally.total(),
                    "summary": json.dumps(self.summary),
                },
            )

    def _columns_of_source(self, source: str, parameters: dict[str, Any] | None) -> list[str]:
        described = self.con.execute(f"describe select * from {relation(source)}", parameters)
        return [row[0] for row in described.fetchall()]

    def _is_visible(self, table: str, name: str) -> bool:
        visible = [column.name for column in columns_of(self.con, table)]
        return name.lower() in [known.lower() for known in [*visible, *SYSTEM_COLUMNS]]

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
            f"(select {key} from {relation(source)})",
            parameters,
        ).rows


def _check_known(names: list[str], types: dict[str, str], table: str) -> None:
    """A source naming a column that is not there is a mistake of the caller, not of a person."""
    unknown = [name for name in names if name not in types or name in (CREATED_IN, ROW_VERSION)]
    if unknown:
        raise KeyError(f"{table} has no columns {unknown}; it has {data_columns(types)}")
