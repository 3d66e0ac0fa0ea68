"""Chosen columns of a file as they are, without a table of ours that they would go to."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from crm_core.errors import UnknownColumn
from crm_core.ingest.amounts import parsed_amount
from crm_core.ingest.cells import look_for_odd_blanks, text_of
from crm_core.ingest.handover import fetched
from crm_core.ingest.held import Header, Source
from crm_core.schema import Column


def plain_columns(source: Source, names: Sequence[str]) -> pa.Table:
    """The named columns, one row per record in the file's order, called 0, 1, 2 in order of naming.

    A column is a double where every cell that is not blank reads as a number, however the file
    writes numbers; else it is text without blanks around it. Blank cells are null.

    Raises
    ------
    UnknownColumn
        If a name is none of the file's.
    """
    headers = [_named(source, name) for name in names]
    look_for_odd_blanks(source)
    columns = ", ".join(f'{_read(source, h)} as "{place}"' for place, h in enumerate(headers))
    return fetched(source.con, f"select {columns} from records order by _line")


def _named(source: Source, name: str) -> Header:
    header = source.header(name)
    if header is None:
        raise UnknownColumn("column", name, [found.name for found in source.headers])
    return header


def _read(source: Source, header: Header) -> str:
    """SQL of a column's values: numbers where all are, else texts."""
    if header.sql_type in ("BOOLEAN", "DATE") or header.sql_type.startswith("TIMESTAMP"):
        return text_of(header)
    number = parsed_amount(source, header, Column(header.name, "number"), "records")
    odd = f"{number.value} is null and {number.text} is not null"
    is_number = not source.count(f"select count(*) from records where {odd}")
    return number.value if is_number else text_of(header)


def text_columns(source: Source, names: Sequence[str]) -> pa.Table:
    """The named columns as texts, one row per record in the file's order, called 0, 1, 2.

    No record is left out: one with a stray quote is cut as well as can be, and one that has not as
    many fields as the header is blank.

    Raises
    ------
    UnknownColumn
        If a name is none of the file's.
    """
    headers = [_named(source, name) for name in names]
    look_for_odd_blanks(source)
    whole = [f'{text_of(header)} as "{place}"' for place, header in enumerate(headers)]
    loose = [_loosely(source, header) for header in headers]
    return fetched(
        source.con,
        f"select * exclude (line) from (select _line as line, {', '.join(whole)} from records "
        f"union all select line, {', '.join(loose)} from ragged) order by line",
    )


def _loosely(source: Source, header: Header) -> str:
    """SQL of a column's values among the records that could not be cut into fields."""
    place, width = source.headers.index(header) + 1, len(source.headers)
    return f"case when len(fields) = {width} then nullif(trim(fields[{place}]), '') end"
