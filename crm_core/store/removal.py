"""Taking rows out altogether, and putting them back: what undo needs and people never do.

People delete to the bin. A removed row's whole content is kept in the change-set that removed it.
"""

from __future__ import annotations

from crm_core.schema import ROW_VERSION, TRACKED
from crm_core.store.columns import sql_types
from crm_core.store.sql import counted, literal, quoted
from crm_core.store.transaction import Transaction


def remove(tx: Transaction, table: str, leaving: str) -> int:
    """Take out the rows whose key the temp table `leaving` holds, and give their number."""
    key = quoted(TRACKED[table].key)
    gone = f"{key} in (select {key} from {quoted(leaving)})"
    content = ", ".join(
        f"{{'k': {literal(name)}, 'v': {quoted(name)}::varchar}}"
        for name in sql_types(tx.con, table)
    )
    tx.con.execute(
        "insert into changes (change_set_id, table_name, row_id, row_version, kind, before) "
        f"select $id, $table, {key}, {ROW_VERSION} + 1, 'removed', "
        f"map_from_entries([{content}]) from {quoted(table)} where {gone}",
        {"id": tx.change_set_id, "table": table},
    )
    rows = counted(tx.con, f"delete from {quoted(table)} where {gone}")
    tx.count(table, "removed", rows)
    return rows


def put_back(tx: Transaction, table: str, removed_in: int) -> int:
    """Insert again what a change-set removed, where the id is free, and give the number of rows."""
    key = quoted(TRACKED[table].key)
    types = sql_types(tx.con, table)
    values = ", ".join(
        f"r.row_version + 1 as {quoted(name)}"
        if name == ROW_VERSION
        else f"r.before[{literal(name)}]::{kind} as {quoted(name)}"
        for name, kind in types.items()
    )
    tx.con.execute(
        "create or replace temp table returning_rows as select c.* from changes c "
        "where c.change_set_id = $removed_in and c.table_name = $table and c.kind = 'removed' "
        f"and not exists (select 1 from {quoted(table)} t where t.{key} = c.row_id)",
        {"removed_in": removed_in, "table": table},
    )
    tx.con.execute(
        "insert into changes (change_set_id, table_name, row_id, row_version, kind) "
        "select $id, table_name, row_id, row_version + 1, 'restored' from returning_rows",
        {"id": tx.change_set_id},
    )
    rows = counted(
        tx.con,
        f"insert into {quoted(table)} by name select {values} from returning_rows r",
    )
    tx.count(table, "restored", rows)
    return rows
