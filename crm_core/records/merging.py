"""Customers who are one person: which values they keep together, and what came since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.records.rows import row_of
from crm_core.schema import CUSTOMERS, RECORDS, Column
from crm_core.store import columns_of, quoted
from crm_core.store.homes import FOLLOWERS, home_of
from crm_core.store.sql import literal

JOINED, EARLIEST = "notes", "since"
"""Of notes all are kept, and of the days people became customers the first."""
Sources = dict[str, tuple[str, ...]]
"""For each column, the customers whose value is kept: one, or several whose texts are joined."""


def suggested_sources(
    con: DuckDBPyConnection, keep: str, others: Sequence[str]
) -> tuple[Sources, list[Column]]:
    """Give whose value of each column a merge keeps unless told otherwise, and the columns.

    The one that is kept goes first, then the others in order: the first value that is there.
    Columns where none has a value are left out of the sources.

    Raises
    ------
    UnknownId
        If one of the customers is not there.
    """
    rows = {row_id: row_of(con, CUSTOMERS.name, row_id) for row_id in (keep, *others)}
    columns = [c for c in columns_of(con, CUSTOMERS.name) if c.name != CUSTOMERS.key]
    sources = {column.name: _sources(column.name, rows) for column in columns}
    return {name: found for name, found in sources.items() if found}, columns


def _sources(name: str, rows: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    filled = [row_id for row_id, row in rows.items() if row[name] not in (None, "")]
    if name == EARLIEST and filled:
        return (min(filled, key=lambda row_id: rows[row_id][name]),)
    if name == JOINED:
        texts: dict[str, str] = {}
        for row_id in filled:
            texts.setdefault(rows[row_id][name].strip(), row_id)
        return tuple(texts.values())
    return tuple(filled[:1])


def kept_values(keep: str, sources: Sources) -> tuple[str, dict[str, Any]]:
    """Give the row of `keep` with the values of `sources`, as SQL and its parameters."""
    given: dict[str, Any] = {"keep": keep}
    values = ["$keep as customer_id"]
    for place, (name, ids) in enumerate(sources.items()):
        given |= {f"from_{place}_{number}": row_id for number, row_id in enumerate(ids)}
        found = [
            f"(select {quoted(name)} from customers where customer_id = $from_{place}_{number})"
            for number in range(len(ids))
        ]
        value = found[0] if len(found) == 1 else f"concat_ws(chr(10), {', '.join(found)})"
        values.append(f"{value} as {quoted(name)}")
    return f"select {', '.join(values)}", given


MERGES_OF = """
select
    m.customer_id,
    m.into_id,
    m.created_in as change_set_id,
    c.name
from merges m
left join customers c on c.customer_id = m.customer_id
where m.deleted_at is null
    and {which}
order by m.created_in, m.customer_id
"""


def merged_in(con: DuckDBPyConnection, change_set_id: int) -> tuple[str, list[str]] | None:
    """Give who was kept and who was merged away by a change-set; None where it is no merge.

    A merge that was undone is none any more.
    """
    rows = con.execute(
        MERGES_OF.format(which="m.created_in = $id"), {"id": change_set_id}
    ).fetchall()
    return (rows[0][1], [row[0] for row in rows]) if rows else None


def merged_into(con: DuckDBPyConnection, customer_id: str) -> tuple[str, int] | None:
    """Give whom a customer was merged into and by which change-set; None where they were not."""
    rows = con.execute(
        MERGES_OF.format(which="m.customer_id = $id"), {"id": customer_id}
    ).fetchall()
    return (rows[0][1], rows[0][2]) if rows else None


def merged_away(con: DuckDBPyConnection, customer_id: str) -> list[tuple[str, str | None, int]]:
    """Give who was merged into a customer: their id, name and the change-set, the first first."""
    rows = con.execute(MERGES_OF.format(which="m.into_id = $id"), {"id": customer_id}).fetchall()
    return [(merged, name, change_set_id) for merged, _, change_set_id, name in rows]


ARRIVED = """
select {table_name} as table_name, {key}::varchar as row_id, {when} as happened_at, {what} as what
from {table} t
where {column} = $home
    and deleted_at is null
    and (
        created_in > $id
        or {key} in (
            select row_id
            from changes
            where table_name = {table_name}
                and change_set_id > $id
                and kind = 'updated'
                and map_contains(after, {column_name})
        )
    )
    and {key} not in (
        select row_id
        from moved_rows
        where table_name = {table_name}
            and home_id <> $home
    )
"""
MOMENTS = ("timestamp", "date")
SAID = ("channel", "direction", "purpose", "kind", "rating", "csat", "nps", "is_granted", "subject")
"""What tells rows of a table apart for a person, where it has these columns."""


def arrived_since(con: DuckDBPyConnection, change_set_id: int) -> list[tuple[str, str, Any, str]]:
    """Give what came to a merged customer since the merge: table, id, when and what, newest first.

    Raises nothing for what is no merge: that gives an empty list.
    """
    merged = merged_in(con, change_set_id)
    if merged is None:
        return []
    home_id, _ = home_of(con, merged[1][0])
    parts = []
    for table, column in FOLLOWERS:
        if table.name not in RECORDS:
            continue
        moment = next((c.name for c in table.columns if c.type in MOMENTS), None)
        said = [quoted(name) for name in SAID if name in table.names]
        parts.append(
            ARRIVED.format(
                table=quoted(table.name),
                table_name=literal(table.name),
                key=quoted(table.key),
                column=quoted(column),
                column_name=literal(column),
                when=f"{quoted(moment)}::timestamp" if moment else "null::timestamp",
                what=f"concat_ws(' · ', {', '.join(said)})" if said else "''",
            )
        )
    found = con.execute(
        " union all ".join(parts) + " order by happened_at desc nulls last, table_name, row_id",
        {"home": home_id, "id": change_set_id},
    ).fetchall()
    return [tuple(row) for row in found]


def holdings(con: DuckDBPyConnection, customer_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Give how many live rows of each table each customer has, without those that have none."""
    found: dict[str, dict[str, int]] = {customer_id: {} for customer_id in customer_ids}
    for table, column in FOLLOWERS:
        if table.name in RECORDS:
            counts = con.execute(
                f"select {quoted(column)}, count(*) from {quoted(table.name)} "
                f"where {quoted(column)} in (select unnest($ids)) and deleted_at is null "
                "group by 1",
                {"ids": list(customer_ids)},
            ).fetchall()
            for customer_id, count in counts:
                found[customer_id][table.name] = count
    return found
