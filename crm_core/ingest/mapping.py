"""Which column of a file becomes which column of ours: suggested, then overruled by hand."""

from __future__ import annotations

from collections.abc import Mapping

from crm_core.errors import MissingColumn, UnknownColumn
from crm_core.ingest.held import Header, Source
from crm_core.ingest.parsing import Context, readable
from crm_core.ingest.synonyms import normalised, words_for
from crm_core.ingest.targets import LINE_COLUMNS, Shape, holds_lines
from crm_core.schema import Column

SAMPLE = 2_000
FEWEST_CELLS = 10
"""Fewer cells than this say nothing: a column is then known by its name alone."""
SAMPLED = f"""
create or replace temp table sampled as
select *
from records
limit {SAMPLE}
"""
FEWEST_READABLE = 0.5
"""A typed column is suggested only where at least this share of a sample can be read."""

Chosen = dict[str, Header]
"""Our column names, each with the file's column that holds it."""


def suggested(source: Source, shape: Shape, context: Context) -> Chosen:
    """Give the likely column of the file for each of ours; each of the file's is used once.

    A column of exactly our name comes first, then the words other programs use, in English and
    Chinese. A column of numbers, dates or set values is suggested only where most values fit.
    """
    source.con.execute(SAMPLED)
    ranked = sorted(
        (rank, position, column.name, header.name)
        for position, column in enumerate(shape.columns)
        for header in source.own
        if (rank := _rank(shape, column, header)) is not None
    )
    chosen: Chosen = {}
    used: set[str] = set()
    for _, _, ours, theirs in ranked:
        column, header = shape.column(ours), source.header(theirs)
        if ours in chosen or theirs in used or column is None or header is None:
            continue
        if _fits(source, header, column, context):
            chosen[ours] = header
            used.add(theirs)
    return _in_our_order(shape, chosen)


def _rank(shape: Shape, column: Column, header: Header) -> int | None:
    if header.name == column.name:
        return -1
    words = words_for(shape.table, column.name)
    name = normalised(header.name)
    return words.index(name) if name in words else None


def _fits(source: Source, header: Header, column: Column, context: Context) -> bool:
    if column.type == "text" and not column.values and column.name != "email":
        return True
    good, there = readable(source, header, column, context)
    if there < FEWEST_CELLS or good >= FEWEST_READABLE * there:
        return True
    return column.required and normalised(header.name) == normalised(column.name)


def overruled(
    source: Source, shape: Shape, suggestions: Chosen, mapping: Mapping[str, str] | None
) -> Chosen:
    """Give the suggestions with `mapping` (ours to theirs) laid over them; an empty theirs unmaps.

    Raises
    ------
    UnknownColumn
        If the table has no such column, or the file has none.
    """
    wanted: Chosen = {}
    dropped: set[str] = set()
    for ours, theirs in (mapping or {}).items():
        if shape.column(ours) is None:
            known = [column.name for column in shape.columns]
            raise UnknownColumn(f"column of {shape.table}", ours, known)
        dropped.add(ours)
        if theirs:
            header = source.header(theirs)
            if header is None:
                raise UnknownColumn("column of the file", theirs, source.names)
            wanted[ours] = header
    used = {header.name for header in wanted.values()}
    kept = {
        ours: header
        for ours, header in suggestions.items()
        if ours not in dropped and header.name not in used
    }
    return _in_our_order(shape, kept | wanted)


def _in_our_order(shape: Shape, chosen: Chosen) -> Chosen:
    return {column.name: chosen[column.name] for column in shape.columns if column.name in chosen}


def check_complete(source: Source, shape: Shape, chosen: Chosen, *, id_from_row: bool) -> None:
    """Raise MissingColumn for the first column that every row needs and the file does not give."""
    for name in _needed(shape, set(chosen)):
        if name in chosen or (id_from_row and name == shape.key):
            continue
        raise MissingColumn(shape.table, name, source.names, _hint(shape, name))


def _needed(shape: Shape, mapped: set[str]) -> list[str]:
    if shape.table == "orders" and not holds_lines(mapped) and len(mapped) > 2:
        return [name for name in shape.required if name not in LINE_COLUMNS]
    return shape.required


def _hint(shape: Shape, name: str) -> str:
    hint = f"Name it with --map {name}=THEIRS, or choose it on the import page."
    if name == shape.key and shape.table in ("customers", "products"):
        return hint + " A file without ids is imported with --id-from-row."
    return hint
