"""Whole numbers, amounts of money and numbers, however a file writes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from crm_core.ingest.cells import Check, Parsed, text_of, without_markers
from crm_core.ingest.held import Header, Source
from crm_core.schema import Column
from crm_core.store.sql import literal

Mark = Literal["plain", "dot", "comma", "mixed"]

SIGNS = "(GBP|USD|EUR|CNY|RMB|[£€$¥₹₩元\\s\u00a0\u202f'’])"
FULL_WIDTH = "０１２３４５６７８９．，－"
CLEANED = (
    "regexp_replace(regexp_replace(translate({text}, {wide}, '0123456789.,-'), {signs}, '', 'g'), "
    "'^\\((.*)\\)$', '-\\1')"
)
DOT_GROUPS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
COMMA_GROUPS = r"^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$"
COMMA_DECIMAL = r"^[+-]?\d+,\d*$"
SAYS_DOT = r"(^[+-]?\d{1,3}(,\d{3})+\.\d+$|^[+-]?\d{1,3}(,\d{3}){2,}$|^[+-]?\d*\.(\d{1,2}|\d{4,})$)"
SAYS_COMMA = (
    r"(^[+-]?\d{1,3}(\.\d{3})+,\d+$|^[+-]?\d{1,3}(\.\d{3}){2,}$|^[+-]?\d*,(\d{1,2}|\d{4,})$)"
)
MINORITY = 0.05
"""A mark of the other kind in a smaller share of a column is a slip, not a habit."""

EVIDENCE = """
select count(*) filter (where regexp_matches(n, {dot})),
    count(*) filter (where regexp_matches(n, {comma})),
    count(*) filter (where regexp_matches(n, ','))
from (select distinct {cleaned} as n from {relation})
"""
NO_NUMBER = {
    "integer": "try_cast({text} as decimal(18,4)) is null",
    "money": "try_cast({text} as decimal(18,4)) is null",
    "number": "not coalesce(isfinite(try_cast({text} as double)), false)",
}
WHOLE = "try_cast({text} as integer) is null or contains({text}, '.')"
WANTED = {
    "integer": "a whole number such as 42",
    "money": "an amount such as 1234.50",
    "number": "a number such as 3.5",
}


def parsed_amount(source: Source, header: Header, column: Column, relation: str) -> Parsed:
    """The SQL of a number column, its decimal mark decided from all of its values.

    `1,234` is 1234 unless the column writes decimals with a comma; a column that does both keeps
    what has one meaning, and rejects the rest as `invalid_number`.
    """
    text = text_of(header)
    if _is_number(header):
        return _finished(column, text, _cast(column, header.held), {})
    if column.type == "integer" and not _unreadable(source, relation, text, WHOLE):
        return _finished(column, text, f"try_cast({text} as integer)", {})
    if not _unreadable(source, relation, text, NO_NUMBER[column.type]):
        return _finished(column, text, _cast(column, text), {})
    text = without_markers(text)
    cleaned = CLEANED.format(text=text, wide=literal(FULL_WIDTH), signs=literal(SIGNS))
    mark = _mark(source, relation, cleaned)
    notes = {"comma_decimals": f"contains({text}, ',')"} if mark in ("comma", "mixed") else {}
    return _finished(column, text, _cast(column, _with_dot(cleaned, mark)), notes)


def presumed_amount(header: Header, column: Column) -> Parsed | None:
    """The reading of a column of plain numbers, to be held against every cell once it is done."""
    if not header.is_text or header.blanks == "odd":
        return None
    text = text_of(header)
    # A cast passes over spaces by itself.
    if column.type != "integer":
        plain = _finished(column, text, _cast(column, header.held), {})
        return replace(plain, odd="{value} is null")
    whole = _finished(column, text, f"try_cast({header.held} as integer)", {})
    return replace(whole, odd=f"{{value}} is null or contains({header.held}, '.')")


def _is_number(header: Header) -> bool:
    return not header.is_text and header.sql_type not in ("BOOLEAN", "DATE")


def _unreadable(source: Source, relation: str, text: str, condition: str) -> int:
    return source.count(
        f"select count(*) from {relation} where {text} is not null "
        f"and ({condition.format(text=text)})"
    )


def _mark(source: Source, relation: str, cleaned: str) -> Mark:
    row = source.con.execute(
        EVIDENCE.format(
            dot=literal(SAYS_DOT), comma=literal(SAYS_COMMA), cleaned=cleaned, relation=relation
        )
    ).fetchone()
    dot, comma, commas = row or (0, 0, 0)
    if not commas:
        return "plain"
    if comma > MINORITY * (dot + comma):
        return "mixed" if dot > MINORITY * (dot + comma) else "comma"
    return "dot"


def _with_dot(cleaned: str, mark: Mark) -> str:
    """SQL of the number with a decimal dot and no groups; null where it has two meanings."""
    dotted = f"replace({cleaned}, ',', '')"
    from_comma = f"replace(replace({cleaned}, '.', ''), ',', '.')"
    if mark == "plain":
        return cleaned
    if mark == "dot":
        return _case(cleaned, (DOT_GROUPS, dotted))
    if mark == "comma":
        return _case(cleaned, (COMMA_GROUPS, from_comma), (COMMA_DECIMAL, from_comma))
    return _case(cleaned, (SAYS_DOT, dotted), (SAYS_COMMA, from_comma), ("[.,]", "null"))


def _case(cleaned: str, *branches: tuple[str, str]) -> str:
    whens = " ".join(
        f"when regexp_matches({cleaned}, {literal(pattern)}) then {value}"
        for pattern, value in branches
    )
    return f"case {whens} else {cleaned} end"


def _cast(column: Column, number: str) -> str:
    if column.type == "money":
        return f"try_cast({number} as decimal(18,4))"
    if column.type == "number":
        value = f"try_cast({number} as double)"
        return f"case when isfinite({value}) then {value} end"
    value = f"try_cast({number} as decimal(18,4))"
    return f"case when {value} = trunc({value}) then try_cast({value} as integer) end"


def _finished(column: Column, text: str, value: str, notes: dict[str, str]) -> Parsed:
    checks = []
    if column.low is not None:
        rule = "negative_price" if column.name in ("unit_price", "price") else "out_of_range"
        checks.append(Check(f"{{value}} < {column.low:g}", rule, f"the least is {column.low:g}"))
    if column.high is not None:
        checks.append(
            Check(f"{{value}} > {column.high:g}", "out_of_range", f"the most is {column.high:g}")
        )
    return Parsed(text, value, "invalid_number", WANTED[column.type], tuple(checks), notes)
