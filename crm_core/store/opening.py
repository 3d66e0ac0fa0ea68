"""Connecting to the file: what can be wrong with it, and what the connection may do."""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_core.errors import (
    ForbiddenDatabase,
    ForeignFile,
    LockedDatabase,
    NewerDatabase,
    StorageFull,
    StoreError,
)
from crm_core.store.migrations import known_version, migrate, version_of

MEMORY = ":memory:"
MEMORY_LIMIT = "4GB"
"""DuckDB spills to disk beyond this, so that no verb needs more than 6 GiB in all."""

CONFIG = {
    "memory_limit": MEMORY_LIMIT,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
LOCKDOWN = ("set enable_external_access = false", "set lock_configuration = true")
FULL_DISK_SIGNS = ("no space left", "could not write all bytes", "disk full", "file too large")


def is_full_disk(error: duckdb.Error) -> bool:
    """Whether the engine says that the disk has no room."""
    return any(sign in str(error).lower() for sign in FULL_DISK_SIGNS)


def check_header(file: Path) -> None:
    """Refuse what is not a DuckDB file before DuckDB touches it (read before its lock exists)."""
    if not file.exists():
        return
    if file.is_dir():
        raise ForeignFile(file, "it is a folder")
    with file.open("rb") as opened:
        header = opened.read(12)
    if not header:
        raise ForeignFile(file, "it is empty")
    if header[8:12] != b"DUCK":
        raise ForeignFile(file, "it is not a DuckDB file")


def connected_in_memory() -> duckdb.DuckDBPyConnection:
    """A connection to a database that lives no longer than it."""
    con = duckdb.connect(MEMORY, config=dict(CONFIG))
    _brought_up_to_date(con, Path(MEMORY))
    return _locked_down(con)


def connected(file: Path) -> duckdb.DuckDBPyConnection:
    """The connection to a database file, its schema up to date and itself locked down.

    Raises
    ------
    ForeignFile, LockedDatabase, NewerDatabase, StorageFull
        Where the file cannot serve; it is left as it was.
    """
    try:
        con = duckdb.connect(str(file), config=dict(CONFIG))
    except duckdb.Error as error:
        raise _store_error(file, error) from error
    try:
        _brought_up_to_date(con, file)
    except StoreError:
        con.close()
        raise
    except duckdb.Error as error:
        con.close()
        raise _store_error(file, error) from error
    return _locked_down(con)


def _store_error(file: Path, error: duckdb.Error) -> StoreError:
    text = str(error).lower()
    if is_full_disk(error):
        return StorageFull(file)
    if "could not set lock" in text or "being used by another process" in text:
        return LockedDatabase(file, "another program")
    if "permission denied" in text or "read-only file system" in text:
        return ForbiddenDatabase(file, "permission denied")
    if "newer version" in text or "version number" in text:
        return ForeignFile(file, "its DuckDB format is not one this DuckDB reads")
    return ForeignFile(file, str(error).splitlines()[0])


def _brought_up_to_date(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    version = version_of(con)
    if version is None:
        raise ForeignFile(file, "it holds the tables of another program")
    if version > known_version():
        raise NewerDatabase(file, version, known_version())
    if version < known_version():
        migrate(con, version)


def _locked_down(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    for statement in LOCKDOWN:
        con.execute(statement)
    return con
