"""Matched rows of one table written: the new ones, the changed ones, and what they name."""

from __future__ import annotations

from crm_core.ingest.matching import Matched, wanted
from crm_core.ingest.staged import Staged
from crm_core.ingest.targets import RETURN_ID
from crm_core.schema import TRACKED
from crm_core.store import Transaction
from crm_core.store.sql import quoted


def write_rows(tx: Transaction, staged: Staged, matched: Matched) -> None:
    """Write what `match_rows` found, in the transaction it was found in."""
    for table, made in (
        ("customers", matched.customers_created),
        ("products", matched.products_created),
    ):
        if made:
            _create_named(tx, staged, table)
    if matched.counts["created"]:
        _create(tx, staged)
    if matched.counts["updated"]:
        _update(tx, staged)


def _create_named(tx: Transaction, staged: Staged, table: str) -> None:
    if table == "products":
        tx.insert(
            table,
            "select product_id, case when product_id in (select unnest($codes)) then 'charge' "
            "else 'product' end as kind from import_new_products",
            {"codes": list(staged.context.charge_codes)},
        )
    else:
        tx.insert(table, f"import_new_{table}")


def _create(tx: Transaction, staged: Staged) -> None:
    """New rows with an id of their own first: the ids that are made come after them."""
    spec = TRACKED[staged.shape.table]
    names = [name for name in staged.names if name != spec.key]
    values = ", ".join([_value(staged, name) for name in names] + _derived(staged))
    new = "from import_matched where _verdict = 'created'"
    order = "order by _line"
    if spec.key in staged.names or staged.row_ids:
        key = quoted(spec.key)
        tx.insert(
            spec.name,
            f"select {', '.join([key, values] if values else [key])} {new} "
            f"and {key} is not null {order}",
        )
        if spec.key not in staged.shape.required and spec.key in staged.names:
            tx.insert(spec.name, f"select {values} {new} and {key} is null {order}")
    else:
        tx.insert(spec.name, f"select {values} {new} {order}")


def _derived(staged: Staged) -> list[str]:
    """What an order without lines says of itself: C and a digit begin a return's id."""
    if staged.shape.table != "orders" or "is_return" in staged.names:
        return []
    return [f"{RETURN_ID} as is_return"]


def _value(staged: Staged, name: str) -> str:
    """A blank cell of a new row takes the default of its column, where that has one."""
    if name == "is_return":
        return f"coalesce(is_return, {RETURN_ID}) as is_return"
    column = staged.shape.column(name)
    if column is not None and column.default is not None:
        default = f"'{column.default}'" if isinstance(column.default, str) else column.default
        return f"coalesce({quoted(name)}, {default}) as {quoted(name)}"
    return quoted(name)


def _update(tx: Transaction, staged: Staged) -> None:
    spec = TRACKED[staged.shape.table]
    values = ", ".join(
        f"{wanted(column, 'i', 't')} as {quoted(column.name)}"
        for column in staged.columns
        if column.name != spec.key
    )
    tx.update(
        spec.name,
        f"select t.{quoted(spec.key)}, {values} from import_matched i "
        f"join {quoted(spec.name)} t on t.{quoted(spec.key)} = i._id where i._verdict = 'updated'",
    )
