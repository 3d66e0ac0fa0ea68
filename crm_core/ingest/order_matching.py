"""Order lines of a file held against those that are there: what is new, what changes."""

from __future__ import annotations

import duckdb

from crm_core.ingest.matching import Matched, count_verdicts, look_up_origins
from crm_core.ingest.order_files import lend_orders
from crm_core.ingest.staged import Staged
from crm_core.store.sql import counted

KNOWN_ORDERS = """
create or replace temp table import_orders as
select f.*,
    t.order_id is not null as known,
    t.customer_id as customer_now,
    t.country as country_now,
    t.order_id is not null and (
        coalesce(f.customer_id, t.customer_id) is distinct from t.customer_id
        or coalesce(f.country, t.country) is distinct from t.country
    ) as differs
from file_orders f
left join orders t on t.order_id = f.order_id
"""
NEW_CUSTOMERS = """
create or replace temp table import_new_customers as
select o.customer_id, max_by(o.country, (o.ordered_at, o.order_id)) as country
from import_orders o
where o.customer_id is not null
    and not exists (select 1 from customers c where c.customer_id = o.customer_id)
group by o.customer_id
"""
NEW_PRODUCTS = """
create or replace temp table import_new_products as
select f.product_id, f.description as name, f.category,
    case when f.product_id in (select unnest($codes)) then 'charge' else 'product' end as kind
from file_products f
where not exists (select 1 from products p where p.product_id = f.product_id)
"""
RENAMED = """
create or replace temp table import_renamed as
with differing as (
    select f.product_id, f.description, f.described_at, f.described_on, p.name
    from file_products f
    join products p on p.product_id = f.product_id
    where f.description is not null and f.description is distinct from p.name
),
latest as (
    select product_id, max(ordered_at) as ordered_at
    from order_lines
    where product_id in (select product_id from differing)
    group by product_id
),
named_by_hand as (
    select c.row_id, max_by(c.change_set_id, c.row_version) as change_set_id
    from changes c
    where c.table_name = 'products' and c.kind = 'updated'
        and map_contains(c.after, 'name')
        and c.row_id in (select product_id from differing)
    group by c.row_id
    union all
    select p.product_id, p.created_in
    from products p
    where p.product_id in (select product_id from differing)
        and p.name is not null
        and not exists (
            select 1 from changes c
            where c.table_name = 'products' and c.row_id = p.product_id and c.kind = 'updated'
                and map_contains(c.after, 'name')
        )
)
select d.product_id, d.description as name, d.described_on
from differing d
left join latest l on l.product_id = d.product_id
where (d.name is null or l.ordered_at is null or d.described_at > l.ordered_at)
    and not exists (
        select 1 from named_by_hand h
        where h.row_id = d.product_id
            and h.change_set_id not in (select created_in from imports)
    )
"""
PLAIN = """
create or replace temp view import_lines as
select *, false as _borne, false as _accepted, 1::bigint as _copy
from file_lines
"""
BY_ID = """
select f._line, t.order_line_id as _id
from import_lines f
join order_lines t on t.order_line_id = f.order_line_id
"""
BY_NUMBER = """
select f._line, t.order_line_id as _id
from import_lines f
join order_lines t on t.order_id = f.order_id and t.line_number = f.line_number
where f.order_line_id is null
"""
BY_OCCURRENCE = """
select f._line, s._id
from (
    select _line, order_id, product_id, quantity, unit_price, ordered_at,
        row_number() over (
            partition by order_id, product_id, quantity, unit_price, ordered_at order by _line
        ) as nth
    from import_lines
    where order_id in (select order_id from import_orders where known)
        and order_line_id is null and line_number is null and not _borne
) f
join (
    select order_line_id as _id, order_id, product_id, quantity, unit_price, ordered_at,
        row_number() over (
            partition by order_id, product_id, quantity, unit_price, ordered_at
            order by created_in, order_line_id
        ) as nth
    from order_lines
    where order_id in (select order_id from import_orders where known)
) s on s.order_id = f.order_id and s.product_id = f.product_id and s.quantity = f.quantity
    and s.unit_price = f.unit_price and s.ordered_at = f.ordered_at and s.nth = f.nth
"""
JUDGED = """
create or replace temp table import_matched as
select f.*, m._id,
    t.deleted_at is not null
        or f.order_id in (select order_id from orders where deleted_at is not null) as _is_binned,
    case
        when m._id is null and (_accepted or _copy > 1) then 'unchanged'
        when m._id is null then 'created'
        when f.order_id is distinct from t.order_id
            or coalesce(f.line_number, t.line_number) is distinct from t.line_number
            or f.product_id is distinct from t.product_id
            or f.quantity is distinct from t.quantity
            or f.unit_price is distinct from t.unit_price
            or f.ordered_at is distinct from t.ordered_at
            or f.order_id in (select order_id from import_orders where differs)
            or f._line in (select described_on from import_renamed)
        then 'updated'
        else 'unchanged'
    end as _verdict
from import_lines f
left join import_found m on m._line = f._line
left join order_lines t on t.order_line_id = m._id
"""
CHANGED_CUSTOMERS = """
select count(*)
from file_lines l
join import_orders o on o.order_id = l.order_id
where l.customer_id is not null
    and ((o.customer_now is not null and l.customer_id <> o.customer_now)
        or l.customer_id <> o.customer_id)
"""
PARTLY_NUMBERED = "select count(*) from file_lines where line_number is null"
BORNE = """
select count(*) filter (where _accepted), count(*) filter (where _copy > 1)
from import_lines
where _borne
"""


