"""One column of a file read as one column of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crm_core.ingest.amounts import parsed_amount, presumed_amount
from crm_core.ingest.cells import Parsed
from crm_core.ingest.held import Header, Source
from crm_core.ingest.moments import parsed_moment, presumed_moment
from crm_core.ingest.words import parsed_boolean, parsed_words
from crm_core.schema import Column

Spellings = Mapping[str, list[str]]
Spelled = Callable[[list[str]], Spellings]
"""Asks the store for the odd spellings of ids of some columns."""


@dataclass(frozen=True)
class Context:
    """What reading a file has to know about the database it goes to.

    Attributes
    ----------
    time_zone : where the workspace keeps its times.
    charge_codes : product codes that are charges.
    custom : the table's custom columns.
    spellings : by column, ids the store holds in a spelling that reading would change.
    taken : names that no new column may bear, beside those of the table.
    """

    time_zone: str = "Etc/UTC"
    charge_codes: tuple[str, ...] = ()
    custom: tuple[Column, ...] = ()
    spellings: Spellings = field(default_factory=dict)
    taken: tuple[str, ...] = ()


def parsed(
    source: Source, header: Header, column: Column, context: Context, relation: str = "records"
) -> Parsed:
    """The SQL that reads `header` as `column`, decided from the values in `relation`."""
    if column.type in ("integer", "money", "number"):
        return parsed_amount(source, header, column, relation)
    if column.type in ("date", "timestamp"):
        return parsed_moment(source, header, column, relation, context.time_zone)
    if column.type == "boolean":
        return parsed_boolean(header, column)
    kept = context.spellings.get(column.name, [])
    return parsed_words(source, header, column, relation, kept)


def presumed(header: Header, column: Column) -> Parsed | None:
    """The SQL for a column of plain numbers or moments, where that can be told from its values.

    A reading that decides nothing from the values, and holds where no cell meets its `odd`.
    """
    if column.type in ("integer", "money", "number"):
        return presumed_amount(header, column)
    return presumed_moment(header, column) if column.type in ("date", "timestamp") else None


def readable(source: Source, header: Header, column: Column, context: Context) -> tuple[int, int]:
    """How many cells of a sample `column` could hold, and how many there are that are not blank."""
    reading = parsed(source, header, column, context, "sampled")
    row = source.con.execute(
        f"select count({reading.value}), count({reading.text}) from sampled"
    ).fetchone()
    return row or (0, 0)
