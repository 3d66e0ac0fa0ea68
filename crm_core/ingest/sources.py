"""A file opened for import: its records in an in-memory DuckDB that holds no other data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from crm_core.errors import UnreadableFile
from crm_core.ingest import delimited, encodings, workbooks
from crm_core.store.sql import literal, quoted

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".psv")
PARQUET_SUFFIXES = (".parquet", ".pq")
SUFFIXES = tuple(suffix[1:] for suffix in (*TEXT_SUFFIXES, *workbooks.SUFFIXES, *PARQUET_SUFFIXES))
KINDS = "CSV (.csv, .tsv, .txt), Excel (.xlsx, .xls, .ods) or Parquet (.parquet)"
IMPORT_ID, LINE, REASON, BEYOND = "_import_id", "_line", "_reason", "_beyond"
RESERVED = (IMPORT_ID, LINE, REASON, BEYOND)
"""Columns that a file of rejected rows carries beside the file's own."""
BATCH = 20_000
MEMORY = "1500MB"
Blanks = Literal["none", "spaces", "odd"]


@dataclass
class Header:
    """One column of the file: its name there, unique in the file, and where it is held."""

    name: str
    held: str
    sql_type: str = "VARCHAR"
    blanks: Blanks = "spaces"
    """What stands around some of its cells: nothing, spaces at most, or tabs and wide blanks."""

    @property
    def is_text(self) -> bool:
        return self.sql_type == "VARCHAR"


@dataclass
class Source:
    """The records of a file, in the relation `records` of `con`: `_line`, and a column a header.

    `ragged` (line, reason, content, beyond) holds the records that could not be cut into fields.
    """

    con: duckdb.DuckDBPyConnection
    name: str
    form: str
    headers: list[Header]
    encoding: str | None = None
    delimiter: str | None = None
    renamed: int = 0
    is_plain: bool = False
    """Whether it is known that no cell has tabs or line breaks around it."""
    folder: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def header(self, name: str) -> Header | None:
        """The column of that name: as written, else in any case and without blanks around it."""
        wanted = name.strip().casefold()
        exact = [header for header in self.headers if header.name == name]
        near = [header for header in self.headers if header.name.casefold() == wanted]
        return next(iter(exact or near), None)

    @property
    def own(self) -> list[Header]:
        """The file's own columns, without those that a file of rejected rows carries."""
        return [header for header in self.headers if header.name.lower() not in RESERVED]

    @property
    def names(self) -> list[str]:
        return [header.name for header in self.own]

    def count(self, sql: str) -> int:
        row = self.con.execute(sql).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def close(self) -> None:
        self.con.close()
        if self.folder is not None:
            self.folder.cleanup()


