"""Text, ids, e-mail addresses, phone numbers, closed sets and truth values."""

from __future__ import annotations

from crm_core.ingest import values
from crm_core.ingest.cells import (
    MARKERS,
    Parsed,
    text_of,
    without_markers,
    without_text_markers,
)
from crm_core.ingest.held import Header, Source
from crm_core.ingest.targets import IDS
from crm_core.schema import FALSE_WORDS, TRUE_WORDS, Column
from crm_core.store.sql import literal

DECIMAL_ID = r"^(\d+)\.0+$"
PHONE = "^[+(\\d][\\d\\s().\\-/\u00a0]*$"
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"

ID_EVIDENCE = """
select coalesce(bool_or(ends_with({held}, '.0') or ends_with({held}, '.00')), false),
    coalesce(bool_or(lower({text}) in ({markers})), false)
from {relation}
where strlen({held}) < 5 or contains({held}, '.0')
"""


def parsed_words(
    source: Source, header: Header, column: Column, relation: str, kept: list[str]
) -> Parsed:
    """The SQL of a text column; `kept` are ids that the store already has in this very spelling."""
    if column.name in IDS:
        return _parsed_id(source, header, column, relation, kept)
    if column.values:
        return _parsed_choice(column, text_of(header))
    if column.name == "email":
        return _parsed_email(text_of(header))
    text = without_text_markers(header)
    if column.name == "phone":
        bare = phone_digits(text)
        return Parsed(text, bare, notes={"doubtful_phone": f"length({bare}) < 3"})
    return Parsed(text, text)


def parsed_boolean(header: Header, column: Column) -> Parsed:
    """The SQL of a truth value in words, letters or digits."""
    if header.sql_type == "BOOLEAN":
        return Parsed(f"{header.held}::varchar", header.held)
    text = without_markers(text_of(header))
    yes, no = (", ".join(map(literal, words)) for words in (TRUE_WORDS, FALSE_WORDS))
    value = (
        f"case when lower({text}) in ({yes}) then true when lower({text}) in ({no}) then false end"
    )
    return Parsed(text, value, "invalid_boolean", "true or false")


def phone_digits(text: str) -> str:
    """SQL of a phone number without blanks and punctuation, + for a leading 00."""
    bare = f"regexp_replace({text}, '[^0-9+]', '', 'g')"
    plain = f"case when starts_with({bare}, '00') then '+' || substr({bare}, 3) else {bare} end"
    return f"case when regexp_matches({text}, {literal(PHONE)}) then {plain} else {text} end"


def _parsed_id(
    source: Source, header: Header, column: Column, relation: str, kept: list[str]
) -> Parsed:
    text = text_of(header)
    if header.is_float:
        text = f"(case when isfinite({header.held}) then {text} end)"
    value = text
    if header.is_text:
        decimals, markers = _id_evidence(source, header, relation, text)
        if decimals:
            whole = rf"regexp_replace({text}, {literal(DECIMAL_ID)}, '\1')"
            value = f"case when {text} like '%.0%' then {whole} else {text} end"
        if markers:
            value = without_markers(f"({value})")
    if column.name == "product_id":
        value = f"upper({value})"
    if kept:
        listed = ", ".join(literal(known) for known in kept)
        value = f"case when {text} in ({listed}) then {text} else {value} end"
    respelled = f"{header.held}::varchar <> {value}" if header.is_text else "false"
    notes = {"codes_normalised": respelled} if column.name == "product_id" else {}
    return Parsed(text, value, notes=notes)


def _id_evidence(source: Source, header: Header, relation: str, text: str) -> tuple[bool, bool]:
    markers = ", ".join(literal(marker) for marker in MARKERS if marker not in "-?")
    row = source.con.execute(
        ID_EVIDENCE.format(held=header.held, text=text, markers=markers, relation=relation)
    ).fetchone()
    return row or (False, False)


def _parsed_choice(column: Column, text: str) -> Parsed:
    known = values.meanings(column)
    entries = ", ".join(f"{literal(word)}: {literal(value)}" for word, value in known.items())
    text = without_markers(text)
    value = f"map {{{entries}}}[lower(replace({text}, ' ', ''))]"
    return Parsed(text, value, "unknown_value", f"one of {', '.join(column.values)}")


def _parsed_email(text: str) -> Parsed:
    """The domain in lower case; what lacks an @ is no address and is rejected, to be mended."""
    domain = (
        f"substr({text}, 1, strpos({text}, '@')) || lower(substr({text}, strpos({text}, '@') + 1))"
    )
    value = f"case when contains({text}, '@') then {domain} end"
    doubtful = f"contains({text}, '@') and not regexp_matches({text}, {literal(ADDRESS)})"
    return Parsed(
        without_markers(text),
        value,
        "invalid_email",
        "an address such as name@example.com",
        notes={"doubtful_email": doubtful},
    )
