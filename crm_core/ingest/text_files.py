"""Delimited text read into records: in one go where it is sound, else record by record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from crm_core.errors import UnreadableFile
from crm_core.ingest import delimited, encodings
from crm_core.ingest.held import Folder, Header, Source, headers_of, load, numbers_for, safe_name
from crm_core.store.sql import literal

BUFFER = 16_000_000
"""Bytes of text read at once: with DuckDB's own choice a third of the work goes into merging."""


def read_text(
    con: duckdb.DuckDBPyConnection, file: Path, name: str, folder: Folder, has_header: bool = True
) -> Source:
    """Read a file of delimited text, in whatever encoding, delimiter and state it is."""
    _refuse_other_kind(file)
    encoding = encodings.detect_encoding(file)
    text = safe_name(encodings.as_utf8(file, encoding, Path(folder.name)), Path(folder.name))
    delimiter = delimited.sniff_delimiter(text)
    first = delimited.read_header(text, delimiter)
    headers, renamed = headers_of(file, first if has_header else numbers_for(first))
    above = int(has_header)
    is_plain = False
    try:
        con.execute(_strict_read(text, delimiter, headers, has_header))
        con.execute(f"create view records as select rowid + {above + 1} as _line, * from raw")
        is_plain = _has_a_line_each(con, file, above)
        fits = is_plain or not _has_long_records(con, headers)
    except duckdb.Error:
        fits = False
    if not fits:
        con.execute("drop view if exists records")
        con.execute("drop table if exists raw")
        _read_record_by_record(con, text, delimiter, headers, has_header)
    shown = encodings.NAMES[encoding]
    return Source(con, name, "CSV", headers, shown, delimiter, renamed, is_plain, folder)


def _has_a_line_each(con: duckdb.DuckDBPyConnection, file: Path, above: int) -> bool:
    breaks = encodings.plain_line_breaks(file)
    (records,) = con.execute("select count(*) from raw").fetchone() or (0,)
    return breaks is not None and breaks - records - above in (-1, 0)


def _has_long_records(con: duckdb.DuckDBPyConnection, headers: list[Header]) -> bool:
    bytes_of = " + ".join(f"coalesce(strlen({header.held}), 0)" for header in headers)
    (found,) = con.execute(
        f"select bool_or({bytes_of} > {delimited.LONGEST_RECORD}) from raw"
    ).fetchone() or (False,)
    return bool(found)


def _refuse_other_kind(file: Path) -> None:
    with file.open("rb") as opened:
        magic = opened.read(4)
    others = {b"PK\x03\x04": "an Excel workbook", b"PAR1": "a Parquet file", b"%PDF": "a PDF"}
    if magic in others:
        raise UnreadableFile(
            file, f"it is {others[magic]} under the name of a text file", "Give it its own ending."
        )


def _strict_read(text: Path, delimiter: str, headers: list[Header], has_header: bool) -> str:
    columns = ", ".join(f"{literal(header.held)}: 'VARCHAR'" for header in headers)
    return (
        f"create table raw as select * from read_csv({literal(str(text))}, "
        f"columns = {{{columns}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"header = {literal(str(has_header))}, auto_detect = false, strict_mode = true, "
        f"null_padding = false, buffer_size = {BUFFER})"
    )


def _read_record_by_record(
    con: duckdb.DuckDBPyConnection,
    text: Path,
    delimiter: str,
    headers: list[Header],
    has_header: bool,
) -> None:
    found = delimited.records(text, delimiter, len(headers))
    if has_header:
        next(found, None)
    bad: list[delimited.Record] = []

    def good() -> Iterator[tuple[int, list[str | None]]]:
        for record in found:
            if record.problem:
                bad.append(record)
            else:
                yield record.line, [value or None for value in record.fields]

    load(con, good(), headers)
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
