"""Rows of a table as the frame an editor shows: the key as index, each column in its own type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.schema import Column, Type

DTYPES: dict[Type, str] = {
    "text": "object",
    "integer": "Int64",
    "money": "Float64",
    "number": "Float64",
    "date": "datetime64[s]",
    "timestamp": "datetime64[s]",
    "boolean": "boolean",
}


def frame(con: DuckDBPyConnection, columns: Sequence[Column], key: str) -> pd.DataFrame:
    """Give the pending result of `con` with `key` as index and the types of `columns`.

    Columns that `columns` does not describe keep the type the query gave. No rows give a frame
    with the same columns and types.
    """
    rows = con.df()
    for column in columns:
        if column.name in rows:
            rows[column.name] = rows[column.name].astype(DTYPES[column.type])
            if column.type == "text":
                rows[column.name] = rows[column.name].where(rows[column.name].notna(), None)
    return rows.set_index(key)


def overlaid(
    rows: pd.DataFrame, columns: Sequence[Column], edits: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    """Give `rows` with unsaved values in place of the stored ones; ids that are not there are left.

    `edits` holds values by row id and column name, as an editor hands them out: numbers as
    numbers, dates as ISO text.
    """
    shown = rows.copy()
    types = {column.name: column.type for column in columns}
    for row_id, values in edits.items():
        if row_id not in shown.index:
            continue
        for name, value in values.items():
            if name in shown:
                is_date = types.get(name) in ("date", "timestamp") and value is not None
                shown.loc[row_id, name] = pd.Timestamp(value) if is_date else value
    return shown
