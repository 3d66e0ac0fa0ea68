"""A list of any table's rows: one page of it, how many rows there are, all of them for a file.

A list is told by its filters: a frozen record that names its table and gives its conditions.
"""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions, Sorting
from crm_core.records.frames import frame
from crm_core.schema import CUSTOMERS, ROW_VERSION, TRACKED
from crm_core.store import columns_of, quoted

PAGE = "limit $size offset $offset"
MOST_CHOICES = 300


class Listed(Protocol):
    """What a list shows: rows of `table` that meet `conditions`."""

    @property
    def table(self) -> str: ...

    def conditions(self) -> Conditions: ...


def place_of(page: int, size: int) -> dict[str, int]:
    """Give the values that `PAGE` stands for; the first page is page 1."""
    return {"size": size, "offset": (page - 1) * size}


def page_of(
    con: DuckDBPyConnection, filters: Listed, sorting: Sorting, *, page: int, size: int
) -> pd.DataFrame:
    """Give one page of a list, the first being page 1.

    Returns
    -------
    The visible columns of the table and `row_version`, with its key as index; where its rows
    belong to customers also `customer`, the name. A page beyond the last one is empty.

    Raises
    ------
    UnknownColumn
        If there is no column to sort by.
    """
    columns = columns_of(con, filters.table)
    names = tuple(column.name for column in columns)
    found = filters.conditions()
    statement = _rows(filters, found, sorting.clause(names, _key(filters)), (*names, ROW_VERSION))
    con.execute(f"{statement} {PAGE}", found.parameters | place_of(page, size))
    rows = frame(con, columns, _key(filters))
    if CUSTOMERS.key in rows:
        beside = rows.columns.get_loc(CUSTOMERS.key)
        rows.insert(beside + 1, "customer", _customer_names(con, rows[CUSTOMERS.key]))
    return rows


def count_of(con: DuckDBPyConnection, filters: Listed) -> int:
    """Give how many rows the filters leave."""
    found = filters.conditions()
    [(rows,)] = con.execute(
        f"select count(*) from {quoted(filters.table)} where {found.where}", found.parameters
    ).fetchall()
    return int(rows)


def all_of(con: DuckDBPyConnection, filters: Listed, sorting: Sorting) -> pa.Table:
    """Give every row the filters leave, all visible columns, in order: what is exported."""
    names = tuple(column.name for column in columns_of(con, filters.table))
    found = filters.conditions()
    statement = _rows(filters, found, sorting.clause(names, _key(filters)), names)
    return con.sql(statement, params=found.parameters).to_arrow_table()


def _key(filters: Listed) -> str:
    return TRACKED[filters.table].key


def _rows(filters: Listed, found: Conditions, order: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(map(quoted, names))
    return f"select {listed} from {quoted(filters.table)} where {found.where} {order}"


NAMES = """
select customer_id, name
from customers
where customer_id in (select unnest($ids))
"""


def _customer_names(con: DuckDBPyConnection, ids: pd.Series[Any]) -> pd.Series[Any]:
    """The names of a few customers, in the order of `ids`; None where there is none."""
    names = dict(con.execute(NAMES, {"ids": ids.dropna().unique().tolist()}).fetchall())
    return ids.map(lambda customer_id: names.get(customer_id)).astype("object")


CHOICES = """
select {column}
from {table}
where deleted_at is null
    and {column} is not null
    and {where}
group by {column}
order by count(*) desc, {column}
limit $most
"""


def choices_of(
    con: DuckDBPyConnection,
    table: str,
    column: str,
    *,
    within: Conditions | None = None,
    most: int = MOST_CHOICES,
) -> list[Any]:
    """Give the values that a list can be narrowed to: those of live rows, most frequent first.

    `within` narrows the rows they are taken from.
    """
    found = within or Conditions()
    statement = CHOICES.format(column=quoted(column), table=quoted(table), where=found.where)
    rows = con.execute(statement, found.parameters | {"most": most}).fetchall()
    return [value for (value,) in rows]


def empty_columns(con: DuckDBPyConnection, table: str) -> frozenset[str]:
    """Give the visible columns that no live row fills."""
    names = [column.name for column in columns_of(con, table)]
    filled = ", ".join(f"count({quoted(name)}) > 0" for name in names)
    rows = con.execute(f"select {filled} from {quoted(table)} where deleted_at is null").fetchall()
    return frozenset(name for name, holds in zip(names, rows[0], strict=True) if not holds)
