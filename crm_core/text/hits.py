"""Texts that were found, read again from where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from crm_core.text.sources import SOURCES

ROWS = """
select i.text_no, i.source, i.row_id, s.customer_id, i.happened_at, {text} as content
from text_index i
join {table} s on s.{key} = i.row_id
where i.source = '{table}' and i.text_no in (select unnest($texts))
"""
WITHIN = """
select text_no
from text_index
where ($since is null or happened_at >= $since)
    and ($until is null or happened_at < $until::date + interval 1 day)
"""
MATCHING = """
select i.text_no
from text_index i
join communications on communication_id = i.row_id
where i.source = 'communications'
    and {where}
"""
ONE = """
select {text} as content
from {table}
where {key} = $id and deleted_at is null
"""
SAYING = """
select i.text_no
from text_index i
join {table} s on s.{key} = i.row_id
where i.source = '{table}'
    and i.text_no in (select unnest($texts))
    and contains(lower({text}), lower($phrase))
"""


@dataclass(frozen=True)
class FoundText:
    """A text of the log: its number in the index, where it stands, whose and when."""

    number: int
    source: str
    row_id: str
    customer_id: str
    happened_at: datetime
    content: str


def found_texts(con: DuckDBPyConnection, numbers: Sequence[int]) -> dict[int, FoundText]:
    """The texts with these numbers; one that is there no more is left out."""
    found: dict[int, FoundText] = {}
    for source in SOURCES:
        statement = ROWS.format(table=source.table, key=source.key, text=source.text)
        for row in con.execute(statement, {"texts": list(numbers)}).fetchall():
            found[row[0]] = FoundText(*row)
    return found


def within(
    con: DuckDBPyConnection, since: date | None, until: date | None, *, size: int
) -> NDArray[np.bool_] | None:
    """Of each text by number below `size`, whether it lies between two days, both included."""
    if since is None and until is None:
        return None
    return _flagged(con, WITHIN, {"since": since, "until": until}, size)


def matching(
    con: DuckDBPyConnection, where: str, given: dict[str, Any], *, size: int
) -> NDArray[np.bool_]:
    """Of each text by number below `size`, whether it is a communication for which `where` holds.

    `where` is SQL over `communications`, as `CommunicationFilters.conditions` gives it.
    """
    return _flagged(con, MATCHING.format(where=where), given, size)


def _flagged(
    con: DuckDBPyConnection, statement: str, given: dict[str, Any], size: int
) -> NDArray[np.bool_]:
    numbers = con.execute(statement, given).fetchnumpy()["text_no"]
    flagged = np.zeros(size, dtype=bool)
    flagged[np.asarray(numbers)] = True
    return flagged


def text_of(con: DuckDBPyConnection, row_id: str) -> tuple[str, str] | None:
    """The table and the text of the row with an id; communications come before feedback."""
    for source in SOURCES:
        statement = ONE.format(table=source.table, key=source.key, text=source.text)
        row = con.execute(statement, {"id": row_id}).fetchone()
        if row is not None:
            return source.table, str(row[0])
    return None


def saying(con: DuckDBPyConnection, phrase: str, numbers: NDArray[np.integer[Any]]) -> list[int]:
    """Those of the texts with these numbers in which a phrase stands, in any case."""
    found: list[int] = []
    for source in SOURCES:
        statement = SAYING.format(table=source.table, key=source.key, text=source.text)
        given = {"texts": numbers.tolist(), "phrase": phrase}
        found += [number for (number,) in con.execute(statement, given).fetchall()]
    return found
