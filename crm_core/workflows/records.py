"""Adding, editing, deleting and restoring rows, one change-set each, and undoing any of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import pyarrow as pa

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.records.checking import (
    NOT_EDITABLE,
    Typed,
    check_seen,
    check_there,
    checked_values,
    editable,
    must_be_given,
)
from crm_core.records.merging import merged_into
from crm_core.schema import DELETED_AT, ORDERS, RECORDS, ROW_VERSION, TRACKED, Table
from crm_core.store import Conflict, Store, Transaction, Undone, columns_of, quoted
from crm_core.store.columns import references_of
from crm_core.store.removal import Place
from crm_core.store.sql import first_row
from crm_core.workflows.undoing import Assigned, undo_by_choice


@dataclass(frozen=True)
class Saved:
    """The change-set of a write (None where nothing differed), its rows, what was left alone."""

    change_set_id: int | None
    rows: int
    conflicts: list[Conflict]


@dataclass(frozen=True)
class Added:
    """A new row's id, and the change-set that made it."""

    id: str
    change_set_id: int
    rows: int
    conflicts: list[Conflict]


def add_row(store: Store, table: str, values: Typed, *, actor: str) -> Added:
    """Create one row; without an id it is given one.

    Raises
    ------
    UnknownColumn, InvalidValue, UnknownId
        For a table or column that is not there, a value it cannot hold, a required one left out,
        an id that is taken, or a row referred to that is not there.
    """
    spec = _table(table)
    with store.transaction(actor=actor, reason=f"Add a {spec.noun}") as tx:
        row_id = _insert(tx, spec, values)
    return Added(row_id, tx.change_set_id, 1, [])


def set_values(
    store: Store,
    table: str,
    row_id: str,
    values: Typed,
    *,
    actor: str,
    row_version: int | None = None,
) -> Saved:
    """Write columns of one row; `row_version` is the version the writer saw, if that matters.

    Raises
    ------
    UnknownColumn, InvalidValue, UnknownId
        As `add_row`; also where a column may not be edited.
    """
    spec = _table(table)
    for name in {spec.key, ROW_VERSION} & set(values):
        raise InvalidValue(name, values[name], NOT_EDITABLE)
    edit = dict(values) | {spec.key: row_id}
    if row_version is not None:
        edit[ROW_VERSION] = row_version
    return save_edits(store, table, [edit], [], [], actor=actor, reason=f"Edit a {spec.noun}")


def save_edits(
    store: Store,
    table: str,
    edits: Sequence[Typed],
    additions: Sequence[Typed],
    deletions: Sequence[str],
    *,
    actor: str,
    reason: str,
) -> Saved:
    """Write a page of edits as one change-set.

    Each of `edits` holds the key, the columns to write and, to notice what others wrote in
    between, the `row_version` that was seen.

    Raises
    ------
    UnknownColumn, InvalidValue, UnknownId
        For the first entry that cannot be written; then nothing is.
    """
    spec = _table(table)
    with store.transaction(actor=actor, reason=reason) as tx:
        check_there(tx.con, spec, [str(edit[spec.key]) for edit in edits])
        check_seen(tx.con, spec, edits)
        rows, conflicts = _update(tx, spec, edits)
        for values in additions:
            _insert(tx, spec, values)
        rows += len(additions) + _bin(tx, spec, deletions)
    return Saved(tx.change_set_id if tx.summary else None, rows, conflicts)


def delete_rows(store: Store, table: str, ids: Sequence[str], *, actor: str) -> Saved:
    """Put rows into the bin; what is there already counts for nothing.

    Raises
    ------
    UnknownColumn, UnknownId
        For a table or row that is not there; then nothing is deleted.
    """
    spec = _table(table)
    with store.transaction(actor=actor, reason=_reason("Delete", spec, ids)) as tx:
        rows = _bin(tx, spec, ids)
    return Saved(tx.change_set_id if tx.summary else None, rows, [])


def restore_rows(store: Store, table: str, ids: Sequence[str], *, actor: str) -> Saved:
    """Take rows out of the bin; raises as `delete_rows`."""
    spec = _table(table)
    with store.transaction(actor=actor, reason=_reason("Restore", spec, ids)) as tx:
        check_there(tx.con, spec, ids)
        _check_not_merged(tx, table, ids)
        rows = tx.restore(table, f"select unnest($ids) as {spec.key}", {"ids": list(ids)})
    return Saved(tx.change_set_id if tx.summary else None, rows, [])


def undo_change_set(
    store: Store,
    change_set_id: int,
    *,
    actor: str,
    take: Collection[Place] = (),
    assign: Assigned | None = None,
) -> Undone:
    """Undo one change-set, or redo what one undid.

    Parameters
    ----------
    take : places (table, id, column) that go back although they were changed since.
    assign : where it is a merge, rows (table, id) with the customer each of them goes to.

    What was changed since and is not taken is left alone and reported. Undoing a merge, whoever
    refused a purpose while merged refuses it as each of the customers from then on.

    Raises
    ------
    UnknownId, UnknownColumn, InvalidValue
        If there is no such change-set; a choice of what is no conflict, or cannot be assigned.
    """
    with store.transaction(actor=actor, reason=f"Undo of change-set {change_set_id}") as tx:
        tx.undoes = change_set_id
        reverted, conflicts = undo_by_choice(tx, change_set_id, take, assign or {})
    return Undone(tx.change_set_id if tx.summary else None, reverted, conflicts)


