"""Changing the workspace's settings, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from crm_core.settings import Settings, parsed, read_settings
from crm_core.store import Store, Transaction
from crm_core.store.sql import first_row
from crm_core.workflows.records import Saved


def change_settings(store: Store, values: Mapping[str, str], *, actor: str) -> Saved:
    """Change settings of the workspace; a new charge list also re-sorts the products it names.

    Raises
    ------
    UnknownColumn, InvalidValue
        For a setting that is not there, or text that is no value for it.
    """
    wanted = {name: parsed(name, text) for name, text in values.items()}
    with store.transaction(actor=actor, reason="Change the settings") as tx:
        now = read_settings(tx.con)
        changed = {name: value for name, value in wanted.items() if getattr(now, name) != value}
        for name, value in changed.items():
            _write_setting(tx, name, value if isinstance(value, str) else ",".join(value))
        if "charge_codes" in changed:
            _sort_products(tx, set(now.charge_codes) ^ set(read_settings(tx.con).charge_codes))
    return Saved(tx.change_set_id if tx.summary else None, len(changed), [])


def setting_texts(settings: Settings) -> dict[str, str]:
    """Every setting as the text a person edits."""
    texts = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        texts[field.name] = value if isinstance(value, str) else ", ".join(value)
    return texts


def _write_setting(tx: Transaction, name: str, text: str) -> None:
    row = "select $name as setting, $text as value"
    parameters = {"name": name, "text": text}
    known = "select 1 from settings where setting = $name"
    if first_row(tx.con, known, {"name": name}):
        tx.update("settings", row, parameters)
    else:
        tx.insert("settings", row, parameters)


def _sort_products(tx: Transaction, touched: set[str]) -> None:
    """Sort the products that entered or left the charge list; what a person sorted stays."""
    tx.update(
        "products",
        "select product_id, case when upper(product_id) in (select unnest($charges)) "
        "then 'charge' else 'product' end as kind from products "
        "where upper(product_id) in (select unnest($touched))",
        {"charges": list(read_settings(tx.con).charge_codes), "touched": sorted(touched)},
    )
