"""How the columns of a file are read: presumed from a sample where plain, else by every value."""

from __future__ import annotations

from crm_core.ingest.cells import Parsed
from crm_core.ingest.held import Header, Source
from crm_core.ingest.parsing import Context, parsed, presumed
from crm_core.schema import Column

Columns = dict[str, tuple[Header, Column]]
"""By our name: the file's column, and ours that it becomes."""


def close_readings(source: Source, columns: Columns, context: Context) -> dict[str, Parsed]:
    """Give the reading of each column, decided from all of its values."""
    return {
        ours: parsed(source, header, column, context) for ours, (header, column) in columns.items()
    }


def first_readings(source: Source, columns: Columns, context: Context) -> dict[str, Parsed]:
    """Give the reading of each column: presumed where the relation `sampled` speaks for it.

    To look at every value of a column of plain numbers or dates costs as much as to read it. What
    is presumed is held against every cell while it is read, by `odd_cell`.
    """
    simple = {
        ours: reading
        for ours, (header, column) in columns.items()
        if (reading := presumed(header, column)) is not None and not _is_odd(source, reading)
    }
    rest = {ours: both for ours, both in columns.items() if ours not in simple}
    read = simple | close_readings(source, rest, context)
    return {ours: read[ours] for ours in columns}


def odd_cell(reading: Parsed, value: str) -> str:
    """SQL of whether a cell is there that the presumed reading does not cover."""
    odd = reading.odd.format(value=value)
    return f"(case when {odd} then ({reading.text}) is not null else false end)"


def _is_odd(source: Source, reading: Parsed) -> bool:
    odd = odd_cell(reading, f"({reading.value})")
    return bool(source.count(f"select count(*) from sampled where {odd}"))
