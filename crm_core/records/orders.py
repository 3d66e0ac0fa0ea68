"""One order with its lines, and lists of orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
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


ORDERS_OF = """
select
    o.order_id,
    o.ordered_at,
    o.country,
    coalesce(o.is_return, false) as is_return,
    count(l.order_line_id) as lines,
    coalesce(sum(l.quantity * l.unit_price), 0)::double as amount
from orders o
left join order_lines l on l.order_id = o.order_id and l.deleted_at is null
where o.customer_id = $customer
    and o.deleted_at is null
group by o.order_id, o.ordered_at, o.country, o.is_return
order by o.ordered_at desc, o.order_id
limit $limit
"""


def orders_of(con: DuckDBPyConnection, customer_id: str, *, limit: int = 500) -> pd.DataFrame:
    """Give a customer's orders, the newest first.

    Columns: ordered_at, country, is_return, lines, amount (charges included), with `order_id` as
    index.
    """
    rows = con.execute(ORDERS_OF, {"customer": customer_id, "limit": limit}).df()
    return rows.set_index("order_id")


LATEST = """
with newest as (
    select order_id, customer_id, ordered_at, country, coalesce(is_return, false) as is_return
    from orders
    where deleted_at is null
    order by ordered_at desc, order_id
    limit $limit
)
select
    n.order_id,
    n.ordered_at,
    n.customer_id,
    c.name as customer,
    n.country,
    n.is_return,
    coalesce(sum(l.quantity * l.unit_price), 0)::double as amount
from newest n
left join customers c on c.customer_id = n.customer_id
left join order_lines l on l.order_id = n.order_id and l.deleted_at is null
group by all
order by n.ordered_at desc, n.order_id
"""


def latest_orders(con: DuckDBPyConnection, *, limit: int = 50) -> pd.DataFrame:
    """Give the newest orders of all.

    Columns: ordered_at, customer_id, customer (the name), country, is_return, amount (charges
    included), with `order_id` as index.
    """
    return con.execute(LATEST, {"limit": limit}).df().set_index("order_id")
