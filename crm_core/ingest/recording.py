"""What an import did: the counts it gives back, and the record that is kept of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from crm_core.ingest import rejects
from crm_core.ingest.matching import Matched
from crm_core.ingest.rules import Rule, as_rules
from crm_core.ingest.staged import Staged
from crm_core.store import Transaction


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or in a dry run would do, in rows of the file."""

    table: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    rejects_file: str | None
    change_set_id: int | None
    rules: list[Rule]
    orders_created: int | None = None
    customers_created: int | None = None
    products_created: int | None = None


def record_import(tx: Transaction, staged: Staged, matched: Matched) -> str:
    """Keep the import itself, its rejected rows, and which earlier rejects it mended."""
    (import_id,) = tx.next_ids("imports", 1)
    result = result_of(staged, matched)
    tx.insert(
        "imports",
        "select $id as import_id, $table as table_name, $file as file_name, $at as imported_at, "
        "$mapping as mapping, $read::integer as rows_read, $created::integer as rows_created, "
        "$updated::integer as rows_updated, $unchanged::integer as rows_unchanged, "
        "$rejected::integer as rows_rejected",
        {
            "id": import_id,
            "table": result.table,
            "file": staged.source.name,
            "at": tx.at,
            "mapping": json.dumps(staged.mapping, ensure_ascii=False),
            "read": result.read,
            "created": result.created,
            "updated": result.updated,
            "unchanged": result.unchanged,
            "rejected": result.rejected,
        },
    )
    rejects.refuse(staged, matched)
    rejects.save_rejects(tx, staged, import_id)
    rejects.accept_mended(tx, staged, import_id)
    return import_id


def result_of(
    staged: Staged,
    matched: Matched,
    change_set_id: int | None = None,
    rejects_file: str | None = None,
) -> ImportResult:
    """What the import does; before it is written, rows refused are not yet among the rejects."""
    counts = matched.counts
    rejected = staged.source.count("select count(*) from rejects")
    already = sum(1 for _ in matched.refused) if change_set_id is None else 0
    is_orders = staged.shape.table == "orders"
    return ImportResult(
        table=staged.shape.table,
        read=staged.read,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected=rejected + already,
        rejects_file=rejects_file,
        change_set_id=change_set_id,
        rules=as_rules(Counter(staged.rules) + Counter(matched.rules)),
        orders_created=matched.orders_created if is_orders else None,
        customers_created=matched.customers_created if is_orders else None,
        products_created=matched.products_created if is_orders else None,
    )
