"""Whose rows are whose while customers are merged.

Every row names one customer: while a customer is merged into another, that one, or whoever that one
was merged into in turn. So sums by customer need not know of merges. Whom a row that was moved
belongs to is kept in `moved_rows`; it goes home when that customer is given back. What a person
moves to somebody else in between belongs there from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.schema import CUSTOMERS, MERGES, MOVED_ROWS, RECORDS, TRACKED, WHOLES, Table
from crm_core.store.removal import Choices, UndoConflict, remove
from crm_core.store.sql import counted, first_row, literal, quoted
from crm_core.store.transaction import Transaction

FOLLOWERS = tuple(
    (table, column.name)
    for table in TRACKED.values()
    if table.name in RECORDS or table.name in WHOLES
    for column in table.columns
    if column.references == CUSTOMERS.name
)
"""The tables whose rows go along with a customer who is merged, and the column that names one."""

PATHS = """
create or replace temp table merge_paths as
with recursive paths as (
    select customer_id, into_id as above_id
    from merges
    where deleted_at is null
    union all
    select p.customer_id, m.into_id as above_id
    from paths p
    join merges m on m.customer_id = p.above_id and m.deleted_at is null
)
select customer_id, above_id, above_id not in (select customer_id from paths) as is_root
from paths
"""
STEP = "select into_id, created_in from merges where customer_id = $id and deleted_at is null"


def home_of(con: DuckDBPyConnection, customer_id: str) -> tuple[str, int]:
    """Whom a customer is part of now, and the last merge on the way: themselves and 0 if none."""
    home_id, last = customer_id, 0
    while step := first_row(con, STEP, {"id": home_id}):
        home_id, last = step[0], max(last, step[1])
    return home_id, last


def settle(tx: Transaction) -> int:
    """Move the rows of customers who are merged to whom they are part of, and give how many.

    A part of a whole (a member of a kept segmentation) stays where the other has one there already.
    """
    everything = MERGES.name in tx.summary
    written = [(t, c) for t, c in FOLLOWERS if everything or t.name in tx.summary]
    if not written or not counted(tx.con, "select count(*) from merges where deleted_at is null"):
        return 0
    tx.con.execute(PATHS)
    moved = sum(_carry(tx, table, column) for table, column in written)
    for table, column in written:
        if "updated" in tx.summary.get(table.name, {}):
            _forget_strays(tx, table, column)
    return moved


STRAYS = """
select m.moved_row_id
from moved_rows m
join {table} t on t.{key} = m.row_id
left join merge_paths p on p.customer_id = m.home_id and p.is_root
where m.table_name = {name}
    and t.{column} <> coalesce(p.above_id, m.home_id)
    and m.row_id in (
        select row_id
        from changes
        where change_set_id = $id
            and table_name = {name}
            and kind = 'updated'
            and map_contains(after, {column_name})
    )
"""


def _forget_strays(tx: Transaction, table: Table, column: str) -> None:
    """Drop what is kept of rows that `tx` gave to somebody else: they belong there from now on."""
    strays = STRAYS.format(**_parts(table, column), column_name=literal(column))
    remove(tx, MOVED_ROWS.name, strays, {"id": tx.change_set_id})


def _parts(table: Table, column: str) -> dict[str, str]:
    """The names of a table, quoted for the statements here; `name` is a literal."""
    return {
        "table": quoted(table.name),
        "name": literal(table.name),
        "key": quoted(table.key),
        "column": quoted(column),
    }


MOVING = """
create or replace temp table moving as
select t.{key} as row_id, t.{column} as was, p.above_id as root_id, m.moved_row_id, m.home_id
from {table} t
join merge_paths p on p.customer_id = t.{column} and p.is_root
left join moved_rows m on m.table_name = {name} and m.row_id = t.{key}
"""
ONE_OF_A_WHOLE = """
where t.{whole} not in (
    select o.{whole}
    from {table} o
    where o.{column} = p.above_id
)
qualify row_number() over (partition by t.{whole}, p.above_id order by t.{key}) = 1
"""
NEW_HOMES = """
select {name} || ':' || row_id as moved_row_id, {name} as table_name, row_id, was as home_id
from moving
where moved_row_id is null
"""
CHANGED_HOMES = """
select moved_row_id, was as home_id
from moving
where home_id <> was
    and not exists (
        select 1
        from merge_paths p
        where p.customer_id = home_id
            and p.above_id = was
    )
