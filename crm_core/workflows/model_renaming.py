"""Kept models as a whole, in all their versions: renamed, or let go of."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.predictions.saved import ListedModel, saved_models
from crm_core.store import Store
from crm_core.workflows.records import Saved
from crm_core.workflows.saved_models import checked_name

RENAMED = "select unnest($ids) as model_id, $name as name"
GONE = "select unnest($ids) as model_id"


@dataclass(frozen=True)
class DiscardedModel:
    """A model that went into the bin: its name, its versions, and the change-set to undo."""

    name: str
    versions: int
    change_set_id: int


def discard_model(store: Store, name: str, *, actor: str) -> DiscardedModel:
    """Put a model into the bin, in all its versions; what it said stays in the ledger.

    Raises
    ------
    UnknownColumn
        If no model bears the name.
    """
    with store.transaction(actor=actor, reason=f"Delete model '{name.strip()}'") as tx:
        kept = _versions(tx.con, name)
        tx.delete("models", GONE, {"ids": [one.model_id for one in kept]})
    return DiscardedModel(kept[0].name, len(kept), tx.change_set_id)


def rename_model(store: Store, name: str, new_name: str, *, actor: str) -> Saved:
    """Give a model another name, in all its versions.

    Raises
    ------
    UnknownColumn
        If no model bears the name.
    InvalidValue
        If the new name is blank, longer than 80 signs, or another model bears it.
    """
    wanted = checked_name(new_name)
    with store.transaction(actor=actor, reason=f"Rename model '{name.strip()}'") as tx:
        kept = _versions(tx.con, name)
        others = {one.name.lower() for one in saved_models(tx.con) if one not in kept}
        if wanted.lower() in others:
            raise InvalidValue(
                "name", wanted, "a model bears it already; choose another, or delete that one"
            )
        ids = [one.model_id for one in kept]
        written = tx.update("models", RENAMED, {"ids": ids, "name": wanted})
    return Saved(tx.change_set_id if tx.summary else None, written.rows, written.conflicts)


def _versions(con: DuckDBPyConnection, name: str) -> list[ListedModel]:
    """The live versions of a model, the last trained first."""
    there = saved_models(con)
    kept = [one for one in there if one.name.lower() == name.strip().lower()]
    if not kept:
        names = sorted({one.name for one in there})
        raise UnknownColumn("saved model", name, names)
    return kept
