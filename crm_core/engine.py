"""Ibis expressions over the tables of the schema, compiled for an engine and run there.

Features and metrics are written once, as expressions over *unbound* tables: they hold names and
types but no connection, so the same figure can be asked of DuckDB today and of Spark for those who
outgrow one machine. The connection of the app locks its configuration, which is why an expression
is compiled to SQL and run on the cursor it is given, instead of through an Ibis connection.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crm_core.schema import DELETED_AT, SYSTEM_COLUMNS, TRACKED, Column, Type

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

IBIS_TYPES: dict[Type, str] = {
    "text": "string",
    "integer": "int32",
    "money": "decimal(18, 4)",
    "number": "float64",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
SYSTEM_TYPES = {"bigint": "int64", "integer": "int32", "timestamp": "timestamp"}
BATCH_ROWS = 100_000


def every(name: str, custom: tuple[Column, ...] = ()) -> ir.Table:
    """The table as an unbound expression, binned rows included.

    `custom` are columns this database has beside those of the schema.
    """
    import ibis

    columns = {column.name: IBIS_TYPES[column.type] for column in TRACKED[name].columns + custom}
    system = {column: SYSTEM_TYPES[kind] for column, kind in SYSTEM_COLUMNS.items()}
    return ibis.table(columns | system, name=name)


def live(name: str, custom: tuple[Column, ...] = ()) -> ir.Table:
    """The rows of a table that are not in the bin."""
    table = every(name, custom)
    return table.filter(table[DELETED_AT].isnull())


def binned(name: str) -> ir.Table:
    """The rows of a table that are in the bin."""
    table = every(name)
    return table.filter(table[DELETED_AT].notnull())


def day_start(day: date) -> ir.TimestampScalar:
    """The first instant of a day."""
    import ibis

    return ibis.timestamp(datetime(day.year, day.month, day.day))


def day_end(day: date) -> ir.TimestampScalar:
    """The first instant after a day: all of the day lies before it."""
    import ibis

    return ibis.timestamp(datetime.max) if day == date.max else day_start(day + timedelta(days=1))


def sql(expression: ir.Expr) -> str:
    """The expression as DuckDB reads it."""
    import ibis

    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


def frame(con: duckdb.DuckDBPyConnection, expression: ir.Expr) -> pd.DataFrame:
    """The rows of an expression as a frame."""
    return con.execute(sql(expression)).df()


def arrow(con: duckdb.DuckDBPyConnection, expression: ir.Expr) -> pa.Table:
    """The rows of an expression as an Arrow table."""
    return con.sql(sql(expression)).to_arrow_table()


def batches(con: duckdb.DuckDBPyConnection, expression: ir.Expr) -> pa.RecordBatchReader:
    """The rows of an expression as a stream of Arrow batches, for results of any length."""
    return con.sql(sql(expression)).to_arrow_reader(BATCH_ROWS)


def number(con: duckdb.DuckDBPyConnection, expression: ir.Scalar) -> Any:
    """The one value of an expression that has one."""
    [(value,)] = con.execute(sql(expression.as_table())).fetchall()
    return value
