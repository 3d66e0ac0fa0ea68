"""Dates and times, however a file writes them; one reading a column, decided by its values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_core.ingest.cells import Check, Parsed, text_of, without_markers
from crm_core.ingest.held import Header, Source
from crm_core.schema import EARLIEST_DAY, LATEST_DAY, Column
from crm_core.store.sql import literal

ISO = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}.*)?$"
ZONED = r"\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)$"
PARTS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})([ T].*)?$"
YEAR_DOTS = r"^\d{4}\.\d{1,2}\.\d{1,2}( .*)?$"
CHINESE = r"^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号].*$"
COMPACT = r"^(19|20|21)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])(\d{6})?$"
SECONDS = r"^\d{9,10}(\.\d+)?$"
MILLISECONDS = r"^\d{12,13}(\.0+)?$"
EPOCH = rf"{SECONDS}|{MILLISECONDS}"
SERIAL = r"^\d{5}(\.\d+)?$"
NAMED = r"[A-Za-z]{3,}"
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p")
NAMED_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%Y %b %d", "%Y %B %d")
SHORT_NAMED_DAYS = ("%d %b %y", "%d %B %y", "%b %d %y", "%B %d %y")
MINORITY = 0.05
"""Days above 12 in the other place, in a smaller share of a column, are slips, not a habit."""

EVIDENCE = """
select
    count(*) filter (where regexp_matches(t, {zoned})) as zoned,
    count(*) filter (where regexp_matches(t, {epoch})) as epochs,
    count(*) filter (where regexp_matches(t, {parts})) as parts,
    count(*) filter (where try_cast(regexp_extract(t, {parts}, 1) as integer) > 12) as day_first,
    count(*) filter (where try_cast(regexp_extract(t, {parts}, 2) as integer) > 12) as month_first,
    count(*) filter (where try_cast(regexp_extract(t, {parts}, 1) as integer) > 31) as year_first,
    count(*) filter (where not regexp_matches(t, {iso})) as others,
    count(*) filter (where regexp_matches(t, '^\\d{{1,2}}\\.')) as dots
from (select distinct {text} as t from {relation} where {odd})
where t is not null
"""
ODD = (
    f"coalesce({{value}} < timestamp '{EARLIEST_DAY}', true) or not "
    "(strlen({held}) in (10, 16) or (strlen({held}) = 19 and {held} like '%:__:__'))"
)
"""What is not plainly an ISO date or time: only these are looked at closely."""


@dataclass(frozen=True)
class _Evidence:
    zoned: int
    epochs: int
    parts: int
    day_first: int
    month_first: int
    year_first: int
    others: int
    dots: int

    @property
    def order(self) -> str:
        """Which of the first two numbers is the day."""
        first, second = self.day_first - self.year_first, self.month_first
        if self.year_first and not first:
            return "year_first"
        if not first and not second:
            return "day_first_assumed"
        if min(first, second) > MINORITY * (first + second):
            return "by_value"
        return "day_first" if first > second else "month_first"


def parsed_moment(
    source: Source, header: Header, column: Column, relation: str, time_zone: str
) -> Parsed:
    """The SQL of a date or time column.

    Read are ISO dates with or without a time, `d/m/Y` or `m/d/Y` (the column's days above 12
    decide; where there are none the day comes first, and the rule says so), years of two digits,
    `Y年m月d日`, months by name, `YYYYMMDD`, epoch seconds and milliseconds, and the day numbers of
    a spreadsheet. A time with a zone, and one since the epoch, is moved to `time_zone`, where the
    workspace keeps its times.
    """
    if header.sql_type.startswith("TIMESTAMP WITH"):
        moved = f"timezone({literal(time_zone)}, {header.held})"
        return _finished(column, f"{header.held}::varchar", moved, {})
    if header.sql_type.startswith(("TIMESTAMP", "DATE")):
        return _finished(column, f"{header.held}::varchar", f"{header.held}::timestamp", {})
    text = text_of(header)
    evidence = _evidence(source, relation, text, header)
    if not evidence.others and not evidence.zoned:
        return _finished(column, text, f"try_cast({text} as timestamp)", {})
    text = without_markers(text)
    readings, notes = _readings(text, evidence, time_zone, spreadsheet=source.form == "Excel")
    return _finished(column, text, f"coalesce({', '.join(readings)})", notes)


def presumed_moment(header: Header, column: Column) -> Parsed | None:
    """The reading of a column of plain ISO moments, to be held against every cell once done."""
    if not header.is_text or header.blanks == "odd":
        return None
    # A cast passes over spaces by itself.
    plain = _finished(column, text_of(header), f"try_cast({header.held} as timestamp)", {})
    return replace(plain, odd=ODD.format(held=header.held, value="{value}"))


def _evidence(source: Source, relation: str, text: str, header: Header) -> _Evidence:
    held = f"{header.held}::varchar"
    row = source.con.execute(
        EVIDENCE.format(
            zoned=literal(ZONED),
            epoch=literal(EPOCH),
            parts=literal(PARTS),
            iso=literal(ISO),
            text=text,
            relation=relation,
            odd=ODD.format(held=held, value=f"try_cast({held} as timestamp)"),
        )
    ).fetchone()
    return _Evidence(*(row or (0,) * 8))


def _readings(
    text: str, evidence: _Evidence, time_zone: str, *, spreadsheet: bool
) -> tuple[list[str], dict[str, str]]:
    notes: dict[str, str] = {}
    readings = []
    if evidence.zoned:
        moved = f"timezone({literal(time_zone)}, try_cast({text} as timestamptz))"
        readings.append(_where(text, ZONED, moved))
    if evidence.zoned or evidence.epochs:
        moving = literal(f"{ZONED}|{EPOCH}")
        notes["moved_to_time_zone"] = f"regexp_matches({text}, {moving})"
    readings.append(_where(text, ISO, f"try_cast({text} as timestamp)"))
    if evidence.parts:
        readings += _by_parts(text, evidence.order)
        rule = "days_first" if evidence.order.startswith("day") else evidence.order
        rule = {"month_first": "months_first", "by_value": "dates_by_value"}.get(rule, rule)
        if evidence.order == "day_first_assumed":
            rule = "days_first" if evidence.dots else "days_first_assumed"
        notes[rule] = f"regexp_matches({text}, {literal(PARTS)})"
    readings += [
        _where(text, YEAR_DOTS, f"try_cast(replace({text}, '.', '-') as timestamp)"),
        _where(text, CHINESE, _chinese(text)),
        _where(text, COMPACT, f"try_strptime(rpad({text}, 14, '0'), '%Y%m%d%H%M%S')"),
        _where(text, SECONDS, _since_epoch(text, 1, time_zone)),
        _where(text, MILLISECONDS, _since_epoch(text, 1000, time_zone)),
        _where(text, NAMED, _by_name(text)),
    ]
    if spreadsheet:
        since = "timestamp '1899-12-30' + to_microseconds((try_cast({} as double) * 864e8)::bigint)"
        readings.append(_where(text, SERIAL, since.format(text)))
    return readings, notes


def _where(text: str, pattern: str, value: str) -> str:
    return f"case when regexp_matches({text}, {literal(pattern)}) then {value} end"


def _since_epoch(text: str, units: int, time_zone: str) -> str:
    """The wall time in the workspace's zone; what is counted since 1970 is counted in UTC."""
    return f"timezone({literal(time_zone)}, to_timestamp(try_cast({text} as double) / {units}))"


