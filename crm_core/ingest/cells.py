"""Cells as SQL: their text, and what a parser makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_core.ingest.sources import Header, Source
from crm_core.store.sql import literal

BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff"
MARKERS = ("nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat", "nil", "-", "?")
"""What programs write into a number or a date that is not there."""

EDGE = "(" + ", ".join(literal(blank) for blank in BLANKS if blank != " ") + ")"
TRIMMED = "nullif(trim({held}), '')"
TRIMMED_OF_ALL = f"nullif(trim({{held}}, {literal(BLANKS)}), '')"
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
    notes : rules that were applied and reject nothing, each with a condition in SQL.
    """

    text: str
    value: str
    rule: str = ""
    wanted: str = ""
    checks: tuple[Check, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)


def text_of(header: Header) -> str:
    """SQL of a cell's text without blanks around it; null where nothing is left.

    A whole number that a file holds as 13085.0 gives '13085'.
    """
    if header.is_text:
        # Trimming signs other than the blank is seven times dearer, and rarely needed.
        return (TRIMMED_OF_ALL if header.odd_blanks else TRIMMED).format(held=header.held)
    if header.sql_type in ("DOUBLE", "FLOAT"):
        return WHOLE.format(held=header.held)
    if header.sql_type.startswith("DECIMAL"):
        return (
            f"rtrim(rtrim({header.held}::varchar, '0'), '.')"
            if "," in header.sql_type
            else (f"{header.held}::varchar")
        )
    return f"{header.held}::varchar"


def look_for_odd_blanks(source: Source) -> None:
    """Mark the columns that have cells with tabs, line breaks or wide blanks around them."""
    texts = [header for header in source.headers if header.is_text]
    if source.is_plain or not texts:
        return
    odd = ", ".join(f"bool_or({h.held}[1] in {EDGE} or {h.held}[-1] in {EDGE})" for h in texts)
    row = source.con.execute(f"select {odd} from records").fetchone() or ()
    for header, found in zip(texts, row, strict=True):
        header.odd_blanks = bool(found)


def without_markers(text: str) -> str:
    """SQL of a typed cell's text, null where it only says that there is none."""
    listed = ", ".join(literal(marker) for marker in MARKERS)
    return f"(case when lower({text}) in ({listed}) then null else {text} end)"


def has_markers(source: Source, relation: str, text: str) -> bool:
    listed = ", ".join(literal(marker) for marker in MARKERS)
    return bool(source.count(f"select count(*) from {relation} where lower({text}) in ({listed})"))
