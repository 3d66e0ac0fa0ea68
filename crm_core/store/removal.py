"""Taking rows out altogether, and putting them back: what undo needs and people never do.

People delete to the bin. A removed row's whole content is kept in the change-set that removed it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from crm_core.schema import DELETED_AT, RECORDS, ROW_VERSION, TRACKED, WHOLES, Table
from crm_core.store.columns import data_columns, references_of, sql_types
from crm_core.store.deletion import delete_rows
from crm_core.store.sql import counted, first_row, literal, quoted
from crm_core.store.transaction import Transaction

Place = tuple[str, str, str]
"""Table, id and column of one value."""


@dataclass(frozen=True)
class UndoConflict:
    """A value that was changed since, and so was left as it is now."""

    table: str
    id: str
    column: str
    now: str | None
    would_be: str | None

    @property
    def place(self) -> Place:
        return self.table, self.id, self.column


class Choices:
    """The conflicts that a person chose to take back all the same; `unused` never came up."""

    def __init__(self, places: Collection[Place]) -> None:
        self._places = frozenset(places)
        self.unused = set(places)

    def take(self, conflict: UndoConflict) -> bool:
        """Say whether a conflict was chosen, and remember that it came up."""
        chosen = conflict.place in self._places
        if chosen:
            self.unused.discard(conflict.place)
        return chosen


def put_back(tx: Transaction, table: str, removed_in: int) -> tuple[int, list[UndoConflict]]:
    """Insert again what a change-set removed: the rows put back, and those that cannot be.

    A row stays away where its id is in use, or where it names a row that is not there.
    """
    key = quoted(TRACKED[table].key)
    types = sql_types(tx.con, table)
    tx.con.execute(
        "create or replace temp table returning_rows as select c.* from changes c "
        "where c.change_set_id = $removed_in and c.table_name = $table and c.kind = 'removed' "
        f"and not exists (select 1 from {quoted(table)} t where t.{key} = c.row_id)",
        {"removed_in": removed_in, "table": table},
    )
    conflicts = [
        conflict
        for name, parent in references_of(table).items()
        for conflict in _orphans(tx, table, name, parent)
    ]
    tx.con.execute(
        "insert into changes (change_set_id, table_name, row_id, row_version, kind) "
        "select $id, table_name, row_id, row_version + 1, 'restored' from returning_rows",
        {"id": tx.change_set_id},
    )
    values = ", ".join(
        f"r.row_version + 1 as {quoted(name)}"
        if name == ROW_VERSION
        else f"r.before[{literal(name)}]::{kind} as {quoted(name)}"
        for name, kind in types.items()
    )
    rows = counted(
        tx.con, f"insert into {quoted(table)} by name select {values} from returning_rows r"
    )
    tx.count(table, "restored", rows)
    return rows, conflicts


def _orphans(tx: Transaction, table: str, name: str, parent: str) -> list[UndoConflict]:
    """Rows of `returning_rows` whose parent is not there; they are taken out of it."""
    named = f"before[{literal(name)}]"
    orphaned = (
        f"{named} is not null and not exists (select 1 from {quoted(parent)} p "
        f"where p.{quoted(TRACKED[parent].key)} = {named})"
    )
    rows = tx.con.execute(
        f"select row_id, {named} from returning_rows where {orphaned} order by row_id"
    ).fetchall()
    tx.con.execute(f"delete from returning_rows where {orphaned}")
    return [UndoConflict(table, row_id, name, None, would_be) for row_id, would_be in rows]


def take_out(
    tx: Transaction, tables: list[str], target: int, choices: Choices
) -> tuple[int, list[UndoConflict]]:
    """Remove the rows that `target` created: the rows removed, and those that stay.

    A row stays where it was edited since (unless each edited value is chosen), where a row that
    stays names it, and where it is a part of a row that stays.
    """
    conflicts: list[UndoConflict] = []
    for table in tables:
        _choose_leaving(tx, table, target)
        edited = [c for c in _edited_since(tx, table, target) if not choices.take(c)]
        conflicts += _kept(tx, table, edited)
    while True:
        used = [c for table in tables for c in _kept(tx, table, _used(tx, table, tables))]
        parts = sum(
            _keep_parts(tx, table, target)
            for table, (_, whole) in WHOLES.items()
            if table in tables and whole in tables
        )
        conflicts += used
        if not used and not parts:
            break
    return sum(_remove(tx, table) for table in reversed(tables)), conflicts


def remove(
    tx: Transaction, table: str, source: str, parameters: dict[str, Any] | None = None
) -> int:
    """Take out the rows whose key `source` names, and give their number."""
    key = quoted(TRACKED[table].key)
    tx.con.execute(
        f"create or replace temp table {_leaving(table)} as select {key} from {quoted(table)} "
        f"where {key} in ({source})",
        parameters,
    )
    return _remove(tx, table)


def _leaving(table: str) -> str:
    """The temp table of the rows of `table` that are about to be removed, as SQL."""
    return quoted(_leaving_name(table))


def _leaving_name(table: str) -> str:
    return f"leaving {table}"


def _choose_leaving(tx: Transaction, table: str, target: int) -> None:
    """What `target` created or put back; what this very undo puts back is not among it."""
    key = quoted(TRACKED[table].key)
    tx.con.execute(
        f"create or replace temp table {_leaving(table)} as "
        f"select t.{key}, t.{ROW_VERSION} from {quoted(table)} t where t.created_in = $id "
        f"and not exists (select 1 from changes c where c.change_set_id = {tx.change_set_id} "
        f"and c.table_name = {literal(table)} and c.kind = 'restored' and c.row_id = t.{key}) "
        f"union select t.{key}, t.{ROW_VERSION} from {quoted(table)} t join changes c "
        f"on c.row_id = t.{key} and c.table_name = $table "
        "and c.kind = 'restored' and c.change_set_id = $id",
        {"id": target, "table": table},
    )


def _kept(tx: Transaction, table: str, conflicts: list[UndoConflict]) -> list[UndoConflict]:
    """The conflicts, their rows taken off the list of those that leave."""
    if conflicts:
        tx.con.execute(
            f"delete from {_leaving(table)} where {quoted(TRACKED[table].key)} in "
            "(select unnest($ids))",
            {"ids": sorted({conflict.id for conflict in conflicts})},
        )
    return conflicts


def _edited_since(tx: Transaction, table: str, target: int) -> list[UndoConflict]:
    """Rows about to leave whose columns no longer hold what they were created with."""
    key = quoted(TRACKED[table].key)
    edited = f"select count(*) from {_leaving(table)} where {ROW_VERSION} > 1"
    if not counted(tx.con, edited):
        return []
    names = [*data_columns(sql_types(tx.con, table)), DELETED_AT]
    firsts = ", ".join(
        f"arg_min({{'v': c.before[{literal(name)}]}}, c.{ROW_VERSION}) "
        f"filter (where map_contains(c.before, {literal(name)})) as {quoted('first ' + name)}"
        for name in names
    )
    tx.con.execute(
        f"create or replace temp table created_with as select c.row_id, {firsts} "
        f"from changes c join {_leaving(table)} l on l.{key} = c.row_id "
        "where c.table_name = $table and c.kind = 'updated' and c.change_set_id > $id "
        "group by c.row_id",
        {"table": table, "id": target},
    )
    conflicts: list[UndoConflict] = []
    for name in names:
        column, first = quoted(name), quoted("first " + name)
        rows = tx.con.execute(
            f"select w.row_id, t.{column}::varchar from created_with w "
            f"join {quoted(table)} t on t.{key} = w.row_id where w.{first} is not null "
            f"and t.{column}::varchar is distinct from w.{first}.v order by w.row_id"
        ).fetchall()
        conflicts += [UndoConflict(table, row_id, name, now, None) for row_id, now in rows]
    return conflicts


def _used(tx: Transaction, table: str, tables: list[str]) -> list[UndoConflict]:
    """Rows about to leave that a row which stays refers to."""
    key = quoted(TRACKED[table].key)
    conflicts: list[UndoConflict] = []
    for child, name in _referring(table):
        stays = (
            f"and not exists (select 1 from {_leaving(child.name)} x "
            f"where x.{quoted(child.key)} = k.{quoted(child.key)})"
            if child.name in tables
            else ""
        )
        rows = tx.con.execute(
            f"select l.{key}, count(*) from {_leaving(table)} l "
            f"join {quoted(child.name)} k on k.{quoted(name)} = l.{key} {stays} "
            f"group by l.{key} order by l.{key}"
        ).fetchall()
        conflicts += [
            UndoConflict(table, row_id, child.name, child.counted(count), None)
            for row_id, count in rows
        ]
    return conflicts


def _referring(table: str) -> list[tuple[Table, str]]:
    """The columns that name rows of `table`: references of records, and those of its parts."""
    columns = {
        (child, name)
        for child in RECORDS
        for name, parent in references_of(child).items()
        if parent == table
    }
    columns |= {(part, name) for part, (name, whole) in WHOLES.items() if whole == table}
    return [(TRACKED[child], name) for child, name in sorted(columns)]


def _keep_parts(tx: Transaction, table: str, target: int) -> int:
    """Take the parts of a whole that stays off the list: an order is kept with its lines."""
    name, whole = WHOLES[table]
    whole_key, key = quoted(TRACKED[whole].key), quoted(TRACKED[table].key)
    return counted(
        tx.con,
        f"delete from {_leaving(table)} where {key} in (select k.{key} from {quoted(table)} k "
        f"join {quoted(whole)} w on w.{whole_key} = k.{quoted(name)} and w.created_in = $id "
        f"where w.{whole_key} not in (select {whole_key} from {_leaving(whole)}))",
        {"id": target},
    )


def _remove(tx: Transaction, table: str) -> int:
    """Take out the rows on the list, and keep their content in the change-set."""
    if not counted(tx.con, f"select count(*) from {_leaving(table)}"):
        return 0
    _keep_content(tx, table)
    rows = delete_rows(tx.con, table, TRACKED[table].key, _leaving_name(table))
    tx.count(table, "removed", rows)
    return rows


def _keep_content(tx: Transaction, table: str) -> None:
    """Keep the rows on the list as maps of texts, without the columns that are empty in all.

    A row cast to a map is made in a seventh of the time that `map_from_entries` takes.
    """
    key = quoted(TRACKED[table].key)
    gone = f"from {quoted(table)} where {key} in (select {key} from {_leaving(table)})"
    names = list(sql_types(tx.con, table))
    filled = first_row(tx.con, f"select {', '.join(f'count({quoted(n)})' for n in names)} {gone}")
    content = ", ".join(
        f"{literal(name)}: {quoted(name)}::varchar"
        for name, count in zip(names, filled or (), strict=True)
        if count
    )
    tx.con.execute(
        "insert into changes (change_set_id, table_name, row_id, row_version, kind, before) "
        f"select $id, $table, {key}, {ROW_VERSION} + 1, 'removed', "
        f"{{{content}}}::map(varchar, varchar) {gone}",
        {"id": tx.change_set_id, "table": table},
    )
