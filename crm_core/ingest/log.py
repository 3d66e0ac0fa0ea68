"""Earlier imports, and the rows they rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

IMPORTS = """
select i.import_id, i.table_name, i.file_name, i.imported_at, s.actor, i.created_in,
    i.rows_read, i.rows_created, i.rows_updated, i.rows_unchanged, i.rows_rejected,
    count(j.line) filter (where j.accepted_in is not null) as mended
from imports i
join change_sets s on s.change_set_id = i.created_in
left join import_rejects j on j.import_id = i.import_id and j.deleted_at is null
    and j.rule is not null
where i.deleted_at is null
group by all
order by i.imported_at desc, i.created_in desc
limit $limit
"""
REJECTED = """
select line, reason, content
from import_rejects
where import_id = $import_id and rule is not null and deleted_at is null
order by line
limit $limit
"""


@dataclass(frozen=True)
class PastImport:
    """One import: its file, who brought it in when, and what became of its rows."""

    import_id: str
    table: str
    file_name: str
    imported_at: datetime
    actor: str
    change_set_id: int
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    mended: int


def past_imports(con: duckdb.DuckDBPyConnection, *, limit: int = 50) -> list[PastImport]:
    """Give the latest imports that were not undone, the newest first; none gives an empty list."""
    return [PastImport(*row) for row in con.execute(IMPORTS, {"limit": limit}).fetchall()]


def rejected_rows(
    con: duckdb.DuckDBPyConnection, import_id: str, *, limit: int = 100
) -> list[tuple[int, str, str]]:
    """Give line, reason and content (JSON) of the first rejected rows of an import."""
    return con.execute(REJECTED, {"import_id": import_id, "limit": limit}).fetchall()
