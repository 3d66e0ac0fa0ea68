"""Products: what their list can be narrowed to, and what each has sold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions
from crm_core.schema import PRODUCTS

SEARCHED = ("product_id", "name", "category", "description")


@dataclass(frozen=True)
class ProductFilters:
    """What the product list shows; the default is every product that is not in the bin.

    `low_stock` keeps products with that many pieces left or fewer.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    kind: str | None = None
    low_stock: int | None = None
    binned: bool = False
    table: str = field(default=PRODUCTS.name, init=False)

    def conditions(self) -> Conditions:
        """Give the same as SQL over `products`."""
        found = Conditions()
        found.add(f"deleted_at is {'not ' if self.binned else ''}null")
        found.words(SEARCHED, self.text)
        found.one_of("category", "categories", self.categories)
        if self.kind:
            found.add("kind = $kind", kind=self.kind)
        if self.low_stock is not None:
            found.add("stock <= $low_stock", low_stock=self.low_stock)
        return found


BEST_SELLERS = """
with sold as (
    select
        product_id,
        sum(quantity) as units,
        sum(quantity * unit_price)::double as revenue,
        count(distinct order_id) as orders
    from order_lines
    where deleted_at is null
        and ordered_at >= $since
        and ordered_at < $until + interval 1 day
        and order_id not in (select order_id from orders where deleted_at is not null)
    group by product_id
)
select p.product_id, p.name, p.category, sold.units, sold.revenue, sold.orders
from sold
join products p on p.product_id = sold.product_id
where p.kind is distinct from 'charge'
order by sold.revenue desc, p.product_id
limit $limit
"""


BEST_SELLERS_READ = ("order_lines", "orders.deleted_at", "products")
"""What of the data they are read from, as `Store.version_of` takes it."""


def best_sellers(
    con: DuckDBPyConnection, since: date, until: date, *, limit: int = 10
) -> pd.DataFrame:
    """Give the products with most revenue from `since` to `until`, both days included.

    Columns: name, category, units, revenue, orders, with `product_id` as index. Returns count
    negative, charges and binned orders not at all: over all products it adds up to revenue.
    """
    given = {"since": since, "until": until, "limit": limit}
    return con.execute(BEST_SELLERS, given).df().set_index("product_id")


SPAN = """
select min(ordered_at)::date, max(ordered_at)::date
from orders
where deleted_at is null
"""


SPAN_READ = ("orders.ordered_at", "orders.deleted_at")


def order_span(con: DuckDBPyConnection) -> tuple[date, date] | None:
    """Give the days of the first and the last order; None where there is no order."""
    first, last = con.execute(SPAN).fetchone() or (None, None)
    return (first, last) if first and last else None
