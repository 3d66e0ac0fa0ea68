"""Columns of a file that are none of ours, kept as typed custom columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_core.ingest.cells import text_of, without_markers
from crm_core.ingest.held import Header, Source
from crm_core.ingest.parsing import Context
from crm_core.schema import SYSTEM_COLUMNS, TRACKED, Column, Type
from crm_core.store.sql import literal

NUMBER = r"^[+-]?(0|[1-9]\d*)?(\.\d*)?([eE][+-]?\d+)?$"
DAY = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}$"
MOMENT = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"

EVIDENCE = """
select count(t),
    coalesce(bool_and(regexp_matches(t, {number}) and try_cast(t as double) is not null), false),
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
    names |= {name.casefold() for name in (*SYSTEM_COLUMNS, *context.taken)}
    custom = {column.name.casefold(): column for column in context.custom}
    extras: list[Extra] = []
    for header in headers:
        kind = kind_of(source, header)
        extra = _named(header, kind, names, custom)
        names.add(extra.column.name.casefold())
        extras.append(extra)
    return extras


def _named(header: Header, kind: Type, names: set[str], custom: dict[str, Column]) -> Extra:
    copies = 1
    while True:
        name = header.name if copies == 1 else f"{header.name}_{copies}"
        known = custom.get(name.casefold())
        if known is not None and known.type == kind and name.casefold() not in names:
            return Extra(header, known, is_new=False)
        if known is None and name.casefold() not in names:
            return Extra(header, Column(name, kind, label=name), is_new=True)
        copies += 1


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
    if not header.is_text:
        return "number"
    text = without_markers(text_of(header))
    row = source.con.execute(
        EVIDENCE.format(number=literal(NUMBER), day=literal(DAY), moment=literal(MOMENT), text=text)
    ).fetchone()
    there, *fits = row or (0, False, False, False, False)
    kinds: tuple[Type, ...] = ("number", "boolean", "date", "timestamp")
    return next((kind for kind, fit in zip(kinds, fits, strict=True) if fit and there), "text")


def renamed(extras: list[Extra]) -> list[str]:
    """Sentences about the columns that had to take another name."""
    return [
        f"Column '{extra.header.name}' is kept as '{extra.column.name}', because the name is taken."
        for extra in extras
        if extra.column.name != extra.header.name
    ]


def with_extras(context: Context, extras: list[Extra]) -> Context:
    """The context with the new columns among the custom ones."""
    new = tuple(extra.column for extra in extras if extra.is_new)
    return replace(context, custom=context.custom + new)
