"""The records of a file read, checked and staged, with nothing asked of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from crm_core.errors import ExtraColumnsOfOrders
from crm_core.ingest import mapping as mappings
from crm_core.ingest.cells import Parsed, look_for_odd_blanks, text_of
from crm_core.ingest.extras import Extra, kept_extras, renamed
from crm_core.ingest.parsing import Context, parsed
from crm_core.ingest.sources import IMPORT_ID, LINE, Source
from crm_core.ingest.targets import LINE_COLUMNS, Shape, holds_lines, shape_of
from crm_core.schema import Column
from crm_core.store.sql import literal, quoted

PROBLEM_ROWS = """
create temp table problem_rows as
select r.*, p._problem, {blank} as _blank
from records r
join (select _line, _problem from parsed where _problem is not null) p on p._line = r._line
"""
REJECTS = """
create table rejects as
select _line as line, case _problem {rules} end as rule, case _problem {reasons} end as reason
from problem_rows
where not _blank
union all
select line, 'unreadable_row', reason from ragged
"""
ORDER_NOTES = """
select count(*) filter (where {no_customer}),
    count(*) filter (where quantity < 0 or regexp_matches(order_id, '^C[0-9]')),
    count(*) filter (where unit_price = 0),
    count(*) filter (where product_id in (select unnest($charge_codes)))
from parsed
"""


@dataclass(frozen=True)
class Options:
    """How a file is to be read, beside its mapping."""

    keep_extra: bool = False
    id_from_row: bool = False


@dataclass(frozen=True)
class _Problem:
    """What may be wrong with a row: the condition on the parsed columns, and the words for it."""

    condition: str
    rule: str
    reason: str


@dataclass
class Staged:
    """A file ready to be matched with the database.

    `parsed` in `source.con` has `_line`, our columns typed, and `_problem` (null for a good row);
    `rejects` there has line, rule and reason.
    """

    source: Source
    shape: Shape
    chosen: mappings.Chosen
    extras: list[Extra]
    context: Context
    read: int
    rules: Counter[str]
    row_ids: bool = False
    """Whether rows without an id are named for their place in the file."""

    @property
    def table(self) -> str:
        """Where the rows go: lines of orders go to `order_lines`, through orders."""
        return "order_lines" if self.has_lines else self.shape.table

    @property
    def has_lines(self) -> bool:
        return self.shape.table == "orders" and holds_lines(set(self.chosen))

    @property
    def columns(self) -> list[Column]:
        """Our columns that the file fills, custom ones included."""
        mapped = [column for column in self.shape.columns if column.name in self.chosen]
        return mapped + [extra.column for extra in self.extras]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def bears_rejects(self) -> bool:
        """Whether the file is one of rejected rows, with the import and line of each."""
        return all(self.source.header(name) is not None for name in (IMPORT_ID, LINE))

    @property
    def mapping(self) -> dict[str, str]:
        """Ours to theirs."""
        extras = {extra.column.name: extra.header.name for extra in self.extras}
        return {ours: header.name for ours, header in self.chosen.items()} | extras

    @property
    def left_out(self) -> list[str]:
        """The file's columns that go nowhere."""
        used = set(self.mapping.values())
        return [name for name in self.source.names if name not in used]

    @property
    def messages(self) -> list[str]:
        return renamed(self.extras)


def stage(
    source: Source,
    table: str,
    *,
    mapping: Mapping[str, str] | None,
    options: Options,
    context: Context,
) -> Staged:
    """Read and check every record of `source` as a row of `table`.

    Raises
    ------
    UnknownColumn, MissingColumn
        If the mapping names what is not there, or leaves out what every row needs.
    """
    shape = shape_of(table, context.custom)
    look_for_odd_blanks(source)
    suggestions = mappings.suggested(source, shape, context)
    chosen = mappings.overruled(source, shape, suggestions, mapping)
    mappings.check_complete(source, shape, chosen, id_from_row=options.id_from_row)
    extras = _extras(source, shape, chosen, options, context)
    readings = {
        ours: parsed(source, header, _column(shape, ours), context)
        for ours, header in chosen.items()
    }
    readings |= {e.column.name: parsed(source, e.header, e.column, context) for e in extras}
    staged = Staged(source, shape, chosen, extras, context, 0, Counter(), options.id_from_row)
    problems = _build(staged, readings, options)
    _reject(staged, problems)
    _note(staged, readings, options)
    return staged


def _column(shape: Shape, name: str) -> Column:
    column = shape.column(name)
    if column is None:
        raise KeyError(name)
    return column


def _extras(
    source: Source, shape: Shape, chosen: mappings.Chosen, options: Options, context: Context
) -> list[Extra]:
    if not options.keep_extra:
        return []
    if shape.table == "orders":
        raise ExtraColumnsOfOrders
    used = {header.name for header in chosen.values()}
    rest = [header for header in source.own if header.name not in used]
    return kept_extras(source, shape.table, rest, context)


