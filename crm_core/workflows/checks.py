"""Does the database keep its own rules? What no constraint can hold is checked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from crm_core.schema import CREATED_IN, RECORDS, SQL_TYPES, SYSTEM_COLUMNS, TRACKED, Table
from crm_core.store import Store, columns_of, quoted
from crm_core.store.columns import sql_types


@dataclass(frozen=True)
class Problem:
    """One broken rule: a code for machines, a sentence for people, and where it was found."""

    code: str
    message: str
    table: str


@dataclass(frozen=True)
class Checked:
    """Whether all is well, and what is not."""

    ok: bool
    problems: list[Problem]


def check_database(store: Store) -> Checked:
    """Go through every table: columns, keys, references and the change-sets that made the rows."""
    with store.cursor() as con:
        problems = [
            *(problem for table in TRACKED.values() for problem in _of_table(con, table)),
            *_of_change_sets(con),
        ]
    return Checked(not problems, problems)


def _of_table(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Problem]:
    found = {name: kind.lower() for name, kind in sql_types(con, table.name).items()}
    wanted = {c.name: SQL_TYPES[c.type] for c in columns_of(con, table.name)} | SYSTEM_COLUMNS
    broken = sorted(name for name, kind in wanted.items() if found.get(name) != kind)
    if broken:
        yield Problem("columns", f"Columns missing or changed: {', '.join(broken)}.", table.name)
        return
    yield from _counted(
        con,
        f"select count(*) - count(distinct {quoted(table.key)}) from {quoted(table.name)}",
        Problem("duplicate_key", "{} rows bear an id that another row bears.", table.name),
    )
    yield from _counted(
        con,
        f"select count(*) from {quoted(table.name)} "
        f"where {CREATED_IN} not in (select change_set_id from change_sets)",
        Problem("unknown_change_set", "{} rows come from no known change-set.", table.name),
    )
    if table.name in RECORDS:
        yield from _references(con, table)


def _references(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Problem]:
    for column in table.columns:
        if column.references:
            parent = TRACKED[column.references]
            name = quoted(column.name)
            yield from _counted(
                con,
                f"select count(*) from {quoted(table.name)} t where t.{name} is not null and not "
                f"exists (select 1 from {quoted(parent.name)} p where p.{quoted(parent.key)} = "
                f"t.{name})",
                Problem(
                    "missing_reference",
                    f"{{}} rows name a {parent.noun} that is not there.",
                    table.name,
                ),
            )


def _of_change_sets(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    yield from _counted(
        con,
        "select coalesce(max(change_set_id), 0) - count(*) from change_sets",
        Problem("missing_change_set", "{} change-sets are missing.", "change_sets"),
    )
    yield from _counted(
        con,
        "select count(*) from changes "
        "where change_set_id not in (select change_set_id from change_sets)",
        Problem("unknown_change_set", "{} changes belong to no change-set.", "changes"),
    )


def _counted(con: duckdb.DuckDBPyConnection, count: str, problem: Problem) -> Iterator[Problem]:
    """The problem with its number of rows, where there are any."""
    row = con.execute(count).fetchone()
    if row and row[0]:
        yield Problem(problem.code, problem.message.format(f"{row[0]:,}"), problem.table)
