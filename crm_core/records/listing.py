"""A list of any table's rows: one page of it, how many rows there are, all of them for a file.

A list is told by its filters: a frozen record that names its table and gives its conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions, Sorting
from crm_core.records.frames import frame
from crm_core.schema import CUSTOMERS, ROW_VERSION, TRACKED, Column
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
    The visible columns of the table, those that the filters put beside them, and `row_version`,
    with the table's key as index; where its rows belong to customers also `customer`, the name. A
    page beyond the last one is empty.

    Raises
    ------
    UnknownColumn
        If there is no column to sort by.
    """
    columns = columns_of(con, filters.table)
    found = filters.conditions()
    statement, given = _rows(filters, found, sorting, columns, ROW_VERSION)
    con.execute(f"{statement} {PAGE}", given | place_of(page, size))
    rows = frame(con, (*columns, *(one.column for one in found.beside)), _key(filters))
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
    """Give every row the filters leave, all columns they show, in order: what is exported."""
    columns, found = columns_of(con, filters.table), filters.conditions()
    statement, given = _rows(filters, found, sorting, columns)
    return con.sql(statement, params=given).to_arrow_table()


def _key(filters: Listed) -> str:
    return TRACKED[filters.table].key


def _rows(
    filters: Listed,
    found: Conditions,
    sorting: Sorting,
    columns: Sequence[Column],
    *more: str,
) -> tuple[str, dict[str, Any]]:
    """The statement for the rows in order, and the values its `$names` stand for."""
    own = [column.name for column in columns]
    beside = [one for one in found.beside if one.column.name not in own]
    order = sorting.clause((*own, *(one.column.name for one in beside)), _key(filters))
    key, *others = map(quoted, own)
    listed = [key, *(f"{one.sql} as {quoted(one.column.name)}" for one in beside), *others]
    listed += map(quoted, more)
    given = found.parameters.copy()
    for one in beside:
        given |= one.parameters
    table = quoted(filters.table)
    return f"select {', '.join(listed)} from {table} where {found.where} {order}", given


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
