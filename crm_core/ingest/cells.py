"""Cells as SQL: their text, and what a parser makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crm_core.ingest.held import Header, Source
from crm_core.store.sql import literal

BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff"
MARKERS = ("nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat", "nil", "-", "?")
"""What programs write into a number or a date that is not there."""
TEXT_MARKERS = ("NULL", "null", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan")
"""What they write into a text that is not there, as they spell it: Null and Nan are names too."""

LISTED_TEXT_MARKERS = ", ".join(literal(marker) for marker in TEXT_MARKERS)
# What begins with a space, or is empty, sorts before `!`.
SPACED = "{held} < '!' or ends_with({held}, ' ')"
# A case spares the long cells the comparison, where `and` would make it for every one.
MARKED = (
    f"case when strlen({{held}}) < 7 then trim({{held}}) in ({LISTED_TEXT_MARKERS}) else false end"
)
EDGE = "(" + ", ".join(literal(blank) for blank in BLANKS if blank != " ") + ")"
ODD_EDGE = f"{{held}}[1] in {EDGE} or {{held}}[-1] in {EDGE}"
TEXTS = {
    "none": "{held}",
    "spaces": "nullif(trim({held}), '')",
    "odd": f"nullif(trim({{held}}, {literal(BLANKS)}), '')",
}
"""By the blanks around a column's cells: to trim is dear, and other signs than the space dearer."""
WHOLE = (
    "case when {held} = trunc({held}) and abs({held}) < 1e15 then {held}::bigint::varchar "
    "else {held}::varchar end"
)


@dataclass(frozen=True)
class Check:
    """A condition in SQL that no accepted row may meet; `{value}` in it is the parsed column."""

    condition: str
    rule: str
    wanted: str


@dataclass(frozen=True)
class Parsed:
    """One column of the file as a column of ours.

    Attributes
    ----------
    text : SQL of the cell's text, null where it is blank.
    value : SQL of the value, null where the cell is blank or cannot be read.
    rule, wanted : what rule a cell that cannot be read breaks, and what would do.
    checks : further conditions, each with its rule.
    odd : condition of a cell that a presumed reading does not cover; `{value}` as in a check.
    notes : rules that were applied and reject nothing, each with a condition in SQL.
    """

    text: str
    value: str
    rule: str = ""
    wanted: str = ""
    checks: tuple[Check, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    odd: str = ""


def text_of(header: Header) -> str:
    """SQL of a cell's text without blanks around it; null where nothing is left.

    A whole number that a file holds as 13085.0 gives '13085'.
    """
    if header.is_text:
        return TEXTS[header.blanks].format(held=header.held)
    if header.is_float:
        return WHOLE.format(held=header.held)
    if header.sql_type.startswith("DECIMAL") and not header.sql_type.endswith(",0)"):
        return f"rtrim(rtrim({header.held}::varchar, '0'), '.')"
    return f"{header.held}::varchar"


def look_for_odd_blanks(source: Source) -> None:
    """Mark the columns that have cells with tabs, line breaks or wide blanks around them."""
    if source.is_plain:
        return
    texts = [header for header in source.headers if header.is_text]
    met = _cells_of(source, [(header, ODD_EDGE) for header in texts])
    for header in texts:
        if next(met):
            header.blanks = "odd"


def look_at_texts(source: Source, headers: list[Header], free: list[Header]) -> None:
    """Mark those of `headers` with no cell to trim, and those of `free` with cells that say NULL.

    To trim a column for nothing, or to look for markers in each of its cells, is dear.
    """
    spaced = [header for header in headers if header.is_text and header.blanks == "spaces"]
    free = [header for header in free if header.is_text]
    met = _cells_of(source, [(h, SPACED) for h in spaced] + [(h, MARKED) for h in free])
    for header in spaced:
        if not next(met):
            header.blanks = "none"
    for header in free:
        header.has_markers = next(met)


def _cells_of(source: Source, asked: list[tuple[Header, str]]) -> Iterator[bool]:
    """Whether each of the columns has a cell of its condition; one scan for them all."""
    if not asked:
        return iter(())
    met = ", ".join(f"bool_or({condition.format(held=header.held)})" for header, condition in asked)
    return iter(source.con.execute(f"select {met} from records").fetchone() or ())


def without_text_markers(header: Header) -> str:
    """SQL of a free text, null where it only says that there is none."""
    text = text_of(header)
    if not header.has_markers:
        return text
    return f"(case when {text} in ({LISTED_TEXT_MARKERS}) then null else {text} end)"


def without_markers(text: str) -> str:
    """SQL of a typed cell's text, null where it only says that there is none."""
    listed = ", ".join(literal(marker) for marker in MARKERS)
    return f"(case when lower({text}) in ({listed}) then null else {text} end)"
