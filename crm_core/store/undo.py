"""Replaying a change-set backwards, over any table.

What a change-set changed gets its earlier value where it still holds what was written; what it
created is removed, what it removed is put back. What was touched since is left alone and listed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from crm_core.errors import UnknownId
from crm_core.schema import DEMO_TRUTH, RECORDS, TRACKED
from crm_core.store.columns import data_columns, sql_types
from crm_core.store.removal import put_back, remove
from crm_core.store.sql import literal, quoted
from crm_core.store.transaction import Transaction


@dataclass(frozen=True)
class UndoConflict:
    """A value that was changed since, and so was left as it is now."""

    table: str
    id: str
    column: str
    now: str | None
    would_be: str | None


@dataclass(frozen=True)
class Undone:
    """The change-set that undid another (None where nothing was left to undo), and its extent."""

    change_set_id: int | None
    reverted: int
    conflicts: list[UndoConflict]


def replay_backwards(tx: Transaction, target: int) -> tuple[int, list[UndoConflict]]:
    """Undo change-set `target` inside `tx`: rows reverted, and the conflicts.

    Raises
    ------
    UnknownId
        If there is no such change-set.
    """
    found = tx.con.execute(
        "select summary from change_sets where change_set_id = $id", {"id": target}
    ).fetchone()
    if found is None:
        raise UnknownId("change_sets", target)
    reverted = 0
    conflicts: list[UndoConflict] = []
    for table, kinds in json.loads(found[0]).items():
        if "removed" in kinds:
            reverted += put_back(tx, table, target)
        if "updated" in kinds:
            rows, left = _unchange(tx, table, target)
            reverted, conflicts = reverted + rows, conflicts + left
        if "created" in kinds or "restored" in kinds:
            rows, left = _uncreate(tx, table, target)
            reverted, conflicts = reverted + rows, conflicts + left
    tx.con.execute(f"delete from {DEMO_TRUTH} where created_in = $id", {"id": target})
    return reverted, conflicts


def _unchange(tx: Transaction, table: str, target: int) -> tuple[int, list[UndoConflict]]:
    """Give the columns that `target` changed their earlier values."""
    touched = tx.con.execute(
        "select distinct unnest(map_keys(after)) from changes "
        "where change_set_id = $id and table_name = $table and kind = 'updated' order by all",
        {"id": target, "table": table},
    ).fetchall()
    if not touched:
        return 0, []
    types = sql_types(tx.con, table)
    names = [name for (name,) in touched]
    key = quoted(TRACKED[table].key)
    _gather_effect(tx, table, target, names)
    conflicts = [c for name in names for c in _changed_since(tx, table, name)]
    values = ", ".join(
        f"case when e.{quoted(name)} is not null "
        f"and t.{quoted(name)}::varchar is not distinct from e.{quoted(name)}.after "
        f"then e.{quoted(name)}.before::{types[name]} else t.{quoted(name)} end "
        f"as {quoted(name)}"
        for name in names
    )
    written = tx.update(
        table,
        f"select t.{key}, {values} from {quoted(table)} t join effect e on e.row_id = t.{key}",
    )
    return written.rows, conflicts


def _gather_effect(tx: Transaction, table: str, target: int, names: list[str]) -> None:
    """Temp table `effect`: for each row and column that `target` changed, first and last value.

    A change-set may write a row more than once. Rows it created itself are left out: they go whole.
    """
    key = quoted(TRACKED[table].key)
    effects = ", ".join(
        "case when bool_or({has}) then {{'before': arg_min({{'v': c.before[{text}]}}, "
        "c.row_version) filter (where {has}).v, 'after': arg_max({{'v': c.after[{text}]}}, "
        "c.row_version) filter (where {has}).v}} end as {column}".format(
            has=f"map_contains(c.after, {literal(name)})", text=literal(name), column=quoted(name)
        )
        for name in names
    )
    tx.con.execute(
        f"create or replace temp table effect as select c.row_id, {effects} from changes c "
        "where c.change_set_id = $id and c.table_name = $table and c.kind = 'updated' "
        f"and c.row_id not in (select {key} from {quoted(table)} where created_in = $id) "
        "group by c.row_id",
        {"id": target, "table": table},
    )


def _changed_since(tx: Transaction, table: str, name: str) -> list[UndoConflict]:
    key, column = quoted(TRACKED[table].key), quoted(name)
    rows = tx.con.execute(
        f"select e.row_id, t.{column}::varchar, e.{column}.before "
        f"from effect e left join {quoted(table)} t on t.{key} = e.row_id "
        f"where e.{column} is not null and (t.{key} is null or ("
        f"t.{column}::varchar is distinct from e.{column}.after "
        f"and t.{column}::varchar is distinct from e.{column}.before)) order by e.row_id"
    ).fetchall()
    return [UndoConflict(table, row_id, name, now, would_be) for row_id, now, would_be in rows]


def _uncreate(tx: Transaction, table: str, target: int) -> tuple[int, list[UndoConflict]]:
    """Remove the rows that `target` created, unless they were edited or are used by later rows."""
    key = quoted(TRACKED[table].key)
    tx.con.execute(
        f"create or replace temp table leaving as select t.{key}, t.row_version "
        f"from {quoted(table)} t where t.created_in = $id "
        f"and not exists (select 1 from changes c where c.change_set_id = {tx.change_set_id} "
        f"and c.table_name = {literal(table)} and c.kind = 'restored' and c.row_id = t.{key}) "
        f"union select t.{key}, t.row_version from {quoted(table)} t join changes c "
        f"on c.row_id = t.{key} and c.table_name = $table "
        "and c.kind = 'restored' and c.change_set_id = $id",
        {"id": target, "table": table},
    )
    conflicts = _edited_since(tx, table, target) + _used_since(tx, table, target)
    if conflicts:
        tx.con.execute(
            f"delete from leaving where {key} in (select unnest($ids))",
            {"ids": sorted({conflict.id for conflict in conflicts})},
        )
    waiting = tx.con.execute("select count(*) from leaving").fetchone()
    rows = remove(tx, table, "leaving") if waiting and waiting[0] else 0
    return rows, conflicts


def _edited_since(tx: Transaction, table: str, target: int) -> list[UndoConflict]:
    """Created rows whose columns no longer hold what they were created with."""
    key = quoted(TRACKED[table].key)
    edited = tx.con.execute("select 1 from leaving where row_version > 1 limit 1").fetchone()
    if edited is None:
        return []
    names = [n for n in [*data_columns(sql_types(tx.con, table)), "deleted_at"] if n != key]
    firsts = ", ".join(
        f"arg_min({{'v': c.before[{literal(name)}]}}, c.row_version) "
        f"filter (where map_contains(c.before, {literal(name)})) as {quoted(name)}"
        for name in names
    )
    tx.con.execute(
        f"create or replace temp table created_with as select c.row_id, {firsts} "
        f"from changes c join leaving l on l.{key} = c.row_id "
        "where c.table_name = $table and c.kind = 'updated' and c.change_set_id > $id "
        "group by c.row_id",
        {"table": table, "id": target},
    )
    conflicts: list[UndoConflict] = []
    for name in names:
        column = quoted(name)
        rows = tx.con.execute(
            f"select w.row_id, t.{column}::varchar, w.{column}.v from created_with w "
            f"join {quoted(table)} t on t.{key} = w.row_id where w.{column} is not null "
            f"and t.{column}::varchar is distinct from w.{column}.v order by w.row_id"
        ).fetchall()
        conflicts += [UndoConflict(table, row_id, name, now, None) for row_id, now, _ in rows]
    return conflicts


def _used_since(tx: Transaction, table: str, target: int) -> list[UndoConflict]:
    """Created rows that rows of other change-sets refer to."""
    key = quoted(TRACKED[table].key)
    conflicts: list[UndoConflict] = []
    for child in RECORDS.values():
        for column in child.columns:
            if column.references != table:
                continue
            rows = tx.con.execute(
                f"select l.{key}, count(*) from leaving l "
                f"join {quoted(child.name)} k on k.{quoted(column.name)} = l.{key} "
                f"where k.created_in <> $id group by l.{key} order by l.{key}",
                {"id": target},
            ).fetchall()
            conflicts += [
                UndoConflict(table, row_id, child.name, f"{rows_there} {child.name}", None)
                for row_id, rows_there in rows
            ]
    return conflicts
