"""Staged rows of one table held against the rows that are there: what is new, what changes.

Everything here selects and makes temporary tables: it serves the dry run as it serves the import.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb

from crm_core.ingest.handover import lend, merged_rows
from crm_core.ingest.staged import Staged
from crm_core.ingest.targets import GENERATED
from crm_core.ingest.words import phone_digits
from crm_core.schema import DELETED_AT, RECORDS, TRACKED, Column
from crm_core.store.columns import columns_of
from crm_core.store.sql import counted, quoted

OCCURRENCE_KEYS = {"ratings": ("customer_id", "product_id", "rated_at")}
"""What names a row without an id, where that is less than its whole content."""

REJECTED_BEFORE = """
create or replace temp table import_rejected_before as
select j.import_reject_id, j.import_id, j.line,
    bool_or(j.accepted_in is not null) over twins as accepted,
    first_value(j.import_id) over (twins order by j.created_in, j.import_reject_id) as first_import
from import_rejects j
left join imports i on i.import_id = j.import_id
where j.deleted_at is null
window twins as (
    partition by j.line, j.content,
        case when j.content is null then j.import_id
        else concat_ws(' ', i.table_name, i.rows_read, i.file_name) end
)
"""
"""The same row of a file that was imported twice is one row: mended, it is taken once."""
INCOMING = """
create or replace temp table {name} as
select i.*,
    i._from_line is not null and i._from_import is not null as _borne,
    coalesce(b.accepted, false) as _accepted,
    row_number() over (
        partition by coalesce(
            coalesce(b.first_import, i._from_import) || ' ' || i._from_line, 'own ' || i._line
        )
        order by i._line
    ) as _copy
