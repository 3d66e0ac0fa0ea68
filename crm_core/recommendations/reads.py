"""Interactions and products as they stand in a database, up to a day.

Who refuses personalisation is in none of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from crm_core import privacy
from crm_core.recommendations.catalogue import Catalogue
from crm_core.recommendations.interactions import (
    BOUGHT,
    CARTED,
    NO_BASKET,
    RATED,
    VIEWED,
    WISHED,
    Interactions,
    Source,
)
from crm_core.schema import PERSONALISATION

PRODUCTS = """
with paid as (
    select product_id, arg_max(unit_price, (ordered_at, order_line_id)) as unit_price
    from order_lines
    where deleted_at is null and quantity > 0 and unit_price > 0
    group by product_id
)
select
    product_id,
    coalesce(nullif(trim(name), ''), product_id) as name,
    coalesce(category, '') as category,
    concat_ws(' ', name, description, category, replace(tags, ',', ' ')) as text,
    coalesce(price, paid.unit_price)::double as price,
    stock::double as stock,
    coalesce(is_replenishable, false) as is_replenishable,
    coalesce(is_offered, true) as is_offered
from products
left join paid using (product_id)
where deleted_at is null and kind is distinct from 'charge'
order by product_id
"""
PEOPLE = f"""
create or replace temp table recommended_people as
select customer_id, (row_number() over (order by customer_id) - 1)::integer as customer
from customers
where deleted_at is null
    and customer_id not in ({privacy.refused(PERSONALISATION)})
"""
GOODS = """
create or replace temp table recommended_goods as
select product_id, (row_number() over (order by product_id) - 1)::integer as product
from products
where deleted_at is null and kind is distinct from 'charge'
"""
COUNTRIES = """
with shipped as (
    select customer_id, arg_max(country, (ordered_at, order_id)) as country
    from orders
    where deleted_at is null
        and country is not null
        and ordered_at < $as_of::date + interval 1 day
    group by customer_id
)
select c.customer_id, coalesce(c.country, s.country, '') as country
from recommended_people p
join customers c using (customer_id)
left join shipped s using (customer_id)
order by p.customer
"""
PURCHASES = f"""
with placed as (
    select o.order_id, p.customer, o.ordered_at::date as day,
        (row_number() over (order by o.ordered_at, o.order_id) - 1)::integer as basket
    from orders o
    join recommended_people p using (customer_id)
    where o.deleted_at is null
        and o.is_return is distinct from true
        and o.ordered_at < $as_of::date + interval 1 day
)
select
    s.customer, g.product, s.basket,
    (s.day - date '1970-01-01')::integer as day,
    sum(l.quantity * l.unit_price)::float as worth,
    {BOUGHT}::tinyint as kind
from order_lines l
join placed s using (order_id)
join recommended_goods g using (product_id)
where l.deleted_at is null and l.quantity > 0
group by all
"""
LOOKED_AT = f"""
select
    p.customer, g.product, {NO_BASKET} as basket,
    (e.occurred_at::date - date '1970-01-01')::integer as day,
    0::float as worth,
    case e.kind when 'view' then {VIEWED} when 'cart' then {CARTED} else {WISHED} end::tinyint
        as kind
from events e
join recommended_people p using (customer_id)
join recommended_goods g using (product_id)
where e.deleted_at is null
    and e.kind in ('view', 'cart', 'wishlist')
    and e.occurred_at < $as_of::date + interval 1 day
"""
RATINGS = f"""
select
    p.customer, g.product, {NO_BASKET} as basket,
    (coalesce(r.rated_at::date, $as_of::date) - date '1970-01-01')::integer as day,
    arg_max(r.rating, (coalesce(r.rated_at, timestamp '1970-01-01'), r.rating_id))::float as worth,
    {RATED}::tinyint as kind
from ratings r
join recommended_people p using (customer_id)
join recommended_goods g using (product_id)
where r.deleted_at is null
    and (r.rated_at is null or r.rated_at < $as_of::date + interval 1 day)
group by all
"""
ORDERED = "order by customer, product, day, basket, kind, worth"

READS = (
    "customers.country",
    "customers.deleted_at",
    "products",
    "orders",
    "order_lines",
    "ratings",
    "events",
    *privacy.READS,
)
"""What of the data recommendations are read from, as `Store.version_of` takes it."""

COUNTS = """
select
    (select count(*) from order_lines where deleted_at is null) > 0 as orders,
    (select count(*) from ratings where deleted_at is null) > 0 as ratings
"""


def usual_source(con: DuckDBPyConnection) -> Source:
    """What recommenders learn from where nobody says: orders, or ratings where there are none."""
    orders, ratings = con.execute(COUNTS).fetchall()[0]
    return "ratings" if ratings and not orders else "orders"


def read_catalogue(con: DuckDBPyConnection) -> Catalogue:
    """Every live product that is no charge, as it is now; without a price, the last it sold for."""
    columns = con.execute(PRODUCTS).fetchnumpy()
    return Catalogue(
        ids=_strings(columns["product_id"]),
        names=_strings(columns["name"]),
        categories=_strings(columns["category"]),
        texts=_strings(columns["text"]),
        price=_numbers(columns["price"]),
        stock=_numbers(columns["stock"]),
        is_replenishable=np.asarray(columns["is_replenishable"], dtype=bool),
        is_offered=np.asarray(columns["is_offered"], dtype=bool),
    )


def read_interactions(
    con: DuckDBPyConnection, *, as_of: date, source: Source = "orders"
) -> Interactions:
    """What every customer who does not refuse it did with every product, up to a day.

    Returns of products are no purchase, and take none back: who sent it back has had it. Entries
    are in order of customer, product and day. A rating without a day counts as of any day; of
    several by one customer for one product, the last of a day.
    """
    catalogue = read_catalogue(con)
    con.execute(PEOPLE)
    con.execute(GOODS)
    people = con.execute(COUNTRIES, {"as_of": as_of}).fetchnumpy()
    query = RATINGS if source == "ratings" else f"{PURCHASES} union all {LOOKED_AT}"
    entries = con.execute(f"select * from ({query}) {ORDERED}", {"as_of": as_of}).fetchnumpy()
    return Interactions(
        customers=_strings(people["customer_id"]),
        catalogue=catalogue,
        as_of=as_of,
        source=source,
        customer=np.asarray(entries["customer"], dtype=np.int32),
        product=np.asarray(entries["product"], dtype=np.int32),
        basket=np.asarray(entries["basket"], dtype=np.int32),
        day=np.asarray(entries["day"], dtype=np.int32),
        worth=np.asarray(entries["worth"], dtype=np.float32),
        kind=np.asarray(entries["kind"], dtype=np.int8),
        groups={"country": _strings(people["country"])},
    )


def _strings(column: Any) -> Any:
    return np.array(column.tolist(), dtype=object)


def _numbers(column: Any) -> Any:
    return np.asarray(np.ma.filled(np.ma.asarray(column, dtype=float), np.nan))
