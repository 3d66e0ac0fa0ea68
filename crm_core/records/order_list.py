"""The list of orders: filtered, sorted and paged in SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions, Sorting
from crm_core.records.listing import PAGE, place_of
from crm_core.schema import ORDERS, Column

Kind = Literal["sales", "returns"]
AMOUNT = Column("amount", "money", label="Amount", editable=False)
SORTABLE = (*(column for column in ORDERS.columns if column.name == "ordered_at"), AMOUNT)


@dataclass(frozen=True)
class OrderFilters:
    """What the list shows; the default is every order that is not in the bin.

    `text` is part of an order's id, `customer` a whole customer id. `since` and `until` include
    both days. `kind` None is sales and returns alike.
    """

    text: str = ""
    customer: str = ""
    countries: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    table: str = field(default=ORDERS.name, init=False)

    def conditions(self) -> Conditions:
        """Give the same as SQL over `orders`."""
        found = Conditions()
        found.add("deleted_at is null")
        found.words(("order_id",), self.text)
        if self.customer:
            found.add("customer_id = $customer", customer=self.customer)
        found.one_of("country", "countries", self.countries)
        if self.since:
            found.add("ordered_at >= $since", since=self.since)
        if self.until:
            found.add("ordered_at < $until + interval 1 day", until=self.until)
        if self.kind:
            found.add(f"coalesce(is_return, false) = {self.kind == 'returns'}")
        return found


LISTED = """
with found as (
    select order_id, customer_id, ordered_at, country, coalesce(is_return, false) as is_return
    from orders
    where {where}
    {page_of_stored}
),
amounts as (
    select order_id, sum(quantity * unit_price) as amount
    from order_lines
    where deleted_at is null
        and order_id in (select order_id from found)
    group by order_id
)
select
    f.order_id,
    f.ordered_at,
    f.customer_id,
    c.name as customer,
    f.country,
    f.is_return,
    coalesce(a.amount, 0)::double as amount
from found f
left join amounts a on a.order_id = f.order_id
left join customers c on c.customer_id = f.customer_id
{order}
{page_of_all}
"""


def orders_page(
    con: DuckDBPyConnection, filters: OrderFilters, sorting: Sorting, *, page: int, size: int
) -> pd.DataFrame:
    """Give one page of orders, the first being page 1, sorted by `ordered_at` or `amount`.

    Columns: ordered_at, customer_id, customer (the name), country, is_return, amount (charges
    included), with `order_id` as index. A page beyond the last one is empty.

    Raises
    ------
    UnknownColumn
        If the list cannot be sorted by that column.
    """
    found = filters.conditions()
    order = _order(sorting)
    # By date the page is cut before any line is read; by amount all lines must be summed first.
    by_date = sorting.column == "ordered_at"
    statement = LISTED.format(
        where=found.where,
        page_of_stored=f"{order} {PAGE}" if by_date else "",
        order=order,
        page_of_all="" if by_date else PAGE,
    )
    paged = found.parameters | place_of(page, size)
    return con.execute(statement, paged).df().set_index("order_id")


def matching_orders(con: DuckDBPyConnection, filters: OrderFilters, sorting: Sorting) -> pa.Table:
    """Give every order the filters leave, as `orders_page` does: what is exported."""
    found = filters.conditions()
    statement = LISTED.format(
        where=found.where, page_of_stored="", order=_order(sorting), page_of_all=""
    )
    return con.sql(statement, params=found.parameters).to_arrow_table()


def _order(sorting: Sorting) -> str:
    return sorting.clause(tuple(column.name for column in SORTABLE), "order_id")


SUMS = """
with found as (
    select order_id
    from orders
    where {where}
)
select
    (select count(*) from found),
    (
        select coalesce(sum(quantity * unit_price), 0)
        from order_lines
        where deleted_at is null
            and order_id in (select order_id from found)
    )
"""


def order_sums(con: DuckDBPyConnection, filters: OrderFilters) -> tuple[int, Decimal]:
    """Give how many orders the filters leave, and what their lines come to, charges included."""
    found = filters.conditions()
    [(orders, amount)] = con.execute(SUMS.format(where=found.where), found.parameters).fetchall()
    return int(orders), Decimal(amount)
