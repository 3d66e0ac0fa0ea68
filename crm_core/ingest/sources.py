"""A file opened for import, by its kind; its records in an in-memory DuckDB of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import duckdb

from crm_core.errors import UnreadableFile
from crm_core.ingest import workbooks
from crm_core.ingest.held import Folder, Source, headers_of, load, numbers_for, safe_name
from crm_core.ingest.text_files import read_text
from crm_core.store.sql import literal, quoted

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".psv")
PARQUET_SUFFIXES = (".parquet", ".pq")
SUFFIXES = tuple(suffix[1:] for suffix in (*TEXT_SUFFIXES, *workbooks.SUFFIXES, *PARQUET_SUFFIXES))
KINDS = "CSV (.csv, .tsv, .txt), Excel (.xlsx, .xls, .ods) or Parquet (.parquet)"
MEMORY = "1500MB"


def open_source(path: Path | str, *, name: str | None = None, has_header: bool = True) -> Source:
    """Read a CSV, Excel or Parquet file, its kind told by its suffix.

    `name` is what the file is called where `path` is a copy of it. A file that holds a header and
    no rows gives a source without records. Without a header, the first row is a record like the
    others and columns are called by their numbers: 1, 2, 3.

    Raises
    ------
    UnreadableFile
        If it is missing, of another kind, empty, or damaged.
    """
    file = Path(path)
    shown = name or file.name
    _check_there(file)
    folder = tempfile.TemporaryDirectory(prefix="rapport-import-")
    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder.name})
    con.execute("set TimeZone = 'UTC'")
    con.execute("create table ragged (line bigint, reason varchar, fields varchar[])")
    try:
        return _reader_of(file, shown)(con, file, shown, folder, has_header)
    except duckdb.Error as error:
        con.close()
        folder.cleanup()
        why = str(error).splitlines()[0]
        raise UnreadableFile(file, why, "Save it again, or as another kind of file.") from error
    except BaseException:
        con.close()
        folder.cleanup()
        raise


def _check_there(file: Path) -> None:
    if not file.exists():
        raise UnreadableFile(file, "there is no such file", "Check the name and the folder.")
    if file.is_dir():
        raise UnreadableFile(file, "it is a folder", "Name one file in it.")
    if file.stat().st_size == 0:
        raise UnreadableFile(file, "it is empty", "Choose a file with a header and rows.")


Reader = Callable[[duckdb.DuckDBPyConnection, Path, str, Folder, bool], Source]


def _reader_of(file: Path, name: str) -> Reader:
    suffix = Path(name).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return read_text
    if suffix in workbooks.SUFFIXES:
        return _read_workbook
    if suffix in PARQUET_SUFFIXES:
        return _read_parquet
    raise UnreadableFile(
        file, f"files ending in '{suffix or 'nothing'}' are not known", f"Give a {KINDS} file."
    )


def _read_workbook(
    con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder, has_header: bool
) -> Source:
    rows = workbooks.sheet_rows(file)
    first = next((row for row in rows if any(row)), [])
    while first and first[-1] is None:
        first.pop()
    headers, renamed = headers_of(file, first if has_header else numbers_for(first))
    width = len(headers)
    records = rows if has_header else chain([first], rows)
    numbered = (
        (line, (row + [None] * width)[:width]) for line, row in enumerate(records, 1 + has_header)
    )
    load(con, numbered, headers)
    return Source(con, name, "Excel", headers, renamed=renamed, folder=folder)


def _read_parquet(
    con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder, has_header: bool
) -> Source:
    path = literal(str(safe_name(file, Path(folder.name))))
    described = con.execute(f"describe select * from read_parquet({path})").fetchall()
    types = [_held_type(row[1]) for row in described]
    names = [row[0] for row in described]
    headers, renamed = headers_of(file, names if has_header else numbers_for(names), types)
    held = ", ".join(
        f"{_held_value(quoted(row[0]), header.sql_type)} as {header.held}"
        for row, header in zip(described, headers, strict=True)
    )
    con.execute(f"create table raw as select {held} from read_parquet({path})")
    con.execute("create view records as select rowid + 2 as _line, * from raw")
    return Source(con, name, "Parquet", headers, renamed=renamed, folder=folder)


def _held_value(column: str, sql_type: str) -> str:
    """SQL of a cell as it is held; NaN, which is how a data frame says nothing, is null."""
    value = f"{column}::{sql_type}"
    return f"nullif({value}, 'nan'::{sql_type})" if sql_type in ("DOUBLE", "FLOAT") else value


def _held_type(sql_type: str) -> str:
    """Numbers, dates and truth values stay what they are; all else is text."""
    if sql_type.startswith(("DECIMAL", "TIMESTAMP")) and sql_type != "TIMESTAMP_NS":
        return sql_type
    kept = ("BOOLEAN", "DATE", "DOUBLE", "FLOAT", "HUGEINT", "UHUGEINT")
    if sql_type == "TIMESTAMP_NS":
        return "TIMESTAMP"
    return (
        sql_type
        if sql_type in kept or sql_type.endswith("INT") or sql_type == "INTEGER"
        else "VARCHAR"
    )