def _by_parts(text: str, order: str) -> list[str]:
    """`1/2/2010` by the order of its column."""
    slashed = f"regexp_replace(replace({text}, 'T', ' '), '[-.]', '/', 'g')"
    clock = f"regexp_replace({slashed}, '(/\\d{{4}}|/\\d{{2}})\\s+', '\\1 ')"
    days, months = _formats(clock, text, "%d/%m/"), _formats(clock, text, "%m/%d/")
    if order.startswith("day_first"):
        return [days]
    if order == "month_first":
        return [months]
    if order == "year_first":
        return [_strptime(clock, "%y/%m/%d")]
    first = f"try_cast(regexp_extract({text}, {literal(PARTS)}, 1) as integer)"
    second = f"try_cast(regexp_extract({text}, {literal(PARTS)}, 2) as integer)"
    return [f"case when {first} > 12 then {days} when {second} > 12 then {months} end"]


def _formats(clock: str, text: str, days: str) -> str:
    """Both lengths of a year: `%Y` alone would read 10 as the year 10."""
    long = _where(text, r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", _strptime(clock, days + "%Y"))
    short = _where(text, r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}([^\d]|$)", _strptime(clock, days + "%y"))
    return f"coalesce({long}, {short})"


def _strptime(text: str, *days: str) -> str:
    formats = ", ".join(literal(day + time) for day in days for time in TIMES)
    return f"try_strptime({text}, [{formats}])"


def _chinese(text: str) -> str:
    numbers = f"regexp_extract_all({text}, '\\d+')"
    pm = f"regexp_matches({text}, '下午|晚上')"
    hour = f"coalesce(try_cast({numbers}[4] as integer), 0)"
    hour = f"case when {pm} and {hour} < 12 then {hour} + 12 else {hour} end"
    clock = [f"coalesce({numbers}[{n}], '0')" for n in (5, 6)]
    return (
        f"try_cast({numbers}[1] || '-' || {numbers}[2] || '-' || {numbers}[3] || ' ' || "
        f"lpad(({hour})::varchar, 2, '0') || ':' || lpad({clock[0]}, 2, '0') || ':' || "
        f"lpad({clock[1]}, 2, '0') as timestamp)"
    )


def _by_name(text: str) -> str:
    cardinal = f"regexp_replace({text}, '(\\d)(st|nd|rd|th)\\b', '\\1')"
    spaced = f"trim(regexp_replace({cardinal}, '[-,/. ]+', ' ', 'g'))"
    long = _where(text, r"\d{4}", _strptime(spaced, *NAMED_DAYS))
    return f"coalesce({long}, {_strptime(spaced, *SHORT_NAMED_DAYS)})"


def _finished(column: Column, text: str, value: str, notes: dict[str, str]) -> Parsed:
    whole = value if column.type == "timestamp" else f"({value})::date"
    wanted = "a date such as 2010-12-31" + (" 14:30" if column.type == "timestamp" else "")
    bounds = Check(
        f"{{value}} < timestamp '{EARLIEST_DAY}' or {{value}} >= date '{LATEST_DAY}' + 1",
        "invalid_date",
        f"a day between {EARLIEST_DAY.year} and {LATEST_DAY.year}",
    )
    return Parsed(text, whole, "invalid_date", wanted, (bounds,), notes)
