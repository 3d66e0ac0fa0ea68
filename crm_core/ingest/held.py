"""The records of an open file, as they are held for import: in a DuckDB of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from crm_core.errors import UnreadableFile

IMPORT_ID, LINE, REASON, BEYOND = "_import_id", "_line", "_reason", "_beyond"
RESERVED = (IMPORT_ID, LINE, REASON, BEYOND)
"""Columns that a file of rejected rows carries beside the file's own."""
BATCH = 20_000
Blanks = Literal["none", "spaces", "odd"]
Folder = tempfile.TemporaryDirectory[str]


@dataclass
class Header:
    """One column of the file: its name there, unique in the file, and where it is held."""

    name: str
    held: str
    sql_type: str = "VARCHAR"
    blanks: Blanks = "spaces"
    """What may stand around a cell: nothing, spaces at most, or tabs and wide blanks too."""
    has_markers: bool = False
    """Whether it is known that cells say NULL or N/A."""

    @property
    def is_text(self) -> bool:
        return self.sql_type == "VARCHAR"

    @property
    def is_float(self) -> bool:
        return self.sql_type in ("DOUBLE", "FLOAT")


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


def headers_of(
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


def numbers_for(first: Sequence[object]) -> list[int]:
    """What the columns of a file without a header are called: 1, 2, 3."""
    return list(range(1, len(first) + 1))


def load(
    con: duckdb.DuckDBPyConnection,
    rows: Iterator[tuple[int, list[str | None]]],
    headers: list[Header],
) -> None:
    """Make the table `records` of numbered rows of text."""
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


def safe_name(text: Path, folder: Path) -> Path:
    """A path in which DuckDB sees no wildcard."""
    if not set("*?[]") & set(str(text)):
        return text
    link = folder / "source.csv"
    link.symlink_to(text.absolute())
    return link
