"""The columns a table has in this database: those of the schema and the custom ones."""

from __future__ import annotations

from typing import cast

import duckdb

from crm_core.schema import RECORDS, SYSTEM_COLUMNS, TRACKED, Column, Type

CUSTOM = """
select substr(custom_column, length(table_name) + 2) as name, type
from custom_columns
where table_name = $table and deleted_at is null
order by position, custom_column
"""


def columns_of(con: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    """The columns people see: the schema's, then the visible custom ones in order of making."""
    custom = con.execute(CUSTOM, {"table": table}).fetchall()
    return TRACKED[table].columns + tuple(
        Column(name, cast(Type, kind), label=name) for name, kind in custom
    )


def sql_types(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The SQL type of every physical column, hidden custom columns and system columns included."""
    rows = con.execute(
        "select column_name, data_type from duckdb_columns() "
        "where table_name = $table and schema_name = 'main' and database_name = current_database() "
        "order by column_index",
        {"table": table},
    ).fetchall()
    return dict(rows)


def references_of(table: str) -> dict[str, str]:
    """The columns of a table that name rows of people's records, with the table they name."""
    return {
        column.name: column.references
        for column in TRACKED[table].columns
        if column.references in RECORDS
    }


def data_columns(types: dict[str, str]) -> list[str]:
    """The columns of `sql_types` that hold data, the system columns left out."""
    return [name for name in types if name not in SYSTEM_COLUMNS]