"""


def _carry(tx: Transaction, table: Table, column: str) -> int:
    """Move rows of one table; whom each belongs to is noted where it was at home until now."""
    parts = _parts(table, column)
    moving = MOVING
    if table.name in WHOLES:
        moving += ONE_OF_A_WHOLE
        parts["whole"] = quoted(WHOLES[table.name][0])
    tx.con.execute(moving.format(**parts))
    if not counted(tx.con, "select count(*) from moving"):
        return 0
    tx.update(MOVED_ROWS.name, CHANGED_HOMES)
    tx.insert(MOVED_ROWS.name, NEW_HOMES.format(**parts))
    moved = f"select row_id as {parts['key']}, root_id as {parts['column']} from moving"
    return tx.update(table.name, moved).rows


PLACED = """
create or replace temp table placed as
with merged as (
    select customer_id
    from merges
    where created_in = $id
        or customer_id in (
            select row_id
            from changes
            where change_set_id = $id
                and table_name = 'merges'
                and kind = 'restored'
        )
),
belonging as (
    select customer_id as part
    from merged
    union
    select p.customer_id as part
    from merge_paths p
    join merged m on m.customer_id = p.above_id
)
{tables}
"""
PLACED_IN = """
select m.moved_row_id, m.table_name, m.row_id, m.home_id
from moved_rows m
join belonging b on b.part = m.home_id
join merge_paths p on p.customer_id = m.home_id and p.is_root
join {table} t on t.{key} = m.row_id and t.{column} = p.above_id
where m.table_name = {name}
"""


def mark_placed(tx: Transaction, target: int) -> None:
    """Temp table `placed`: the moved rows that are where the merges of `target` took them."""
    tx.con.execute(PATHS)
    tables = " union all ".join(PLACED_IN.format(**_parts(*each)) for each in FOLLOWERS)
    tx.con.execute(PLACED.format(tables=tables), {"id": target})


HOMEWARD = """
select a.row_id as {key}, coalesce(p.above_id, a.home_id) as {column}
from placed a
left join merge_paths p on p.customer_id = a.home_id and p.is_root
where a.table_name = {name}
"""
AT_HOME = """
select moved_row_id
from placed
where home_id not in (select customer_id from merge_paths)
"""


def send_home(tx: Transaction, target: int, choices: Choices) -> tuple[int, list[UndoConflict]]:
    """Give the rows of `placed` to whom they are part of, now that `target` merges nobody.

    Gives how many moved, and those that somebody gave to another customer since.
    """
    tx.con.execute(PATHS)
    moved, conflicts = 0, []
    for table, column in FOLLOWERS:
        if counted(tx.con, f"select count(*) from placed where table_name = '{table.name}'"):
            moved += tx.update(table.name, HOMEWARD.format(**_parts(table, column))).rows
        given_away = _given_away(tx, table, column, target)
        taken = [conflict for conflict in given_away if choices.take(conflict)]
        moved += _take_back(tx, table, column, taken)
        conflicts += [conflict for conflict in given_away if conflict not in taken]
    remove(tx, MOVED_ROWS.name, AT_HOME)
    return moved, conflicts


GIVEN_AWAY = """
with moved as (
    select row_id, before[{column_name}] as was
    from changes
    where change_set_id = $id
        and table_name = {name}
        and kind = 'updated'
        and map_contains(after, {column_name})
),
by_hand as (
    select distinct c.row_id
    from changes c
    join moved m on m.row_id = c.row_id
    join change_sets s on s.change_set_id = c.change_set_id
    where c.change_set_id > $id
        and c.table_name = {name}
        and c.kind = 'updated'
        and map_contains(c.after, {column_name})
        and not list_contains(json_keys(s.summary), 'merges')
)
select m.row_id, t.{column}, coalesce(p.above_id, m.was)
from moved m
join by_hand h on h.row_id = m.row_id
join {table} t on t.{key} = m.row_id
left join merge_paths p on p.customer_id = m.was and p.is_root
where t.{column} <> coalesce(p.above_id, m.was)
order by m.row_id
"""


def _given_away(tx: Transaction, table: Table, column: str, target: int) -> list[UndoConflict]:
    statement = GIVEN_AWAY.format(**_parts(table, column), column_name=literal(column))
    rows: list[Any] = tx.con.execute(statement, {"id": target}).fetchall()
    return [UndoConflict(table.name, row_id, column, now, was) for row_id, now, was in rows]


def _take_back(tx: Transaction, table: Table, column: str, taken: Sequence[UndoConflict]) -> int:
    """Give rows back to whom they were with, though somebody gave them away."""
    return sum(
        tx.update(
            table.name,
            f"select $id as {quoted(table.key)}, $home as {quoted(column)}",
            {"id": conflict.id, "home": conflict.would_be},
        ).rows
        for conflict in taken
    )
