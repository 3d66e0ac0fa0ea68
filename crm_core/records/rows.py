"""Single rows of any table, live or in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.errors import UnknownId
from crm_core.records.frames import frame
from crm_core.schema import CREATED_IN, DELETED_AT, ROW_VERSION, TRACKED
from crm_core.store import columns_of, quoted


def row_of(con: DuckDBPyConnection, table: str, row_id: str) -> dict[str, Any]:
    """Give one row by column name: the visible columns, then the three system columns.

    Raises
    ------
    UnknownId
        If no row bears the id, not even in the bin.
    """
    names = [column.name for column in columns_of(con, table)]
    listed = ", ".join(quoted(name) for name in (*names, CREATED_IN, ROW_VERSION, DELETED_AT))
    row = con.execute(
        f"select {listed} from {quoted(table)} where {quoted(TRACKED[table].key)} = $id",
        {"id": row_id},
    ).fetchone()
    if row is None:
        raise UnknownId(table, row_id)
    return dict(zip((*names, CREATED_IN, ROW_VERSION, DELETED_AT), row, strict=True))


def rows_of(con: DuckDBPyConnection, table: str, ids: Sequence[str]) -> pd.DataFrame:
    """Give the rows that bear `ids`, binned ones included, with the key as index.

    The visible columns and `row_version`; ids that no row bears are missing.
    """
    columns = columns_of(con, table)
    key = TRACKED[table].key
    listed = ", ".join(quoted(name) for name in (*(c.name for c in columns), ROW_VERSION))
    con.execute(
        f"select {listed} from {quoted(table)} where {quoted(key)} in (select unnest($ids)) "
        f"order by {quoted(key)}",
        {"ids": list(ids)},
    )
    return frame(con, columns, key)
