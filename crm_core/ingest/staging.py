"""The records of a file read, checked and staged, with nothing asked of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from crm_core.errors import ExtraColumnsOfOrders
from crm_core.ingest import mapping as mappings
from crm_core.ingest.building import Problem, build, is_blank, notes_of
from crm_core.ingest.cells import Parsed, look_at_texts, look_for_odd_blanks
from crm_core.ingest.extras import Extra, kept_extras
from crm_core.ingest.held import Source
from crm_core.ingest.parsing import Context, Spelled
from crm_core.ingest.readings import close_readings, first_readings
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.targets import IDS, RETURN_ID, Shape, shape_of
from crm_core.schema import Column
from crm_core.store.sql import literal, quoted

PROBLEM_ROWS = """
create or replace temp table problem_rows as
select r.*, p._problem, {blank} as _blank
from records r
join (select _line, _problem from parsed where _problem is not null) p on p._line = r._line
"""
REJECTS = """
create or replace table rejects as
select _line as line, case _problem {rules} end as rule, case _problem {reasons} end as reason
from problem_rows
where not _blank
union all
select line, 'unreadable_row', reason from ragged
"""


def stage(
    source: Source,
    table: str,
    *,
    mapping: Mapping[str, str] | None,
    options: Options,
    context: Context,
    spelled: Spelled | None = None,
) -> Staged:
    """Read and check every record of `source` as a row of `table`.

    `spelled` is asked for the spellings of the ids that the file turns out to hold.

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
    if spelled is not None:
        context = replace(context, spellings=spelled([name for name in chosen if name in IDS]))
    extras = _extras(source, shape, chosen, options, context)
    columns = {ours: (header, _column(shape, ours)) for ours, header in chosen.items()}
    columns |= {extra.column.name: (extra.header, extra.column) for extra in extras}
    staged = Staged(source, shape, chosen, extras, context, 0, Counter(), options.id_from_row)
    texts = [(header, column) for header, column in columns.values() if column.type == "text"]
    free = [header for header, column in texts if column.name not in IDS and not column.values]
    look_at_texts(source, [header for header, _ in texts], free)
    readings = first_readings(source, columns, context)
    problems = build(staged, readings, options)
    if source.count("select count(*) from parsed where _odd"):
        readings = close_readings(source, columns, context)
        problems = build(staged, readings, options)
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


def _reject(staged: Staged, problems: list[Problem]) -> None:
    source = staged.source
    rules = " ".join(f"when {n} then {literal(p.rule)}" for n, p in enumerate(problems, 1))
    reasons = " ".join(f"when {n} then {p.reason}" for n, p in enumerate(problems, 1))
    if not problems:
        rules = reasons = "when 0 then ''"
    source.con.execute(PROBLEM_ROWS.format(blank=is_blank(staged)))
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
    """Count the rules that reject nothing over all rows, rejected ones included, in one scan."""
    notes = notes_of(readings)
    counts = [(rule, column) for rule, column, _ in notes]
    counts += _order_notes(staged) if staged.has_lines else []
    if options.id_from_row and staged.shape.key:
        key = quoted(staged.shape.key)
        counts.append(("ids_from_row", f"_problem is null and starts_with({key}, 'row-')"))
    if counts:
        listed = ", ".join(f"count(*) filter (where {condition})" for _, condition in counts)
        row = staged.source.con.execute(f"select {listed} from parsed").fetchone() or ()
        for (rule, _), rows in zip(counts, row, strict=True):
            staged.rules[rule] += rows
    staged.rules["duplicate_headers"] = staged.source.renamed
    staged.rules["columns_renamed"] = len(staged.messages)


def _order_notes(staged: Staged) -> list[tuple[str, str]]:
    missing = "customer_id is null" if "customer_id" in staged.chosen else "true"
    if "order_line_id" in staged.chosen and "customer_id" not in staged.chosen:
        missing = "false"
    codes = ", ".join(literal(code) for code in staged.context.charge_codes)
    return [
        ("no_customer", missing),
        ("returns", f"quantity < 0 or {RETURN_ID}"),
        ("zero_price", "unit_price = 0"),
        ("charge_lines", f"product_id in ({codes})" if codes else "false"),
    ]
