"""Undoing a change-set by choice; where it is a merge, who gets what came since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.privacy import REFUSAL, REFUSES_LAST, refused_by, refused_since
from crm_core.records.merging import merged_in
from crm_core.store import Transaction, UndoConflict, quoted
from crm_core.store.homes import FOLLOWERS, home_of
from crm_core.store.removal import Place
from crm_core.store.sql import counted, first_row
from crm_core.store.undo import replay_backwards

CAME_SINCE = "Refused while merged with {}."
Assigned = Mapping[tuple[str, str], str]
"""Rows (table, id) with the customer each of them goes to."""


def undo_by_choice(
    tx: Transaction, change_set_id: int, take: Collection[Place], assign: Assigned
) -> tuple[int, list[UndoConflict]]:
    """Undo inside `tx`: rows reverted, and the conflicts; see `records.undo_change_set`."""
    merged = merged_in(tx.con, change_set_id)
    if merged is None:
        if assign:
            raise InvalidValue("change-set", change_set_id, "it is no merge: nothing to assign")
        return replay_backwards(tx, change_set_id, take)
    keep, others = merged
    home_id, last_merge = home_of(tx.con, others[0])
    refused = refused_since(tx.con, home_id, last_merge)
    undone = replay_backwards(tx, change_set_id, take)
    _assign(tx, assign, (keep, *others, home_id), (keep, *others))
    _carry_refusals(tx, others, home_id, refused)
    return undone


def refuse(
    tx: Transaction, customer_id: str, purposes: Sequence[str], note: str, *, of: Sequence[str]
) -> None:
    """Record a refusal of each purpose that the customers `of`, taken as one, do not refuse last.

    It is later than all their decisions.
    """
    for purpose in purposes:
        given = {"purpose": purpose, "ids": list(of)}
        if not counted(tx.con, REFUSES_LAST, given):
            new = {"customer": customer_id, "at": tx.at, "note": note}
            tx.insert("consents", REFUSAL, given | new)


def _carry_refusals(
    tx: Transaction, others: Sequence[str], home_id: str, purposes: Sequence[str]
) -> None:
    """Whoever refused as one person refuses as each of the two."""
    still = set(purposes) & set(refused_by(tx.con, [home_id]))
    for customer_id in others:
        note = CAME_SINCE.format(home_id)
        refuse(tx, customer_id, sorted(still), note, of=[customer_id])


def _assign(
    tx: Transaction,
    assign: Assigned,
    now: Sequence[str],
    to: Sequence[str],
) -> None:
    """Give rows that are with one of the customers `now` to those chosen."""
    columns = {table.name: (table, column) for table, column in FOLLOWERS}
    for (table_name, row_id), customer_id in assign.items():
        if table_name not in columns:
            raise UnknownColumn("table of customers' rows", table_name, list(columns))
        table, column = columns[table_name]
        named = f"{table_name}:{row_id}={customer_id}"
        if customer_id not in to:
            raise InvalidValue("--assign", named, f"assign to one of {', '.join(to)}")
        found = first_row(
            tx.con,
            f"select {quoted(column)} from {quoted(table_name)} where {quoted(table.key)} = $id",
            {"id": row_id},
        )
        if found is None:
            raise UnknownId(table_name, row_id)
        if found[0] not in now:
            raise InvalidValue("--assign", named, f"that row is with '{found[0]}', who is another")
        tx.update(
            table_name,
            f"select $id as {quoted(table.key)}, $customer as {quoted(column)}",
            {"id": row_id, "customer": customer_id},
        )
