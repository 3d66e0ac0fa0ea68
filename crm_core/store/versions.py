"""Which part of the data was last written when: what a cached read can key on.

A part is a table (`orders`) or one of its columns (`customers.country`). A column is written where
it is updated, and where rows of its table come or go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm_core.schema import SYSTEM_COLUMNS, TRACKED

if TYPE_CHECKING:
    import duckdb

ROWS = "*"

LAST_WRITTEN = """
select coalesce(max(change_set_id), 0)
from change_sets
where list_has_any(json_keys(summary), $tables)
"""


def last_written(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> int:
    """Give the last change-set that wrote any of the tables, 0 where none did."""
    row = con.execute(LAST_WRITTEN, {"tables": list(tables)}).fetchone()
    return int(row[0]) if row else 0


def part_of(table: str, column: str = ROWS) -> str:
    """Give the name of a column, or of the coming and going of a table's rows."""
    return f"{table}.{column}"


class Versions:
    """The last change-set that wrote each part; `opened_at` stands for all before it."""

    def __init__(self, opened_at: int) -> None:
        self._opened_at = opened_at
        self._written: dict[str, int] = {}

    def note(self, change_set_id: int, parts: Iterable[str]) -> None:
        """Take down which parts a committed change-set wrote."""
        for part in parts:
            self._written[part] = self._written[part.partition(".")[0]] = change_set_id

    def of(self, parts: Iterable[str]) -> int:
        """Give the last change-set that wrote any of `parts`; `opened_at` where none has since.

        A part that is not there raises KeyError: a slip of the pen would be a figure that is
        never read again.
        """
        names = [name for part in parts for name in _names(part)]
        return max((self._written.get(name, 0) for name in names), default=0) or self._opened_at


def _names(part: str) -> tuple[str, ...]:
    table, _, column = part.partition(".")
    if not column:
        return (TRACKED[table].name,)
    if column not in (*TRACKED[table].names, *SYSTEM_COLUMNS):
        raise KeyError(part)
    return (part, part_of(table))
