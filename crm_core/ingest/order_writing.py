"""Matched orders written: customers and products they name, the orders, and their lines."""

from __future__ import annotations

from crm_core.ingest.matching import Matched
from crm_core.ingest.order_matching import all_is_new
from crm_core.ingest.staged import Staged
from crm_core.ingest.targets import RETURN_ID
from crm_core.store import Transaction

NEW_ORDERS = f"""
select order_id, customer_id, ordered_at, country, {RETURN_ID} or all_negative as is_return
from import_orders
where not known
"""
CHANGED_ORDERS = """
select order_id, coalesce(customer_id, customer_now) as customer_id,
    coalesce(country, country_now) as country
from import_orders
where differs
"""
RENAMED = "select product_id, name from import_renamed"
FIRST_LINES = """
select coalesce(order_line_id, order_id || '-' || coalesce(line_number, _nth)) as order_line_id,
    order_id, line_number, product_id, quantity, unit_price, ordered_at
from file_lines
"""
LAST_NUMBERS = """
create or replace temp table import_last_numbers as
select order_id, max(try_cast(substr(order_line_id, length(order_id) + 2) as bigint)) as last
from order_lines
where order_id in (select order_id from import_orders where known)
    and starts_with(order_line_id, order_id || '-')
group by order_id
"""
NEW_LINES = """
create or replace temp table import_new_lines as
with named as (
    select m.*, coalesce(
        m.order_line_id,
        case when m.line_number is not null
            and not exists (
                select 1 from order_lines t
                where t.order_id = m.order_id
                    and t.order_line_id = m.order_id || '-' || m.line_number
            )
        then m.order_id || '-' || m.line_number end
    ) as own_id
    from import_matched m
    where m._verdict = 'created'
),
bases as (
    select order_id, max(last) as last
    from (
        select order_id, last from import_last_numbers
        union all
        select order_id, max(try_cast(substr(own_id, length(order_id) + 2) as bigint))
        from named
        where starts_with(own_id, order_id || '-')
        group by order_id
    )
    group by order_id
)
select coalesce(n.own_id, n.order_id || '-' || (coalesce(b.last, 0) + row_number() over (
        partition by n.order_id, n.own_id is null order by n._line
    ))) as order_line_id,
    n.order_id, n.line_number, n.product_id, n.quantity, n.unit_price, n.ordered_at
from named n
left join bases b on b.order_id = n.order_id
"""
CHANGED_LINES = """
select t.order_line_id, m.order_id, coalesce(m.line_number, t.line_number) as line_number,
    m.product_id, m.quantity, m.unit_price, m.ordered_at
from import_matched m
join order_lines t on t.order_line_id = m._id
where m._verdict = 'updated'
"""
RECKONED = f"""
select l.order_id, min(l.ordered_at) as ordered_at,
    {RETURN_ID.replace("order_id", "l.order_id")} or bool_and(l.quantity < 0) as is_return
from order_lines l
where l.deleted_at is null
    and l.order_id in (
        select m.order_id from import_matched m
        join import_orders o on o.order_id = m.order_id
        where o.known and m._verdict <> 'unchanged'
    )
group by l.order_id
"""


def write_orders(tx: Transaction, staged: Staged, matched: Matched) -> None:
    """Write what `match_orders` found, in the transaction it was found in."""
    if matched.customers_created:
        tx.insert("customers", "import_new_customers")
    if matched.products_created:
        tx.insert("products", "import_new_products")
    if matched.orders_created:
        tx.insert("orders", NEW_ORDERS)
    tx.update("orders", CHANGED_ORDERS)
    tx.update("products", RENAMED)
    if all_is_new(tx.con, staged):
        tx.insert("order_lines", FIRST_LINES)
        return
    tx.con.execute(LAST_NUMBERS)
    tx.con.execute(NEW_LINES)
    tx.insert("order_lines", "import_new_lines")
    tx.update("order_lines", CHANGED_LINES)
    tx.update("orders", RECKONED)
