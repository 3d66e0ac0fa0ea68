"""What changed: the values of one change-set, the rows it created, everything of one row."""

from __future__ import annotations

from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.schema import TRACKED
from crm_core.store import quoted


def creations(table: str, table_name: str, row_id: str) -> str:
    """The change-sets that created a row, as SQL: a removed row tells in what was kept of it."""
    return (
        f"select created_in from {quoted(table)} where {quoted(TRACKED[table].key)} = {row_id} "
        "union select try_cast(before['created_in'] as bigint) from changes "
        f"where table_name = {table_name} and row_id = {row_id} and kind = 'removed'"
    )


FIELDS = """
with touched as (
    select
        table_name,
        row_id,
        kind,
        before,
        after,
        unnest(coalesce(map_keys(coalesce(after, before)), [null])) as column_name
    from changes
    where change_set_id = $change_set
    order by table_name, row_id, row_version, column_name
    limit $limit
)
select
    table_name,
    row_id,
    kind,
    column_name,
    before[column_name] as before,
    after[column_name] as after
from touched
where column_name is null
    or before[column_name] is not null
    or after[column_name] is not null
order by table_name, row_id, column_name
"""


def changed_fields(
    con: DuckDBPyConnection, change_set_id: int, *, limit: int = 500
) -> pd.DataFrame:
    """Give what one change-set changed, value by value, at most `limit` of them.

    Columns: table_name, row_id, kind (updated, removed or restored), column_name, before, after
    (as text). Created rows are not among them: see `created_rows`.
    """
    return con.execute(FIELDS, {"change_set": change_set_id, "limit": limit}).df()


def created_rows(
    con: DuckDBPyConnection, change_set_id: int, table: str, *, limit: int = 100
) -> list[str]:
    """Give the ids of rows of `table` that one change-set created, at most `limit` of them."""
    key = quoted(TRACKED[table].key)
    rows = con.execute(
        f"select {key} from {quoted(table)} where created_in = $change_set "
        f"order by {key} limit $limit",
        {"change_set": change_set_id, "limit": limit},
    ).fetchall()
    return [row_id for (row_id,) in rows]


OF_ROW = """
with touched as (
    select
        change_set_id,
        kind,
        before,
        after,
        unnest(coalesce(map_keys(coalesce(after, before)), [null])) as column_name
    from changes
    where table_name = $table
        and row_id = $id
)
select
    t.change_set_id,
    s.made_at,
    s.actor,
    s.reason,
    t.kind,
    t.column_name,
    t.before[t.column_name] as before,
    t.after[t.column_name] as after
from touched t
join change_sets s on s.change_set_id = t.change_set_id
where t.column_name is null
    or t.before[t.column_name] is not null
    or t.after[t.column_name] is not null
order by t.change_set_id desc, t.column_name
"""

CREATED = """
select s.change_set_id, s.made_at, s.actor, s.reason, 'created', null, null, null
from change_sets s
where s.change_set_id in ({creations})
"""


def row_history(con: DuckDBPyConnection, table: str, row_id: str) -> pd.DataFrame:
    """Give everything that ever happened to one row, the newest first, its creation last.

    Columns: change_set_id, made_at, actor, reason, kind, column_name, before, after. A row that
    never was gives no rows; one whose creation was undone still has it.
    """
    named = {"table": table, "id": row_id}
    changed = con.execute(OF_ROW, named).df()
    made_in = CREATED.format(creations=creations(table, "$table", "$id"))
    made: list[tuple[Any, ...]] = con.execute(made_in, named).fetchall()
    if not made:
        return changed
    created = pd.DataFrame(made, columns=list(changed.columns)).astype(changed.dtypes)
    if not len(changed):
        return created
    both = pd.concat([changed, created], ignore_index=True)
    return both.sort_values("change_set_id", ascending=False, kind="stable", ignore_index=True)
