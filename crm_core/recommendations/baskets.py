"""What lay together in one order, read from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from crm_core import privacy
from crm_core.errors import UnknownColumn
from crm_core.schema import PERSONALISATION

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    Integers = NDArray[np.integer[Any]]

PLACED = f"""
with placed as (
    select
        orders.order_id,
        coalesce(orders.country, customers.country) as country
    from orders
    left join customers
        on orders.country is null
        and customers.customer_id = orders.customer_id
    where orders.deleted_at is null
        and not coalesce(orders.is_return, false)
        and (
            orders.customer_id is null
            or orders.customer_id not in ({privacy.refused(PERSONALISATION)})
        )
)
"""
BASKETS = f"""{PLACED},
sold as (
    select
        product_id,
        row_number() over (order by product_id) - 1 as product
    from products
    where kind is distinct from 'charge'
),
numbered as (
    select
        order_id,
        row_number() over (order by order_id) - 1 as basket
    from placed
    where $country is null
        or country = $country
)
select distinct
    numbered.basket,
    sold.product
from order_lines
join numbered on numbered.order_id = order_lines.order_id
join sold on sold.product_id = order_lines.product_id
where order_lines.deleted_at is null
    and order_lines.quantity > 0
"""
PRODUCTS = """
select product_id
from products
where kind is distinct from 'charge'
order by product_id
"""
NAMES = """
select coalesce(nullif(trim(name), ''), product_id) as name
from products
where kind is distinct from 'charge'
order by product_id
"""
COUNTRIES = f"""{PLACED}
select distinct country
from placed
where country is not null
order by country
"""
READS = (
    "orders.customer_id",
    "orders.country",
    "orders.is_return",
    "orders.deleted_at",
    "order_lines.order_id",
    "order_lines.product_id",
    "order_lines.quantity",
    "order_lines.deleted_at",
    "products.kind",
    "customers.country",
    *privacy.READS,
)
"""What baskets are read from: a cached read of them outlasts a write of anything else."""


@dataclass(frozen=True)
class Baskets:
    """Each product of each basket once, as a pair of codes; `products` gives the ids by code.

    `count` is how many baskets hold a product at all.
    """

    basket: Integers
    product: Integers
    products: list[str]
    count: int

    @property
    def sold(self) -> int:
        """How many products lie in some basket."""
        import numpy as np

        return len(np.unique(self.product))


def read_baskets(con: duckdb.DuckDBPyConnection, *, country: str | None = None) -> Baskets:
    """The products of every order, of guests too, but of nobody who refuses personalisation.

    Lines of a positive quantity count, of products that are no charges, in orders that are no
    returns.

    Parameters
    ----------
    country
        Only orders of this country: their own, or that of their customer where they have none.

    Raises
    ------
    UnknownColumn
        If no order is of the country.
    """
    import numpy as np

    if country is not None:
        known = countries(con)
        if country not in known:
            raise UnknownColumn("country", country, known)
    found = con.execute(BASKETS, {"country": country}).fetchnumpy()
    products = [product for (product,) in con.execute(PRODUCTS).fetchall()]
    basket, product = (np.asarray(found[name], dtype=np.int64) for name in ("basket", "product"))
    return Baskets(basket, product, products, len(np.unique(basket)))


def countries(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The countries that orders are of, by name."""
    return [country for (country,) in con.execute(COUNTRIES).fetchall()]


def product_names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """What the products of `read_baskets` are called, by their codes; the id where nothing is."""
    return [name for (name,) in con.execute(NAMES).fetchall()]
