"""Replaying a change-set backwards, over any table.

What a change-set changed gets its earlier value where it still holds what was written; what it
created is removed, what it removed is put back. What was touched since is left alone and listed,
unless it is chosen. No row is ever left naming another that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from crm_core.errors import InvalidValue, KeptInLedger, UnknownId
from crm_core.schema import LEDGERS, MERGES, MOVED_ROWS, TRACKED
from crm_core.store.columns import references_of, sql_types
from crm_core.store.homes import FOLLOWERS, mark_placed, send_home, settle
from crm_core.store.removal import Choices, Place, UndoConflict, put_back, take_out
from crm_core.store.sql import first_row, literal, quoted
from crm_core.store.transaction import Transaction


@dataclass(frozen=True)
class Undone:
    """The change-set that undid another (None where nothing was left to undo), and its extent."""

    change_set_id: int | None
    reverted: int
    conflicts: list[UndoConflict]


def replay_backwards(
    tx: Transaction, target: int, take: Collection[Place] = ()
) -> tuple[int, list[UndoConflict]]:
    """Undo change-set `target` inside `tx`: rows reverted, and the conflicts.

    Parameters
    ----------
    take : places (table, id, column) that go back although they were changed since.

    Raises
    ------
    UnknownId
        If there is no such change-set.
    KeptInLedger
        If it wrote a ledger.
    InvalidValue
        If a place of `take` is no conflict, or cannot be taken back.
    """
    found = first_row(
        tx.con, "select summary from change_sets where change_set_id = $id", {"id": target}
    )
    if found is None:
        raise UnknownId("change_sets", target)
    summary = json.loads(found[0])
    for table in LEDGERS:
        if table in summary:
            raise KeptInLedger(target, table)
    choices = Choices(take)
    merging = set(summary.get(MERGES.name, {}))
    tables = [table for table in TRACKED if not (merging and table == MOVED_ROWS.name)]
    if merging & {"created", "restored"}:
        mark_placed(tx, target)
    reverted = 0
    conflicts: list[UndoConflict] = []
    for table in tables:
        kinds = summary.get(table, {})
        if "removed" in kinds:
            rows, left = put_back(tx, table, target)
            reverted, conflicts = reverted + rows, conflicts + left
        if "updated" in kinds:
            rows, left = _unchange(tx, table, target, choices, moved=bool(merging))
            reverted, conflicts = reverted + rows, conflicts + left
    made = [table for table in tables if {"created", "restored"} & set(summary.get(table, {}))]
    rows, left = take_out(tx, made, target, choices)
    reverted, conflicts = reverted + rows, conflicts + left
    if merging & {"created", "restored"}:
        rows, left = send_home(tx, target, choices)
        reverted, conflicts = reverted + rows, conflicts + left
    elif merging:
        reverted += settle(tx)
    _check_taken(choices, conflicts, target)
    return reverted, conflicts


def _check_taken(choices: Choices, conflicts: list[UndoConflict], target: int) -> None:
    """Refuse a choice of what is no conflict, or of one that no choice can solve."""
    for place in sorted(choices.unused):
        if place in {conflict.place for conflict in conflicts}:
            why = "rows that are there need it as it is; undo what made those first"
        else:
            why = f"it is no conflict of undoing {target}; `undo {target}` lists those there are"
        raise InvalidValue("--take", ":".join(place), why)


def _unchange(
    tx: Transaction, table: str, target: int, choices: Choices, *, moved: bool
) -> tuple[int, list[UndoConflict]]:
    """Give the columns that `target` changed their earlier values.

    `moved` says that it moved rows of merged customers: these find home by another way.
    """
    touched = tx.con.execute(
        "select distinct unnest(map_keys(after)) from changes "
        "where change_set_id = $id and table_name = $table and kind = 'updated' order by all",
        {"id": target, "table": table},
    ).fetchall()
    homes = {name for child, name in FOLLOWERS if moved and child.name == table}
    names = [name for (name,) in touched if name not in homes]
    if not names:
        return 0, []
    types = sql_types(tx.con, table)
    key = quoted(TRACKED[table].key)
    _gather_effect(tx, table, target, names)
    conflicts = [c for name in names for c in _changed_since(tx, table, name, choices)]
    conflicts += _without_parent(tx, table, names)
    values = ", ".join(
        f"case when e.{quoted(name)} is not null "
        f"and t.{quoted(name)}::varchar is not distinct from e.{quoted(name)}.after "
        f"then e.{quoted(name)}.before::{types[name]} else t.{quoted(name)} end "
        f"as {quoted(name)}"
        for name in names
    )
    written = tx.update(
        table,
        f"select t.{key}, {values} from {quoted(table)} t join effect e on e.row_id = t.{key}",
    )
    return written.rows, conflicts


def _gather_effect(tx: Transaction, table: str, target: int, names: list[str]) -> None:
    """Temp table `effect`: for each row and column that `target` changed, first and last value.

    A change-set may write a row more than once. Rows it created itself are left out: they go whole.
    """
    key = quoted(TRACKED[table].key)
    effects = ", ".join(
        "case when bool_or({has}) then {{'before': arg_min({{'v': c.before[{text}]}}, "
        "c.row_version) filter (where {has}).v, 'after': arg_max({{'v': c.after[{text}]}}, "
        "c.row_version) filter (where {has}).v}} end as {column}".format(
            has=f"map_contains(c.after, {literal(name)})", text=literal(name), column=quoted(name)
        )
        for name in names
    )
    tx.con.execute(
        f"create or replace temp table effect as select c.row_id, {effects} from changes c "
        "where c.change_set_id = $id and c.table_name = $table and c.kind = 'updated' "
        f"and c.row_id not in (select {key} from {quoted(table)} where created_in = $id) "
        "group by c.row_id",
        {"id": target, "table": table},
    )


def _changed_since(tx: Transaction, table: str, name: str, choices: Choices) -> list[UndoConflict]:
    """Values that are no longer as `target` left them; what was chosen counts as left so."""
    key, column = quoted(TRACKED[table].key), quoted(name)
    rows = tx.con.execute(
        f"select e.row_id, t.{column}::varchar, e.{column}.before, t.{key} is not null "
        f"from effect e left join {quoted(table)} t on t.{key} = e.row_id "
        f"where e.{column} is not null and (t.{key} is null or ("
        f"t.{column}::varchar is distinct from e.{column}.after "
        f"and t.{column}::varchar is distinct from e.{column}.before)) order by e.row_id"
    ).fetchall()
    there = [UndoConflict(table, row_id, name, now, was) for row_id, now, was, _ in rows]
    gone = {row_id for row_id, *_, is_there in rows if not is_there}
    taken = [c.id for c in there if c.id not in gone and choices.take(c)]
    if taken:
        tx.con.execute(
            f"update effect set {column} = {{'before': effect.{column}.before, "
            f"'after': t.{column}::varchar}} from {quoted(table)} t "
            f"where t.{key} = effect.row_id and effect.row_id in (select unnest($ids))",
            {"ids": taken},
        )
    return [conflict for conflict in there if conflict.id not in set(taken)]


def _without_parent(tx: Transaction, table: str, names: list[str]) -> list[UndoConflict]:
    """Values that name a row which is not there any more; they are taken out of `effect`."""
    conflicts: list[UndoConflict] = []
    for name, parent in references_of(table).items():
        if name not in names:
            continue
        column, key = quoted(name), quoted(TRACKED[parent].key)
        orphaned = (
            f"{column}.before is not null and not exists (select 1 from {quoted(parent)} p "
            f"where p.{key} = {column}.before)"
        )
        rows = tx.con.execute(
            f"select row_id, {column}.after, {column}.before from effect where {orphaned} "
            "order by row_id"
        ).fetchall()
        tx.con.execute(f"update effect set {column} = null where {orphaned}")
        conflicts += [UndoConflict(table, row_id, name, now, was) for row_id, now, was in rows]
    return conflicts
