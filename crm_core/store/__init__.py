"""The DuckDB file: one connection, one door for writes, change-sets, undo.

Examples
--------
>>> store = open_store(":memory:")
>>> with store.transaction(actor="ann", reason="Add a customer") as tx:
...     tx.insert("customers", "select 'c1' as customer_id, 'Ada' as name")
1
>>> with store.cursor() as con:
...     con.execute("select name from customers").fetchall()
[('Ada',)]
>>> store.undo(1, actor="ann").reverted
1
>>> store.close()
"""

from crm_core.store.columns import columns_of
from crm_core.store.database import Store, open_store
from crm_core.store.merging import Conflict, Written
from crm_core.store.opening import MEMORY
from crm_core.store.removal import UndoConflict
from crm_core.store.sql import quoted
from crm_core.store.transaction import Transaction
from crm_core.store.undo import Undone

__all__ = [
    "MEMORY",
    "Conflict",
    "Store",
    "Transaction",
    "UndoConflict",
    "Undone",
    "Written",
    "columns_of",
    "open_store",
    "quoted",
]
