"""What the database holds."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

_ANY = """
select
    exists (select 1 from customers)
    or exists (select 1 from products)
    or exists (select 1 from orders)
    or exists (select 1 from communications)
"""


def is_empty(con: DuckDBPyConnection) -> bool:
    """Say whether there is no customer, product, order or communication, binned ones included."""
    row = con.execute(_ANY).fetchone()
    return row is not None and not row[0]
