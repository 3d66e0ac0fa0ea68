"""Staged rows carried over to the database's connection as Arrow."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from crm_core.ingest.staged import Staged
from crm_core.store.sql import quoted

GOOD = "_problem is null"
BATCH = 122_880
"""Rows a batch, as many as DuckDB writes in one group; one large batch would be read by one thread.
"""


def lend(con: duckdb.DuckDBPyConnection, staged: Staged, relation: str, sql: str) -> None:
    """Register the answer of `sql` over the staged data as `relation` of `con`."""
    lend_table(con, relation, fetched(staged.source.con, sql))


def lend_table(con: duckdb.DuckDBPyConnection, relation: str, table: pa.Table) -> None:
    """Register an Arrow table, whatever an earlier answer of the connection still holds back."""
    con.complete()
    con.register(relation, table)


def fetched(con: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """The answer as an Arrow table."""
    with con.cursor() as cursor:
        return cursor.sql(sql).to_arrow_table(BATCH)


def origin_columns(staged: Staged) -> str:
    """The import and line that a mended row bears; null in an ordinary file."""
    if staged.bears_rejects:
        return "_from_import, _from_line"
    return "null::varchar as _from_import, null::bigint as _from_line"


def merged_rows(staged: Staged, key: str | None) -> str:
    """SQL of the good rows, one for each key: `_line` of its first, `_rows` how many there were.

    Where rows repeat a key, the last value that is not blank counts. Rows without a key stay apart.
    """
    names = _staged_names(staged)
    listed = ", ".join(quoted(name) for name in names)
    if key is None or key not in names or not _repeats(staged, key):
        return (
            f"select _line, 1::bigint as _rows, {origin_columns(staged)}, {listed} "
            f"from parsed where {GOOD}"
        )
    last = ", ".join(
        f"max_by({quoted(name)}, _line) as {quoted(name)}"
        if name != key
        else f"any_value({quoted(name)}) as {quoted(name)}"
        for name in names
    )
    origin = (
        "any_value(_from_import) as _from_import, any_value(_from_line) as _from_line"
        if staged.bears_rejects
        else origin_columns(staged)
    )
    return (
        f"select min(_line) as _line, count(*) as _rows, {origin}, {last} from parsed where {GOOD} "
        f"group by coalesce('k' || {quoted(key)}, 'l' || _line)"
    )


def _staged_names(staged: Staged) -> list[str]:
    key = staged.shape.key
    names = staged.names
    return [key, *names] if staged.row_ids and key and key not in names else names


def _repeats(staged: Staged, key: str) -> bool:
    repeated = staged.source.count(
        f"select count({quoted(key)}) - count(distinct {quoted(key)}) from parsed where {GOOD}"
    )
    if repeated:
        staged.rules["repeated_key"] = repeated
    return bool(repeated)