from {rows} i
left join import_rejected_before b on b.import_id = i._from_import and b.line = i._from_line
"""
PLAIN_INCOMING = """
create or replace temp table import_incoming as
select *, false as _borne, false as _accepted, 1::bigint as _copy from import_file
"""
VERDICTS = """
select _verdict, sum(_rows)::bigint, coalesce(sum(_rows) filter (where _is_binned), 0)::bigint
from import_matched
group by 1
"""
REFUSED = "select _line, _rule from import_matched where _verdict = 'rejected' order by _line"


@dataclass
class Matched:
    """What an import would do, in rows of the file, and what it would make beside them."""

    counts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    orders_created: int = 0
    customers_created: int = 0
    products_created: int = 0


def match_rows(con: duckdb.DuckDBPyConnection, staged: Staged) -> Matched:
    """Make `import_matched`: the staged rows, `_id` of the row that is there, and `_verdict`."""
    spec = TRACKED[staged.shape.table]
    lend(con, staged, "import_file", merged_rows(staged, spec.key))
    if staged.bears_rejects:
        look_up_origins(con, "import_file", "import_incoming")
    else:
        con.execute(PLAIN_INCOMING)
    con.execute(_found(con, staged))
    con.execute(_judged(con, staged))
    matched = Matched()
    matched.rules.update(_origin_rules(con, keyed=_is_keyed(staged)))
    count_verdicts(con, matched)
    _count_repeats_as_updates(con, matched)
    matched.refused = con.execute(REFUSED).fetchall()
    matched.rules.update(rule for _, rule in matched.refused)
    _count_references(con, staged, matched)
    return matched


def look_up_origins(con: duckdb.DuckDBPyConnection, rows: str, name: str) -> None:
    """Make the table `name`: `rows`, and what became of the rejected rows that they bear."""
    con.execute(REJECTED_BEFORE)
    con.execute(INCOMING.format(rows=rows, name=name))


def count_verdicts(con: duckdb.DuckDBPyConnection, matched: Matched) -> None:
    """Count the rows of `import_matched` by what becomes of them, and those of binned records."""
    for verdict, rows, binned in con.execute(VERDICTS).fetchall():
        matched.counts[verdict] = rows
        matched.rules["in_the_bin"] += binned


def _is_keyed(staged: Staged) -> bool:
    return staged.shape.key in staged.names or staged.row_ids


def _found(con: duckdb.DuckDBPyConnection, staged: Staged) -> str:
    """SQL that makes `import_found`: `_line` and `_id` of every staged row that is there."""
    spec = TRACKED[staged.shape.table]
    key = quoted(spec.key)
    parts = []
    if _is_keyed(staged):
        parts.append(
            f"select i._line, t.{key} as _id from import_incoming i "
            f"join {quoted(spec.name)} t on t.{key} = i.{key}"
        )
    if spec.name in GENERATED:
        parts.append(_by_occurrence(staged))
    return "create or replace temp table import_found as " + " union all ".join(parts)


def _by_occurrence(staged: Staged) -> str:
    """Rows without an id: the n-th row of one content is the n-th of that content in the store."""
    spec = TRACKED[staged.shape.table]
    names = [name for name in staged.names if name != spec.key]
    same = [n for n in OCCURRENCE_KEYS.get(spec.name, tuple(names)) if n in names]
    listed = ", ".join(quoted(name) for name in same)
    unnamed = f"and i.{quoted(spec.key)} is null" if spec.key in staged.names else ""
    joined = " and ".join(f"s.{quoted(n)} is not distinct from f.{quoted(n)}" for n in same)
    return (
        "select f._line, s._id from ("
        f"select _line, {listed}, row_number() over (partition by {listed} order by _line) as nth "
        f"from import_incoming i where not _borne {unnamed}) f join ("
        f"select {quoted(spec.key)} as _id, {listed}, "
        f"row_number() over (partition by {listed} order by created_in, {quoted(spec.key)}) "
        f"as nth from {quoted(spec.name)} "
        "where customer_id in (select customer_id from import_incoming)) s "
        f"on s.nth = f.nth and {joined}"
    )


def _judged(con: duckdb.DuckDBPyConnection, staged: Staged) -> str:
    spec = TRACKED[staged.shape.table]
    differs = " or ".join(differences(staged.columns, spec.key, "i", "t")) or "false"
    left_alone = "_copy > 1" if _is_keyed(staged) else "_accepted or _copy > 1"
    rule = _refusal(staged)
    there = {column.name for column in columns_of(con, spec.name)}
    missing = "".join(f", null as {quoted(n)}" for n in staged.names if n not in there)
    return (
        "create or replace temp table import_matched as select i.*, f._id, "
        f"{rule} as _rule, t.{DELETED_AT} is not null as _is_binned, "
        f"case when f._id is null and ({left_alone}) then 'unchanged' "
        f"when {rule} is not null then 'rejected' when f._id is null then 'created' "
        f"when {differs} then 'updated' else 'unchanged' end as _verdict "
        "from import_incoming i left join import_found f on f._line = i._line "
        f"left join (select *{missing} from {quoted(spec.name)}) t "
        f"on t.{quoted(spec.key)} = f._id"
    )


def differences(columns: list[Column], key: str, file: str, there: str) -> list[str]:
    """SQL conditions, one a column: the file says something, and it is not what is there."""
    return [
        f"({file}.{quoted(c.name)} is not null and "
        f"{wanted(c, file, there)} is distinct from {there}.{quoted(c.name)})"
        for c in columns
        if c.name != key
    ]


def wanted(column: Column, file: str, there: str) -> str:
    """SQL of what a column shall hold: what the file says, else what is there.

    A phone number that differs in blanks and dashes only is the one that is there, and so is a
    number that differs in its last digit only: a workbook keeps sixteen.
    """
    name = quoted(column.name)
    if column.type == "number":
        near = f"abs({file}.{name} - {there}.{name}) <= 1e-15 * abs({there}.{name})"
        return (
            f"case when {near} then {there}.{name} else coalesce({file}.{name}, {there}.{name}) end"
        )
    if column.name == "phone":
        bare = phone_digits(f"{there}.{name}")
        return (
            f"case when {file}.{name} = {bare} then {there}.{name} "
            f"else coalesce({file}.{name}, {there}.{name}) end"
        )
    return f"coalesce({file}.{name}, {there}.{name})"


def _refusal(staged: Staged) -> str:
    """SQL of the rule that a row breaks by naming what is not there; null for most."""
    if staged.shape.table not in ("communications", "feedback"):
        return "null::varchar"
    order = ""
    if "order_id" in staged.names:
        order = (
            " when i.order_id is not null and i.order_id not in (select order_id from orders) "
            "then 'unknown_order'"
        )
    return (
        "case when i.customer_id not in (select customer_id from customers) "
        f"then 'unknown_customer'{order} end"
    )


def _origin_rules(con: duckdb.DuckDBPyConnection, *, keyed: bool) -> dict[str, int]:
    row = con.execute(
        "select count(*) filter (where _accepted), count(*) filter (where _copy > 1) "
        "from import_incoming where _borne"
    ).fetchone()
    accepted, copies = row or (0, 0)
    return {"accepted_before": 0 if keyed else accepted, "repeated_reject": copies}


def _count_repeats_as_updates(con: duckdb.DuckDBPyConnection, matched: Matched) -> None:
    """A new key on three rows is one row created and changed twice."""
    row = con.execute(
        "select coalesce(sum(_rows - 1), 0)::bigint from import_matched where _verdict = 'created'"
    ).fetchone()
    repeats = row[0] if row else 0
    matched.counts["created"] -= repeats
    matched.counts["updated"] += repeats


def _count_references(con: duckdb.DuckDBPyConnection, staged: Staged, matched: Matched) -> None:
    """Customers and products that rows name and nobody knows, in `import_new_…`."""
    for table, creators in (
        ("customers", ("ratings", "events", "orders")),
        ("products", ("ratings", "events")),
    ):
        key = RECORDS[table].key
        if staged.shape.table not in creators or key not in staged.names:
            continue
        made = counted(
            con,
            f"create or replace temp table import_new_{table} as select distinct i.{quoted(key)} "
            f"from import_matched i where i._verdict in ('created', 'updated') "
            f"and i.{quoted(key)} is not null "
            f"and i.{quoted(key)} not in (select {quoted(key)} from {quoted(table)})",
        )
        setattr(matched, f"{table}_created", made)
        matched.rules[f"{table}_created"] = made
    if staged.shape.table == "orders":
        matched.orders_created = matched.counts["created"]
