"""The table `parsed`: every record as typed columns of ours, and the first problem of each."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.ingest.cells import Parsed, text_of
from crm_core.ingest.readings import odd_cell
from crm_core.ingest.sources import IMPORT_ID, LINE
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.targets import LINE_COLUMNS
from crm_core.store.sql import literal, quoted

PARSED = """
create or replace table parsed as
select _line, {columns}, {problem}::utinyint as _problem
from (select _line, {values} from records)
"""


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
    values = [f"({reading.value}) as {quoted(ours)}" for ours, reading in readings.items()]
    unread = [
        f"({reading.text}) is not null as {quoted('there ' + ours)}"
        for ours, reading in readings.items()
        if reading.rule
    ]
    if options.id_from_row and staged.shape.key:
        values = _with_row_ids(staged, readings, values)
    origin = _origin(staged)
    odd = [odd_cell(reading, f"({reading.value})") for reading in readings.values() if reading.odd]
    marks = [f"({condition}) as {column}" for _, column, condition in notes_of(readings)]
    marks.append(f"{' or '.join(odd) or 'false'} as _odd")
    problems = _problems(staged, readings, options)
    whens = " ".join(
        f"when {problem.condition} then {number}" for number, problem in enumerate(problems, 1)
    )
    kept = [quoted(ours) for ours in _filled(staged, readings, options)]
    kept += [value.rsplit(" as ", 1)[1] for value in [*origin, *marks]]
    staged.source.con.execute(
        PARSED.format(
            columns=", ".join(kept),
            problem=f"(case {whens} end)" if problems else "null",
            values=", ".join(values + unread + origin + marks),
        )
    )
    return problems


def notes_of(readings: dict[str, Parsed]) -> list[tuple[str, str, str]]:
    """The rules that columns apply and that reject nothing: name, column of `parsed`, condition."""
    notes = [note for reading in readings.values() for note in reading.notes.items()]
    return [(rule, f"_note_{n}", condition) for n, (rule, condition) in enumerate(notes)]


def _origin(staged: Staged) -> list[str]:
    """The import and line that a mended row bears, where the file has them."""
    if not staged.bears_rejects:
        return []
    borne, line = staged.source.header(IMPORT_ID), staged.source.header(LINE)
    return [
        f"{text_of(borne)} as _from_import",  # type: ignore[arg-type]
        f"try_cast({text_of(line)} as bigint) as _from_line",  # type: ignore[arg-type]
    ]


def _filled(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[str]:
    key = staged.shape.key
    made = [key] if options.id_from_row and key and key not in readings else []
    return [*made, *readings]


def _with_row_ids(staged: Staged, readings: dict[str, Parsed], values: list[str]) -> list[str]:
    """`row-N` where a row has no id; a mended row keeps the number of its first file."""
    key = quoted(staged.shape.key or "")
    line = "_line"
    header = staged.source.header(LINE) if staged.bears_rejects else None
    if header is not None:
        line = f"coalesce(try_cast({text_of(header)} as bigint), _line)"
    own = readings.get(staged.shape.key or "")
    rest = [value for value in values if not value.endswith(f" as {key}")]
    given = f"{own.value}, " if own else ""
    return [f"coalesce({given}'row-' || ({line} - 1)) as {key}", *rest]


def _problems(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[Problem]:
    problems = []
    required = set(staged.shape.required)
    if staged.shape.table == "orders" and not staged.has_lines:
        required -= set(LINE_COLUMNS)
    if options.id_from_row:
        required.discard(staged.shape.key or "")
    for ours, reading in readings.items():
        name, shown = quoted(ours), _shown(staged, ours)
        cell = f"'''' || left({reading.text}, 80) || ''''"
        if reading.rule:
            unread = f"{name} is null and {quoted('there ' + ours)}"
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
