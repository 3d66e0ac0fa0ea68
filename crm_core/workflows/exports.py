"""Taking a table away as a file, and showing one of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from crm_core.errors import UnknownColumn
from crm_core.records.files import suffix_of, write_file
from crm_core.records.rows import row_of
from crm_core.schema import CREATED_IN, DELETED_AT, RECORDS, WHOLES, Table
from crm_core.store import Store, columns_of, quoted

BATCH_ROWS = 100_000


@dataclass(frozen=True)
class Exported:
    """How many rows a file was given."""

    rows: int


@dataclass(frozen=True)
class Shown:
    """One row: its columns, its version, and when it was binned, if it was."""

    row: dict[str, Any]


def export_table(store: Store, table: str, out: Path) -> Exported:
    """Write every live row of `table`, in order of its key, to a CSV, Excel or Parquet file.

    The lines of a binned order are not live.

    The columns are those people see, custom ones included, so that importing the file again
    changes nothing.

    Raises
    ------
    UnknownColumn
        If there is no such table to export.
    InvalidValue
        If the file's suffix names no format.
    """
    spec = _exportable(table)
    suffix_of(out)
    with store.cursor() as con:
        rows = con.sql(_select(con, spec)).to_arrow_reader(BATCH_ROWS)
        return Exported(write_file(rows, out))


def show_row(store: Store, table: str, row_id: str) -> Shown:
    """One row with all that people see of it.

    Raises
    ------
    UnknownColumn, UnknownId
        If there is no such table or row.
    """
    _exportable(table)
    with store.cursor() as con:
        row = row_of(con, table, row_id)
    return Shown({name: value for name, value in row.items() if name != CREATED_IN})


def _exportable(table: str) -> Table:
    if table not in RECORDS:
        raise UnknownColumn("table", table, list(RECORDS))
    return RECORDS[table]


def _select(con: duckdb.DuckDBPyConnection, spec: Table) -> str:
    listed = ", ".join(quoted(column.name) for column in columns_of(con, spec.name))
    part_of_binned = ""
    if spec.name in WHOLES:
        name, whole = WHOLES[spec.name]
        part_of_binned = (
            f"and {quoted(name)} not in (select {quoted(RECORDS[whole].key)} "
            f"from {quoted(whole)} where {DELETED_AT} is not null) "
        )
    return (
        f"select {listed} from {quoted(spec.name)} where {DELETED_AT} is null {part_of_binned}"
        f"order by {quoted(spec.key)}"
    )
