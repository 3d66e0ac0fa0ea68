"""The table `parsed`: every record as typed columns of ours, and the first problem of each."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.ingest.cells import Parsed, text_of
from crm_core.ingest.held import IMPORT_ID, LINE
from crm_core.ingest.readings import odd_cell
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.targets import LINE_COLUMNS
from crm_core.store.sql import literal, quoted

PARSED = """
create or replace table parsed as
select _line, {columns}, {problem}::usmallint as _problem
from (select _line, {named}, {marks} from (select *, {values} from records))
"""
"""Values are read once, below what asks whether they could be: a case would read them again."""


@dataclass(frozen=True)
class Problem:
    """What may be wrong with a row: the condition on the parsed columns, and the words for it."""

    condition: str
    rule: str
    reason: str


def build(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[Problem]:
    """Make `parsed`, with a truth value for each of `notes_of`, and `_odd`.

    The number in `_problem` counts the problems from 1, as the answer does. `_odd` marks rows that
    a presumed reading does not cover: where there are any, the columns are to be read closely.
    """
    values = _values(staged, readings, options)
    beside = _origin(staged)
    beside |= {column: condition for _, column, condition in notes_of(readings)}
    odd = [odd_cell(reading, _read(ours)) for ours, reading in readings.items() if reading.odd]
    marks = [
        f"{_is_there(ours, reading)} as {_there(ours)}"
        for ours, reading in readings.items()
        if reading.rule
    ]
    if options.id_from_row:
        marks.append(f"({is_blank(staged)}) as _blank")
    problems = _problems(staged, readings, options)
    whens = " ".join(
        f"when {problem.condition} then {number}" for number, problem in enumerate(problems, 1)
    )
    read = {_read(ours): sql for ours, sql in values.items()} | beside
    staged.source.con.execute(
        PARSED.format(
            columns=", ".join([*map(quoted, values), *beside, "_odd"]),
            problem=f"(case {whens} end)" if problems else "null",
            named=", ".join([f"{_read(ours)} as {quoted(ours)}" for ours in values] + [*beside]),
            marks=", ".join([*marks, f"({' or '.join(odd) or 'false'}) as _odd"]),
            values=", ".join(f"({sql}) as {name}" for name, sql in read.items()),
        )
    )
    return problems


def _read(ours: str) -> str:
    """The name of a value before it gets ours, which a column of the file may bear too."""
    return quoted("read " + ours)


def _there(ours: str) -> str:
    """The name of whether a cell that gives no value holds anything."""
    return quoted("_there " + ours)


def is_blank(staged: Staged) -> str:
    """SQL of whether a record holds nothing at all, in any column of the file."""
    return " and ".join(f"({text_of(h)}) is null" for h in staged.source.own) or "false"


def _is_there(ours: str, reading: Parsed) -> str:
    """SQL of whether a cell that gives no value holds anything."""
    return f"(case when {_read(ours)} is null then ({reading.text}) is not null end)"


def notes_of(readings: dict[str, Parsed]) -> list[tuple[str, str, str]]:
    """The rules that columns apply and that reject nothing: name, column of `parsed`, condition."""
    notes = [note for reading in readings.values() for note in reading.notes.items()]
    return [(rule, f"_note_{n}", condition) for n, (rule, condition) in enumerate(notes)]


def _origin(staged: Staged) -> dict[str, str]:
    """The import and line that a mended row bears, where the file has them."""
    if not staged.bears_rejects:
        return {}
    borne, line = staged.source.header(IMPORT_ID), staged.source.header(LINE)
    return {
        "_from_import": text_of(borne),  # type: ignore[arg-type]
        "_from_line": f"try_cast({text_of(line)} as bigint)",  # type: ignore[arg-type]
    }


def _values(staged: Staged, readings: dict[str, Parsed], options: Options) -> dict[str, str]:
    """SQL of each of our columns that the file fills, a key named for the row's place included."""
    values = {ours: reading.value for ours, reading in readings.items()}
    key = staged.shape.key
    if not options.id_from_row or not key:
        return values
    given = f"{values.pop(key)}, " if key in values else ""
    return {key: f"coalesce({given}'row-' || ({_place(staged)} - 1))", **values}


def _place(staged: Staged) -> str:
    """SQL of a row's place in the file; a mended row keeps that of its first file."""
    header = staged.source.header(LINE) if staged.bears_rejects else None
    if header is None:
        return "_line"
    return f"coalesce(try_cast({text_of(header)} as bigint), _line)"


def _problems(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[Problem]:
    # A row that is named for its place lacks nothing, even where it is blank.
    problems = [Problem("_blank", "missing_value", "''")] if options.id_from_row else []
    required = set(staged.shape.required)
    if staged.shape.table == "orders" and not staged.has_lines:
        required -= set(LINE_COLUMNS)
    if options.id_from_row:
        required.discard(staged.shape.key or "")
    for ours, reading in readings.items():
        name, shown = quoted(ours), _shown(staged, ours)
        cell = f"'''' || left({reading.text}, 80) || ''''"
        if reading.rule:
            unread = f"{name} is null and {_there(ours)}"
            reason = f"{literal(shown + ': ')} || {cell} || {literal(f' is not {reading.wanted}.')}"
            problems.append(Problem(unread, reading.rule, reason))
        for check in reading.checks:
            reason = (
                f"{literal(shown + ': ')} || {cell} || {literal(f' is refused, {check.wanted}.')}"
            )
            problems.append(Problem(check.condition.format(value=name), check.rule, reason))
        if ours in required:
            reason = literal(f"{shown} is blank, and every row needs one.")
            problems.append(Problem(f"{name} is null", "missing_value", reason))
    return problems


def _shown(staged: Staged, ours: str) -> str:
    return staged.mapping.get(ours, ours)