def open_source(path: Path | str, *, name: str | None = None) -> Source:
    """Read a CSV, Excel or Parquet file, its kind told by its suffix.

    `name` is what the file is called where `path` is a copy of it. A file that holds a header and
    no rows gives a source without records.

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
        return _reader_of(file, shown)(con, file, shown, folder)
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


Folder = tempfile.TemporaryDirectory[str]
Reader = Callable[[duckdb.DuckDBPyConnection, Path, str, Folder], Source]


def _reader_of(file: Path, name: str) -> Reader:
    suffix = Path(name).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return _read_text
    if suffix in workbooks.SUFFIXES:
        return _read_workbook
    if suffix in PARQUET_SUFFIXES:
        return _read_parquet
    raise UnreadableFile(
        file, f"files ending in '{suffix or 'nothing'}' are not known", f"Give a {KINDS} file."
    )


def _read_text(con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder) -> Source:
    _refuse_other_kind(file)
    encoding = encodings.detect_encoding(file)
    text = _safe_name(encodings.as_utf8(file, encoding, Path(folder.name)), Path(folder.name))
    delimiter = delimited.sniff_delimiter(text)
    headers, renamed = _headers(file, delimited.read_header(text, delimiter))
    is_plain = False
    try:
        con.execute(_strict_read(text, delimiter, headers))
        con.execute("create view records as select rowid + 2 as _line, * from raw")
        is_plain = _has_a_line_each(con, file)
    except duckdb.Error:
        con.execute("drop table if exists raw")
        _read_record_by_record(con, text, delimiter, headers)
    shown = encodings.NAMES[encoding]
    return Source(con, name, "CSV", headers, shown, delimiter, renamed, is_plain, folder)


def _has_a_line_each(con: duckdb.DuckDBPyConnection, file: Path) -> bool:
    breaks = encodings.plain_line_breaks(file)
    (records,) = con.execute("select count(*) from raw").fetchone() or (0,)
    return breaks is not None and breaks - records in (0, 1)


def _refuse_other_kind(file: Path) -> None:
    with file.open("rb") as opened:
        magic = opened.read(4)
    others = {b"PK\x03\x04": "an Excel workbook", b"PAR1": "a Parquet file", b"%PDF": "a PDF"}
    if magic in others:
        raise UnreadableFile(
            file, f"it is {others[magic]} under the name of a text file", "Give it its own ending."
        )


def _safe_name(text: Path, folder: Path) -> Path:
    """A path in which DuckDB sees no wildcard."""
    if not set("*?[]") & set(str(text)):
        return text
    link = folder / "source.csv"
    link.symlink_to(text.absolute())
    return link


def _headers(
    file: Path, names: Iterable[object], types: list[str] | None = None
) -> tuple[list[Header], int]:
    """Headers with unique names: a second `date` is `date_2`, a nameless third `column_3`."""
    headers: list[Header] = []
    renamed = 0
    for position, raw in enumerate(names):
        plain = str(raw).strip() if raw is not None else ""
        name, copies = plain or f"column_{position + 1}", 1
        while name in {header.name for header in headers}:
            copies += 1
            name = f"{plain or 'column'}_{copies}"
        renamed += name != plain
        sql_type = types[position] if types else "VARCHAR"
        headers.append(Header(name, f"c{position}", sql_type))
    if not headers:
        raise UnreadableFile(file, "it has no rows", "Choose a file with a header and rows.")
    return headers, renamed


def _strict_read(text: Path, delimiter: str, headers: list[Header]) -> str:
    columns = ", ".join(f"{literal(header.held)}: 'VARCHAR'" for header in headers)
    return (
        f"create table raw as select * from read_csv({literal(str(text))}, "
        f"columns = {{{columns}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        "header = true, auto_detect = false, strict_mode = true, null_padding = false)"
    )


def _read_record_by_record(
    con: duckdb.DuckDBPyConnection, text: Path, delimiter: str, headers: list[Header]
) -> None:
    found = delimited.records(text, delimiter, len(headers))
    next(found, None)
    bad: list[delimited.Record] = []

    def good() -> Iterator[tuple[int, list[str | None]]]:
        for record in found:
            if record.problem:
                bad.append(record)
            else:
                yield record.line, [value or None for value in record.fields]

    _load(con, good(), headers)
    if bad:
        _insert_ragged(con, bad)


def _insert_ragged(con: duckdb.DuckDBPyConnection, bad: list[delimited.Record]) -> None:
    rejected = pa.table(
        {
            "line": pa.array([record.line for record in bad], pa.int64()),
            "reason": [f"The row cannot be read: {record.problem}." for record in bad],
            "fields": pa.array([record.fields for record in bad], pa.list_(pa.string())),
        }
    )
    con.complete()
    con.register("bad_records", rejected)
    con.execute("insert into ragged select * from bad_records")
    con.unregister("bad_records")


def _load(
    con: duckdb.DuckDBPyConnection,
    rows: Iterator[tuple[int, list[str | None]]],
    headers: list[Header],
) -> None:
    held = [header.held for header in headers]
    columns = ", ".join(f"{name} varchar" for name in held)
    con.execute(f"create table records (_line bigint, {columns})")
    while batch := list(islice(rows, BATCH)):
        values = zip(*(fields for _, fields in batch), strict=True)
        arrays = [pa.array([line for line, _ in batch], pa.int64())]
        arrays += [pa.array(list(column), pa.string()) for column in values]
        con.complete()
        con.register("batch", pa.table(arrays, names=["_line", *held]))
        con.execute("insert into records select * from batch")
        con.unregister("batch")


def _read_workbook(con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder) -> Source:
    rows = workbooks.sheet_rows(file)
    first = next((row for row in rows if any(row)), [])
    while first and first[-1] is None:
        first.pop()
    headers, renamed = _headers(file, first)
    width = len(headers)
    numbered = ((line, (row + [None] * width)[:width]) for line, row in enumerate(rows, 2))
    _load(con, numbered, headers)
    return Source(con, name, "Excel", headers, renamed=renamed, folder=folder)


def _read_parquet(con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder) -> Source:
    path = literal(str(_safe_name(file, Path(folder.name))))
    described = con.execute(f"describe select * from read_parquet({path})").fetchall()
    types = [_held_type(row[1]) for row in described]
    headers, renamed = _headers(file, [row[0] for row in described], types)
    held = ", ".join(
        f"{quoted(row[0])}::{header.sql_type} as {header.held}"
        for row, header in zip(described, headers, strict=True)
    )
    con.execute(f"create table raw as select {held} from read_parquet({path})")
    con.execute("create view records as select rowid + 2 as _line, * from raw")
    return Source(con, name, "Parquet", headers, renamed=renamed, folder=folder)


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