def match_orders(con: duckdb.DuckDBPyConnection, staged: Staged) -> Matched:
    """Make `import_orders`, `import_new_…`, `import_renamed` and `import_matched`.

    Where every order of the file is new, its lines are too: nothing is compared, and
    `import_matched` is not made.
    """
    lend_orders(con, staged)
    con.execute(KNOWN_ORDERS)
    con.execute(NEW_CUSTOMERS)
    con.execute(NEW_PRODUCTS, {"codes": list(staged.context.charge_codes)})
    con.execute(RENAMED)
    matched = Matched()
    matched.orders_created = counted(con, "select count(*) from import_orders where not known")
    matched.customers_created = counted(con, "select count(*) from import_new_customers")
    matched.products_created = counted(con, "select count(*) from import_new_products")
    matched.rules["customer_changed"] = counted(con, CHANGED_CUSTOMERS)
    matched.rules["products_renamed"] = counted(con, "select count(*) from import_renamed")
    if all_is_new(con, staged):
        matched.counts["created"] = counted(
            con, "select coalesce(sum(_rows), 0)::bigint from file_lines"
        )
    else:
        _compare_lines(con, staged, matched)
    _count_repeats(staged, matched)
    return matched


def all_is_new(con: duckdb.DuckDBPyConnection, staged: Staged) -> bool:
    """Whether no line of the file can be there already."""
    if staged.bears_rejects or "order_line_id" in staged.names:
        return False
    if "line_number" in staged.names and counted(con, PARTLY_NUMBERED):
        return False
    return not counted(con, "select count(*) from import_orders where known")


def _compare_lines(con: duckdb.DuckDBPyConnection, staged: Staged, matched: Matched) -> None:
    if staged.bears_rejects:
        look_up_origins(con, "file_lines", "import_lines")
    else:
        con.execute(PLAIN)
    found = [BY_OCCURRENCE]
    found += [BY_ID] if "order_line_id" in staged.names else []
    found += [BY_NUMBER] if "line_number" in staged.names else []
    con.execute("create or replace temp table import_found as " + " union all ".join(found))
    con.execute(JUDGED)
    count_verdicts(con, matched)
    accepted, copies = con.execute(BORNE).fetchone() or (0, 0)
    matched.rules.update({"accepted_before": accepted, "repeated_reject": copies})


def _count_repeats(staged: Staged, matched: Matched) -> None:
    """Rows whose key a later row of the file has too: they are in that row, and change nothing."""
    matched.counts["unchanged"] += staged.rules["repeated_key"]
