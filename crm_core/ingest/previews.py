"""A first look at a file: how it is read, its first rows, and what its columns seem to be."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.ingest.cells import look_for_odd_blanks, text_of
from crm_core.ingest.held import Source
from crm_core.ingest.likeness import better_table
from crm_core.ingest.mapping import suggested
from crm_core.ingest.parsing import Context
from crm_core.ingest.targets import shape_of
from crm_core.schema import Column

FIRST = 20


@dataclass(frozen=True)
class Preview:
    """What a person sees before choosing: all of it small enough for a page.

    `encoding` and `delimiter` are None where the kind of file has none. `first` holds the first
    rows by header, as text. `targets` are the columns of ours that may be mapped, `suggestions`
    those that seem to be there. `better_table` is another table that knows more of the columns.
    """

    name: str
    form: str
    encoding: str | None
    delimiter: str | None
    rows: int
    columns: list[str]
    first: dict[str, list[str | None]]
    targets: list[Column]
    suggestions: dict[str, str]
    better_table: str | None


def preview_of(source: Source, table: str, context: Context) -> Preview:
    """Look at an open file as rows of `table`."""
    shape = shape_of(table, context.custom)
    look_for_odd_blanks(source)
    chosen = suggested(source, shape, context)
    return Preview(
        source.name,
        source.form,
        source.encoding,
        source.delimiter,
        source.count("select count(*) from records") + source.count("select count(*) from ragged"),
        source.names,
        _first_rows(source),
        list(shape.columns),
        {ours: header.name for ours, header in chosen.items()},
        better_table(source.names, table),
    )


def _first_rows(source: Source) -> dict[str, list[str | None]]:
    texts = ", ".join(text_of(header) for header in source.own)
    rows = source.con.execute(
        f"select {texts} from records order by _line limit {FIRST}"
    ).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(source.own)
    return {header.name: list(column) for header, column in zip(source.own, columns, strict=True)}
