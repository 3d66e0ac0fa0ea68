"""What a person may write: values that columns hold, rows that are there, versions seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from crm_core.errors import InvalidValue, UnknownId
from crm_core.records.values import Value, values_of
from crm_core.schema import RECORDS, ROW_VERSION, Column, Table
from crm_core.store import columns_of, quoted
from crm_core.store.sql import first_row

NOT_EDITABLE = "it identifies the row and cannot be changed"
Typed = Mapping[str, object]
"""Column name to text as a person types it, or to a value of the column's type."""


def checked_values(
    con: duckdb.DuckDBPyConnection, spec: Table, values: Typed, row_id: object = None
) -> dict[str, Value]:
    """`values` as the columns hold them, and every row they refer to known to be there.

    A phone number is read in the form of the customer's own country: that of the row `row_id`.

    Raises
    ------
    UnknownColumn, InvalidValue, UnknownId
        For a column that is not there, a value it cannot hold, a row that is not there.
    """
    columns = columns_of(con, spec.name)
    country = _country_of(con, row_id) if spec.name == "customers" and row_id else None
    checked = values_of(columns, values, country=country)
    for column in columns:
        reference = checked.get(column.name)
        if column.references and reference is not None:
            check_there(con, RECORDS[column.references], [str(reference)])
    return checked


def check_there(con: duckdb.DuckDBPyConnection, spec: Table, ids: Sequence[str]) -> None:
    """Refuse an id that no row bears, not even in the bin: raises UnknownId."""
    key = quoted(spec.key)
    missing = first_row(
        con,
        f"select id from (select unnest($ids) as id) "
        f"where id not in (select {key} from {quoted(spec.name)} "
        f"where {key} in (select unnest($ids))) limit 1",
        {"ids": list(ids)},
    )
    if missing is not None:
        raise UnknownId(spec.name, missing[0])


def check_seen(con: duckdb.DuckDBPyConnection, spec: Table, edits: Sequence[Typed]) -> None:
    """Refuse a version that no row has had yet, for nobody can have seen it: InvalidValue."""
    key = quoted(spec.key)
    for edit in edits:
        if ROW_VERSION not in edit:
            continue
        newest = first_row(
            con,
            f"select {ROW_VERSION} from {quoted(spec.name)} where {key} = $id",
            {"id": edit[spec.key]},
        )
        seen = edit[ROW_VERSION]
        if newest is None or not isinstance(seen, int) or not 1 <= seen <= newest[0]:
            there = newest[0] if newest else 0
            raise InvalidValue(ROW_VERSION, seen, f"the row is at version {there}")


def editable(con: duckdb.DuckDBPyConnection, spec: Table, edit: Typed) -> dict[str, Any]:
    """One edit as the columns hold it, with its key and the version that was seen.

    Raises
    ------
    UnknownColumn, InvalidValue, UnknownId
        As `checked_values`; also where a column may not be edited.
    """
    values = {name: value for name, value in edit.items() if name not in (spec.key, ROW_VERSION)}
    fixed = {column.name for column in spec.columns if not column.editable}
    for name in fixed & set(values):
        raise InvalidValue(name, values[name], NOT_EDITABLE)
    seen = {name: edit[name] for name in (spec.key, ROW_VERSION) if name in edit}
    return checked_values(con, spec, values, edit[spec.key]) | seen


def must_be_given(column: Column, spec: Table) -> bool:
    """Say whether a new row is refused without this column."""
    return column.required and column.name != spec.key and column.default is None


def _country_of(con: duckdb.DuckDBPyConnection, customer_id: object) -> str | None:
    row = first_row(
        con, "select country from customers where customer_id = $id", {"id": customer_id}
    )
    return row[0] if row else None