def _build(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[_Problem]:
    """Make `parsed`; the number in `_problem` counts the problems from 1."""
    values = [f"({reading.value}) as {quoted(ours)}" for ours, reading in readings.items()]
    unread = [
        f"({reading.text}) is not null as {quoted('there ' + ours)}"
        for ours, reading in readings.items()
        if reading.rule
    ]
    if options.id_from_row and staged.shape.key:
        values = _with_row_ids(staged, readings, values)
    origin = []
    if staged.bears_rejects:
        borne, line = staged.source.header(IMPORT_ID), staged.source.header(LINE)
        origin = [
            f"{text_of(borne)} as _from_import",  # type: ignore[arg-type]
            f"try_cast({text_of(line)} as bigint) as _from_line",  # type: ignore[arg-type]
        ]
    problems = _problems(staged, readings, options)
    whens = " ".join(
        f"when {problem.condition} then {number}" for number, problem in enumerate(problems, 1)
    )
    kept = ", ".join(quoted(ours) for ours in _filled(staged, readings, options))
    tail = ", _from_import, _from_line" if origin else ""
    staged.source.con.execute(
        f"create table parsed as select _line, {kept}{tail}, "
        f"{f'case {whens} end' if problems else 'null'}::utinyint as _problem "
        f"from (select _line, {', '.join(values + unread + origin)} from records)"
    )
    return problems


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


def _problems(staged: Staged, readings: dict[str, Parsed], options: Options) -> list[_Problem]:
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
            problems.append(_Problem(unread, reading.rule, reason))
        for check in reading.checks:
            reason = (
                f"{literal(shown + ': ')} || {cell} || {literal(f' is refused, {check.wanted}.')}"
            )
            problems.append(_Problem(check.condition.format(value=name), check.rule, reason))
        if ours in required:
            reason = literal(f"{shown} is blank, and every row needs one.")
            problems.append(_Problem(f"{name} is null", "missing_value", reason))
    return problems


def _shown(staged: Staged, ours: str) -> str:
    return staged.mapping.get(ours, ours)


def _reject(staged: Staged, problems: list[_Problem]) -> None:
    source = staged.source
    blank = " and ".join(f"({text_of(header)}) is null" for header in source.own) or "false"
    rules = " ".join(f"when {n} then {literal(p.rule)}" for n, p in enumerate(problems, 1))
    reasons = " ".join(f"when {n} then {p.reason}" for n, p in enumerate(problems, 1))
    if not problems:
        rules = reasons = "when 0 then ''"
    source.con.execute(PROBLEM_ROWS.format(blank=blank))
    source.con.execute(REJECTS.format(rules=rules, reasons=reasons))
    skipped = source.count("select count(*) from problem_rows where _blank")
    records = source.count("select count(*) from records")
    staged.read = records + source.count("select count(*) from ragged") - skipped
    staged.rules["blank_rows"] = skipped
    for rule, rows in source.con.execute(
        "select rule, count(*) from rejects group by 1"
    ).fetchall():
        staged.rules[rule] = rows


def _note(staged: Staged, readings: dict[str, Parsed], options: Options) -> None:
    notes = [note for reading in readings.values() for note in reading.notes.items()]
    if notes:
        counts = ", ".join(f"count(*) filter (where {condition})" for _, condition in notes)
        row = staged.source.con.execute(f"select {counts} from records").fetchone() or ()
        for (rule, _), rows in zip(notes, row, strict=True):
            staged.rules[rule] += rows
    staged.rules["duplicate_headers"] = staged.source.renamed
    staged.rules["columns_renamed"] = len(staged.messages)
    if options.id_from_row and staged.shape.key:
        key = quoted(staged.shape.key)
        staged.rules["ids_from_row"] = staged.source.count(
            f"select count(*) from parsed where _problem is null and starts_with({key}, 'row-')"
        )
    if staged.has_lines:
        _note_order_rules(staged)


def _note_order_rules(staged: Staged) -> None:
    """Count the rules of the order file over all of its rows, rejected ones included."""
    missing = "customer_id is null" if "customer_id" in staged.chosen else "true"
    if "order_line_id" in staged.chosen and "customer_id" not in staged.chosen:
        missing = "false"
    row = staged.source.con.execute(
        ORDER_NOTES.format(no_customer=missing),
        {"charge_codes": list(staged.context.charge_codes)},
    ).fetchone()
    names = ("no_customer", "returns", "zero_price", "charge_lines")
    for rule, rows in zip(names, row or (0,) * 4, strict=True):
        staged.rules[rule] = rows
