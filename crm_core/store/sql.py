"""Identifiers, quoted in one place."""

from __future__ import annotations


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
