"""One order with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.rows import row_of

HEAD = """
select
    c.name,
    coalesce(sum(l.quantity * l.unit_price) filter (where p.kind is distinct from 'charge'), 0),
    coalesce(sum(l.quantity * l.unit_price) filter (where p.kind = 'charge'), 0),
    coalesce(sum(l.quantity) filter (where p.kind is distinct from 'charge'), 0),
    count(l.order_line_id)
from orders o
left join customers c on c.customer_id = o.customer_id
left join order_lines l on l.order_id = o.order_id and l.deleted_at is null
left join products p on p.product_id = l.product_id
where o.order_id = $order
group by c.name
"""


@dataclass(frozen=True)
class OrderHead:
    """One order: its row, whose it is, and what its lines come to.

    `products_amount` leaves charges such as postage out, `charges_amount` holds them.
    """

    row: dict[str, Any]
    customer_name: str | None
    products_amount: Decimal
    charges_amount: Decimal
    units: int
    lines: int

    @property
    def ordered_at(self) -> datetime:
        moment: datetime = self.row["ordered_at"]
        return moment

    @property
    def customer_id(self) -> str | None:
        """Whose order it is; None for an anonymous one."""
        whose: str | None = self.row["customer_id"]
        return whose

    @property
    def is_return(self) -> bool:
        return bool(self.row["is_return"])


def order_head(con: DuckDBPyConnection, order_id: str) -> OrderHead:
    """Give one order and its sums.

    Raises
    ------
    UnknownId
        If there is no such order.
    """
    row = row_of(con, "orders", order_id)
    sums = con.execute(HEAD, {"order": order_id}).fetchone() or (None, 0, 0, 0, 0)
    return OrderHead(row, *sums)


LINES = """
select
    l.order_line_id,
    l.line_number,
    l.product_id,
    p.name as product,
    p.category,
    l.quantity,
    l.unit_price::double as unit_price,
    (l.quantity * l.unit_price)::double as amount,
    coalesce(p.kind, 'product') as kind
from order_lines l
left join products p on p.product_id = l.product_id
where l.order_id = $order
    and l.deleted_at is null
order by l.line_number nulls last, l.created_in, l.order_line_id
"""


def order_lines(con: DuckDBPyConnection, order_id: str) -> pd.DataFrame:
    """Give the lines of one order.

    Columns: line_number, product_id, product, category, quantity, unit_price, amount, kind, with
    `order_line_id` as index. An order without lines gives no rows.
    """
    return con.execute(LINES, {"order": order_id}).df().set_index("order_line_id")


def lines_table(con: DuckDBPyConnection, order_id: str) -> pa.Table:
    """Give the lines of one order as `order_lines` does, ids included: what is exported."""
    return con.sql(LINES, params={"order": order_id}).to_arrow_table()
