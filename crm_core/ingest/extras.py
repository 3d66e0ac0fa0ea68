"""Columns of a file that are none of ours, kept as typed custom columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from crm_core.ingest.cells import text_of, without_markers
from crm_core.ingest.held import Header, Source
from crm_core.ingest.parsing import Context
from crm_core.schema import (
    RESERVED_BEGINNINGS,
    RESERVED_NAMES,
    SYSTEM_COLUMNS,
    TRACKED,
    Column,
    Type,
)
from crm_core.store.sql import literal

NUMBER = r"^[+-]?(0|[1-9]\d*)?(\.\d*)?([eE][+-]?\d+)?$"
DAY = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}$"
MOMENT = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"
LONG = (
    "(regexp_matches({text}, '^[+-]?\\d{{16,}}$') "
    "and abs(try_cast({text} as double)) >= 9007199254740992)"
)
"""A whole number of which a double may not hold the last digits: it is a code."""

EVIDENCE = """
select count(t),
    coalesce(bool_and(regexp_matches(t, {number}) and try_cast(t as double) is not null
        and not {long}), false),
    coalesce(bool_and(lower(t) in ('true', 'false')), false),
    coalesce(bool_and(regexp_matches(t, {day}) and try_cast(t as date) is not null), false),
    coalesce(bool_and(regexp_matches(t, {moment}) and try_cast(t as timestamp) is not null), false)
from (select distinct {text} as t from records)
where t is not null
"""


@dataclass(frozen=True)
class Extra:
    """One column to keep: the file's, the custom column it becomes, and whether that is new."""

    header: Header
    column: Column
    is_new: bool


def kept_extras(source: Source, table: str, headers: list[Header], context: Context) -> list[Extra]:
    """Give a custom column for each of `headers`, typed by all of its values.

    Numbers, ISO dates and times, and true/false are typed; words such as Yes and No stay text, as
    they are in the file. A name that is taken becomes `NAME_2`, unless that is a custom column of
    the same type from an earlier import, which is then used again.
    """
    names = {c.name.casefold() for c in TRACKED[table].columns}
    names |= {name.casefold() for name in (*SYSTEM_COLUMNS, *RESERVED_NAMES, *context.taken)}
    custom = {column.name.casefold(): column for column in context.custom}
    extras: list[Extra] = []
    for header in headers:
        kind = kind_of(source, header)
        others = {other.name.casefold() for other in source.own if other is not header}
        extra = _named(header, kind, names, others, custom)
        names.add(extra.column.name.casefold())
        extras.append(extra)
    return extras


def _named(
    header: Header, kind: Type, names: set[str], others: set[str], custom: dict[str, Column]
) -> Extra:
    """The first free name; a name with a number is not one that another header bears.

    So the same file finds the same columns when it comes again.
    """
    for name in _names_for(header.name):
        key = name.casefold()
        known = custom.get(key)
        if key in names or (name != header.name and key in others):
            continue
        if known is None:
            return Extra(header, Column(name, kind, label=name), is_new=True)
        if known.type == kind:
            return Extra(header, known, is_new=False)
    raise AssertionError("names with a number do not end")


def _names_for(name: str) -> Iterator[str]:
    """The name itself where its beginning is not reserved, then with 2, 3 and so on."""
    stem = name
    if name.casefold().startswith(RESERVED_BEGINNINGS):
        stem = name.lstrip("_").replace(" ", "_") or "column"
    else:
        yield name
    yield from (f"{stem}_{copies}" for copies in count(2))


def kind_of(source: Source, header: Header) -> Type:
    """Give the type that holds every value of a column; text for one that is blank throughout.

    Numbers with leading zeros are codes, and stay text.
    """
    if header.sql_type == "BOOLEAN":
        return "boolean"
    if header.sql_type == "DATE":
        return "date"
    if header.sql_type.startswith("TIMESTAMP"):
        return "timestamp"
    if header.is_float or (not header.is_text and not _has_long_numbers(source, header)):
        return "number"
    text = without_markers(text_of(header))
    row = source.con.execute(
        EVIDENCE.format(
            number=literal(NUMBER),
            long=LONG.format(text="t"),
            day=literal(DAY),
            moment=literal(MOMENT),
            text=text,
        )
    ).fetchone()
    there, *fits = row or (0, False, False, False, False)
    kinds: tuple[Type, ...] = ("number", "boolean", "date", "timestamp")
    return next((kind for kind, fit in zip(kinds, fits, strict=True) if fit and there), "text")


def _has_long_numbers(source: Source, header: Header) -> bool:
    """Whether a whole number is there that a double may not hold to the last digit."""
    found = LONG.format(text=f"{header.held}::varchar")
    return bool(source.count(f"select count(*) from records where {found}"))


def renamed(extras: list[Extra]) -> list[str]:
    """Sentences about the columns that had to take another name."""
    return [
        f"Column '{extra.header.name}' is kept as '{extra.column.name}', because the name is taken."
        for extra in extras
        if extra.column.name != extra.header.name
    ]
