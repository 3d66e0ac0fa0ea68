"""Merging customers who are one person, and giving them back: the undo of a merge, with choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.privacy import refused_by
from crm_core.records.checking import check_there
from crm_core.records.merging import Sources, kept_values, merged_in, merged_into, suggested_sources
from crm_core.schema import CUSTOMERS, ROW_VERSION
from crm_core.store import Store, Transaction, UndoConflict
from crm_core.store.homes import settle
from crm_core.store.removal import Place
from crm_core.store.sql import counted, first_row
from crm_core.workflows.records import undo_change_set
from crm_core.workflows.undoing import refuse

CAME_WITH = "One of the merged records refused."


@dataclass(frozen=True)
class Merged:
    """The change-set of a merge, the customer that stays, and the rows of others it was given."""

    change_set_id: int
    kept: str
    customers: int
    """How many there were of one person, the one that stays included."""
    moved: int


@dataclass(frozen=True)
class Unmerged:
    """The change-set of an unmerge, the customers given back, and what could not be."""

    change_set_id: int | None
    restored: int
    reverted: int
    conflicts: list[UndoConflict]


def merge_customers(
    store: Store,
    keep: str,
    others: Sequence[str],
    *,
    actor: str,
    sources: Mapping[str, str] | None = None,
    seen: Mapping[str, int] | None = None,
) -> Merged:
    """Make `others` one with `keep`: their rows move there, they go to the bin.

    The values of `keep` stay, and its gaps are filled by the others in order; notes are joined, and
    the earliest day of becoming a customer holds. Where one refused a purpose, the merged customer
    refuses it. All of it is one change-set, which `unmerge` gives back at any later time.

    Parameters
    ----------
    sources : for columns to decide otherwise, the customer whose value is kept.
    seen : the row versions that the one who decides has seen; a later edit refuses the merge.

    Raises
    ------
    UnknownId, UnknownColumn, InvalidValue
        For a customer or column that is not there, one in the bin, or one that is named twice.
    """
    ids = [keep, *others]
    reason = f"Merge {len(ids)} customers into {keep}"
    with store.transaction(actor=actor, reason=reason) as tx:
        _check_mergeable(tx, ids, seen or {})
        tx.update("customers", *kept_values(keep, _sources(tx, ids, sources or {})))
        refuse(tx, keep, refused_by(tx.con, ids), CAME_WITH, of=ids)
        named = {"ids": list(others), "keep": keep}
        tx.insert("merges", "select unnest($ids) as customer_id, $keep as into_id", named)
        moved = settle(tx)
        tx.delete("customers", "select unnest($ids) as customer_id", {"ids": list(others)})
    return Merged(tx.change_set_id, keep, len(ids), moved)


def _check_mergeable(tx: Transaction, ids: Sequence[str], seen: Mapping[str, int]) -> None:
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise InvalidValue("merge", " ".join(ids), "name two different customers or more")
    check_there(tx.con, CUSTOMERS, ids)
    for customer_id in ids:
        merged = merged_into(tx.con, customer_id)
        if merged:
            why = f"it was merged into '{merged[0]}' by change-set {merged[1]}; name that one"
            raise InvalidValue("merge", customer_id, why)
        version, is_binned = first_row(
            tx.con,
            f"select {ROW_VERSION}, deleted_at is not null from customers where customer_id = $id",
            {"id": customer_id},
        ) or (0, False)
        if is_binned:
            raise InvalidValue("merge", customer_id, "it is in the bin; restore it first")
        if seen.get(customer_id, version) != version:
            why = "somebody changed that customer in the meantime; look at the values again"
            raise InvalidValue("merge", customer_id, why)


def _sources(tx: Transaction, ids: Sequence[str], chosen: Mapping[str, str]) -> Sources:
    """Whose value of each column is kept: as suggested, but for those chosen."""
    sources, columns = suggested_sources(tx.con, ids[0], ids[1:])
    names = [column.name for column in columns]
    for name, row_id in chosen.items():
        if name not in names:
            raise UnknownColumn("column of customers", name, names)
        if row_id not in ids:
            raise InvalidValue(f"the source of {name}", row_id, f"one of {', '.join(ids)}")
        sources[name] = (row_id,)
    return sources


LIVE = """
select count(*)
from customers
where customer_id in (select unnest($ids))
    and deleted_at is null
"""


def unmerge(
    store: Store,
    change_set_id: int,
    *,
    actor: str,
    assign: Mapping[tuple[str, str], str] | None = None,
    take: Collection[Place] = (),
) -> Unmerged:
    """Give merged customers back as they were; what came since stays unless it is assigned.

    It is the undo of the merge, with choices: see `undo_change_set`.

    Raises
    ------
    InvalidValue
        If the change-set is no merge, or one that was undone.
    """
    with store.cursor() as con:
        known = counted(
            con, "select count(*) from change_sets where change_set_id = $id", {"id": change_set_id}
        )
        merged = merged_in(con, change_set_id)
    if not known:
        raise UnknownId("change_sets", change_set_id)
    if merged is None:
        raise InvalidValue("change-set", change_set_id, "it is no merge, or was unmerged already")
    undone = undo_change_set(store, change_set_id, actor=actor, take=take, assign=assign)
    with store.cursor() as con:
        restored = counted(con, LIVE, {"ids": merged[1]})
    return Unmerged(undone.change_set_id, restored, undone.reverted, undone.conflicts)
