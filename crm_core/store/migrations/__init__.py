"""From an empty file to the present schema, one numbered step at a time.

A step that was released is never edited: what changes later is a new file with the next number.
"""

from __future__ import annotations

from importlib import resources

import duckdb


def steps() -> list[tuple[int, str]]:
    """Every step as (number, SQL), in order."""
    files = [f for f in resources.files(__package__).iterdir() if f.name.endswith(".sql")]
    return sorted((int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files)


def known_version() -> int:
    """The schema version this code brings a database to."""
    return steps()[-1][0]


def version_of(con: duckdb.DuckDBPyConnection) -> int | None:
    """The schema version of a database, 0 for an empty one, None for another program's."""
    tables = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    if "schema_versions" not in tables:
        return None if tables else 0
    row = con.execute("select coalesce(max(version), 0) from schema_versions").fetchone()
    return int(row[0]) if row else 0


def migrate(con: duckdb.DuckDBPyConnection, version: int) -> None:
    """Apply the steps after `version`, all of them or none."""
    con.begin()
    try:
        for number, sql in steps():
            if number > version:
                con.execute(sql)
                con.execute(
                    "insert into schema_versions (version, applied_at) "
                    "values ($version, current_localtimestamp()::timestamp)",
                    {"version": number},
                )
        con.commit()
    except duckdb.Error:
        con.rollback()
        raise