WAS = """
select arg_min({'v': before[$column]}, row_version).v, count(*)
from changes
where change_set_id = $change_set
    and table_name = $table
    and row_id = $id
    and kind = 'updated'
    and map_contains(before, $column)
"""


def restore_value(
    store: Store, table: str, row_id: str, column: str, change_set_id: int, *, actor: str
) -> Saved:
    """Give one value back as it was before a change-set, whatever came since.

    Raises
    ------
    UnknownColumn, UnknownId, InvalidValue
        If there is no such table, row or row referred to, or the change-set did not change it.
    """
    if table not in TRACKED:
        raise UnknownColumn("table", table, list(TRACKED))
    spec = TRACKED[table]
    with store.transaction(actor=actor, reason=f"Restore an earlier {_titled(spec, column)}") as tx:
        given = {"change_set": change_set_id, "table": table, "id": row_id, "column": column}
        was, times = first_row(tx.con, WAS, given) or (None, 0)
        if not times:
            raise InvalidValue("change-set", change_set_id, f"it did not change {column} there")
        check_there(tx.con, spec, [row_id])
        if column == DELETED_AT and was is None:
            _check_not_merged(tx, table, [row_id])
        parent = references_of(table).get(column)
        if parent and was is not None:
            check_there(tx.con, RECORDS[parent], [was])
        value = f"select $id as {quoted(spec.key)}, $was as {quoted(column)}"
        rows = tx.update(table, value, {"id": row_id, "was": was}).rows
    return Saved(tx.change_set_id if tx.summary else None, rows, [])


def _titled(spec: Table, name: str) -> str:
    column = spec.column(name)
    return column.title if column else name.replace("_", " ")


def _check_not_merged(tx: Transaction, table: str, ids: Sequence[str]) -> None:
    """Refuse to take out of the bin who is merged into another: their rows are with that one."""
    for row_id in ids if table == "customers" else ():
        merged = merged_into(tx.con, row_id)
        if merged:
            raise InvalidValue(
                "restore", row_id, f"it was merged into '{merged[0]}'; unmerge {merged[1]} instead"
            )


def _table(name: str) -> Table:
    if name not in RECORDS:
        raise UnknownColumn("table", name, list(RECORDS))
    return RECORDS[name]


def _reason(verb: str, spec: Table, ids: Sequence[str]) -> str:
    return f"{verb} a {spec.noun}" if len(ids) == 1 else f"{verb} {spec.counted(len(ids))}"


def _insert(tx: Transaction, spec: Table, values: Typed) -> str:
    columns = columns_of(tx.con, spec.name)
    checked = checked_values(tx.con, spec, {n: v for n, v in values.items() if v is not None})
    for column in columns:
        if must_be_given(column, spec) and checked.get(column.name) is None:
            raise InvalidValue(column.name, "", "it must not be empty")
    row_id = str(checked.get(spec.key) or tx.next_ids(spec.name, 1)[0])
    taken = f"select 1 from {quoted(spec.name)} where {quoted(spec.key)} = $id"
    if first_row(tx.con, taken, {"id": row_id}):
        raise InvalidValue(spec.key, row_id, f"another {spec.noun} bears it")
    _with_rows(tx, [checked | {spec.key: row_id}])
    tx.insert(spec.name, "typed_rows")
    return row_id


def _update(tx: Transaction, spec: Table, edits: Sequence[Typed]) -> tuple[int, list[Conflict]]:
    """Write `edits`, one statement for each set of columns that some of them share."""
    prepared = [editable(tx.con, spec, edit) for edit in edits]
    rows = _move_lines(tx, prepared) if spec.name == ORDERS.name else 0
    conflicts: list[Conflict] = []
    by_columns = sorted(prepared, key=lambda edit: sorted(edit))
    for _, group in groupby(by_columns, key=lambda edit: sorted(edit)):
        _with_rows(tx, list(group))
        written = tx.update(spec.name, "typed_rows")
        rows, conflicts = rows + written.rows, conflicts + written.conflicts
    return rows, conflicts


MOVED_LINES = """
select l.order_line_id, l.ordered_at + ($ordered_at::timestamp - o.ordered_at) as ordered_at
from order_lines l
join orders o on o.order_id = l.order_id
where o.order_id = $order_id
"""


def _move_lines(tx: Transaction, edits: Sequence[Typed]) -> int:
    """Move the lines of orders that are dated anew by as much as their order."""
    return sum(
        tx.update(
            "order_lines",
            MOVED_LINES,
            {"order_id": edit["order_id"], "ordered_at": edit["ordered_at"]},
        ).rows
        for edit in edits
        if "ordered_at" in edit
    )


def _bin(tx: Transaction, spec: Table, ids: Sequence[str]) -> int:
    check_there(tx.con, spec, ids)
    return tx.delete(spec.name, f"select unnest($ids) as {quoted(spec.key)}", {"ids": list(ids)})


def _with_rows(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Register `typed_rows`: the rows as text, which the tables' own types take up again."""
    names = list(rows[0])
    columns = {name: pa.array([_text(row[name]) for row in rows], pa.string()) for name in names}
    if ROW_VERSION in columns:
        columns[ROW_VERSION] = columns[ROW_VERSION].cast(pa.int32())
    tx.con.register("typed_rows", pa.table(columns))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
