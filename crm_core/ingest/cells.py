"""Cells as SQL: their text, and what a parser makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_core.ingest.sources import Header, Source
from crm_core.store.sql import literal

BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff"
MARKERS = ("nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat", "nil", "-", "?")
"""What programs write into a number or a date that is not there."""

EDGE = "(" + ", ".join(literal(blank) for blank in BLANKS if blank != " ") + ")"
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
    if header.sql_type in ("DOUBLE", "FLOAT"):
        return WHOLE.format(held=header.held)
    if header.sql_type.startswith("DECIMAL"):
        return (
            f"rtrim(rtrim({header.held}::varchar, '0'), '.')"
            if "," in header.sql_type
            else (f"{header.held}::varchar")
        )
    return f"{header.held}::varchar"


def look_for_blanks(source: Source) -> None:
    """Mark what stands around the cells of each text column, so that few have to be trimmed."""
    texts = [header for header in source.headers if header.is_text]
    if not texts:
        return
    row = source.con.execute(
        f"select {', '.join(_blanks_around(source, header) for header in texts)} from records"
    ).fetchone()
    for header, found in zip(texts, row or (), strict=True):
        header.blanks = found or "none"


def _blanks_around(source: Source, header: Header) -> str:
    """SQL of the kind of blanks: text that begins with a blank, or is empty, sorts before `!`."""
    held = header.held
    spaces = f"when bool_or({held} < '!' or ends_with({held}, ' ')) then 'spaces'"
    odd = f"when bool_or({held}[1] in {EDGE} or {held}[-1] in {EDGE}) then 'odd'"
    return f"case {spaces if source.is_plain else f'{odd} {spaces}'} end"


def without_markers(text: str) -> str:
    """SQL of a typed cell's text, null where it only says that there is none."""
    listed = ", ".join(literal(marker) for marker in MARKERS)
    return f"(case when lower({text}) in ({listed}) then null else {text} end)"
