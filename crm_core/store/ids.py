"""Generated ids: the table's prefix and the next number of one counter."""

from __future__ import annotations

import duckdb

from crm_core.schema import CREATED_IN, Table
from crm_core.store.sql import counted, literal, quoted

LONGEST_NUMBER = 15
"""Digits of a number that the counter follows; what is longer was never given by us."""


def last_id(con: duckdb.DuckDBPyConnection) -> int:
    """The last number that was given."""
    return counted(con, "select last_id from counters")


def advance(con: duckdb.DuckDBPyConnection, count: int) -> None:
    """Use up the next `count` numbers."""
    con.execute("update counters set last_id = last_id + $count", {"count": count})


def give(con: duckdb.DuckDBPyConnection, table: Table, count: int) -> list[str]:
    """`count` ids that no row of the table bears."""
    last = last_id(con)
    advance(con, count)
    return [f"{table.prefix}{number}" for number in range(last + 1, last + count + 1)]


def follow(con: duckdb.DuckDBPyConnection, table: Table, change_set_id: int) -> None:
    """Move the counter past ids of our own making that `change_set_id` brought along."""
    key, begins = quoted(table.key), len(table.prefix) + 1
    con.execute(
        "update counters set last_id = greatest(last_id, coalesce(("
        f"select max(try_cast(substr({key}, {begins}) as bigint)) "
        f"from {quoted(table.name)} where {CREATED_IN} = $id "
        f"and starts_with({key}, {literal(table.prefix)}) "
        f"and length({key}) < {begins + LONGEST_NUMBER}), 0))",
        {"id": change_set_id},
    )
