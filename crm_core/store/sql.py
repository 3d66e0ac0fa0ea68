"""Small pieces of SQL that every writer needs: identifiers, literals, sources, counts."""

from __future__ import annotations

from typing import Any

import duckdb


def quoted(name: str) -> str:
    """The identifier as DuckDB reads it, whatever signs it holds.

    >>> quoted('emp.var.rate')
    '"emp.var.rate"'
    >>> print(quoted('a "b" c'))
    "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as a SQL string literal, for names that cannot be parameters.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def relation(source: str) -> str:
    """A source as it stands behind `from`: a SELECT in parentheses, or the name of a relation.

    >>> relation("select 1 as a"), relation("typed_rows")
    ('(select 1 as a)', '"typed_rows"')
    """
    first_word = source.split(maxsplit=1)[0].lower()
    return f"({source})" if first_word in ("select", "with", "from") else quoted(source)


def first_row(
    con: duckdb.DuckDBPyConnection, statement: str, parameters: dict[str, Any] | None = None
) -> tuple[Any, ...] | None:
    """The first row, or None; the result is read to its end, or the cursor would stay busy."""
    rows: list[tuple[Any, ...]] = con.execute(statement, parameters).fetchall()
    return rows[0] if rows else None


def counted(
    con: duckdb.DuckDBPyConnection, statement: str, parameters: dict[str, Any] | None = None
) -> int:
    """The one number that a count gives, or the number of rows that a write touched."""
    row = first_row(con, statement, parameters)
    return int(row[0]) if row else 0
