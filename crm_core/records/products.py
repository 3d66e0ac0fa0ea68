"""The list of products: searched, sorted and paged in SQL, with what each has sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions, Sorting
from crm_core.records.frames import frame
from crm_core.schema import PRODUCTS, ROW_VERSION
from crm_core.store import columns_of, quoted

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


def products_page(
    con: DuckDBPyConnection, filters: ProductFilters, sorting: Sorting, *, page: int, size: int
) -> pd.DataFrame:
    """Give one page of products, the first being page 1.

    The visible columns of `products` and `row_version`, with `product_id` as index.
    """
    columns = columns_of(con, PRODUCTS.name)
    names = tuple(column.name for column in columns)
    found = filters.conditions()
    listed = ", ".join(quoted(name) for name in (*names, ROW_VERSION))
    con.execute(
        f"select {listed} from products where {found.where} "
        f"{sorting.clause(names, PRODUCTS.key)} limit $size offset $offset",
        found.parameters | {"size": size, "offset": (page - 1) * size},
    )
    return frame(con, columns, PRODUCTS.key)


def product_count(con: DuckDBPyConnection, filters: ProductFilters) -> int:
    """Give how many products the filters leave."""
    found = filters.conditions()
    [(rows,)] = con.execute(
        f"select count(*) from products where {found.where}", found.parameters
    ).fetchall()
    return int(rows)


def matching_products(
    con: DuckDBPyConnection, filters: ProductFilters, sorting: Sorting
) -> pa.Table:
    """Give every product the filters leave, all visible columns, in order: what is exported."""
    names = tuple(column.name for column in columns_of(con, PRODUCTS.name))
    found = filters.conditions()
    listed = ", ".join(quoted(name) for name in names)
    return con.sql(
        f"select {listed} from products where {found.where} {sorting.clause(names, PRODUCTS.key)}",
        params=found.parameters,
    ).to_arrow_table()


CATEGORIES = """
select category, count(*) as products
from products
where deleted_at is null
    and category is not null
group by category
order by products desc, category
limit 300
"""


def categories(con: DuckDBPyConnection) -> list[str]:
    """Give the categories of products, the fullest first, at most 300."""
    return [category for category, _ in con.execute(CATEGORIES).fetchall()]


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


def order_span(con: DuckDBPyConnection) -> tuple[date, date] | None:
    """Give the days of the first and the last order; None where there is no order."""
    first, last = con.execute(SPAN).fetchone() or (None, None)
    return (first, last) if first and last else None
