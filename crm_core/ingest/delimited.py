"""Text files with a delimiter: how they are cut, and a reader that survives bad records."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE_RECORDS = 200
LONGEST_FIELD = 1_000_000
LONGEST_RECORD = 2_000_000
"""Bytes of a record; one that is longer is looked at by itself."""
MOST_LINES = 500
"""A record of more lines than this has a quote that somebody forgot to close."""

OPEN_QUOTE = "a quote is out of place or is not closed"

csv.field_size_limit(2**31 - 1)


def sniff_delimiter(path: Path) -> str:
    """Give the delimiter that cuts the first records into the most, and most equal, fields.

    `path` is UTF-8. A file with a single column gives a comma.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = list(islice(file, SAMPLE_RECORDS))
    return max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))


def _fitness(sample: list[str], delimiter: str) -> tuple[float, int]:
    widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
    if not widths:
        return 0.0, 0
    header = len(next(row for row in csv.reader(sample, delimiter=delimiter) if row))
    if header < 2:
        return 0.0, 0
    return round(widths[header] / widths.total(), 1), header


def read_header(path: Path, delimiter: str) -> list[str]:
    """Give the names in the first record of a UTF-8 file; none for an empty file."""
    return next((record.fields for record in records(path, delimiter, width=None)), [])


class Record:
    """One record: its number in the file (the header is 1), its fields, or what is wrong."""

    __slots__ = ("fields", "line", "problem")

    def __init__(self, line: int, fields: list[str], problem: str = "") -> None:
        self.line, self.fields, self.problem = line, fields, problem


def records(path: Path, delimiter: str, width: int | None) -> Iterator[Record]:
    """Give every record of a UTF-8 file, bad ones marked, whatever is wrong with their neighbours.

    A record of several lines that does not come out at `width` fields is taken to be one line with
    a stray quote: that line is the bad record, and reading goes on behind it.
    Cells that a line lacks at its end are empty; empty lines are no records.
    """
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        waiting: list[str] = []
        lines = iter(file)
        number = 0
        while taken := _taken(waiting, lines, delimiter):
            fields, used, problem = taken
            if not fields and not problem:
                continue
            number += 1
            record = Record(number, fields, problem or _misfit(fields, width))
            is_short = width is not None and len(fields) < width
            if len(used) > 1 and (record.problem or is_short):
                waiting[:0] = used[1:]
                record = Record(number, _loosely_cut(used[0], delimiter), OPEN_QUOTE)
            elif width is not None:
                padded = fields + [""] * (width - len(fields))
                record.fields = fields if record.problem else padded[:width]
            yield record


def _taken(
    waiting: list[str], lines: Iterator[str], delimiter: str
) -> tuple[list[str], list[str], str] | None:
    """The next record's fields, the lines it stands on, and what is wrong with its quotes."""
    used: list[str] = []

    def feed() -> Iterator[str]:
        while len(used) < MOST_LINES:
            line = waiting.pop(0) if waiting else next(lines, None)
            if line is None:
                return
            used.append(line)
            yield line

    try:
        fields = next(csv.reader(feed(), delimiter=delimiter, strict=True), None)
    except csv.Error:
        return _loosely_cut(used[0], delimiter), used, OPEN_QUOTE
    return None if fields is None else (fields, used, "")


def _loosely_cut(line: str, delimiter: str) -> list[str]:
    """A line with a stray quote, cut as well as can be."""
    return next(csv.reader([line.replace('"', "")], delimiter=delimiter), [])


def _misfit(fields: list[str], width: int | None) -> str:
    if width is None:
        return ""
    if any(field.strip() for field in fields[width:]):
        return f"it has {len(fields)} fields and the header has {width}"
    if any(len(field) > LONGEST_FIELD for field in fields):
        return f"a field is longer than {LONGEST_FIELD:,} characters"
    return ""
