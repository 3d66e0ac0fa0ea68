"""One customer: the profile, the key figures, and everything that happened, in one stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.records.rows import row_of
from crm_core.schema import CUSTOMERS

KINDS = ("communication", "order", "feedback")


def profile(con: DuckDBPyConnection, customer_id: str) -> dict[str, Any]:
    """Give the customer's row by column name, `row_version` and `deleted_at` included.

    Raises
    ------
    UnknownId
        If there is no such customer, not even in the bin.
    """
    return row_of(con, CUSTOMERS.name, customer_id)


KEY_FIGURES = """
with bought as (
    select order_id, ordered_at::date as day, coalesce(is_return, false) as is_return
    from orders
    where customer_id = $customer
        and deleted_at is null
        and ordered_at < $as_of + interval 1 day
),
placed as (
    select count(*) as frequency, min(day) as first_day, max(day) as last_day
    from bought
    where not is_return
),
lines as (
    select
        coalesce(sum(l.quantity * l.unit_price), 0)::double as monetary,
        coalesce(sum(l.quantity) filter (where l.quantity > 0), 0) as units_bought,
        coalesce(-sum(l.quantity) filter (where l.quantity < 0), 0) as units_returned,
        count(distinct l.product_id) filter (where l.quantity > 0) as products
    from order_lines l
    join bought on bought.order_id = l.order_id
    where l.deleted_at is null
        and l.ordered_at < $as_of + interval 1 day
        and l.product_id not in (select product_id from products where kind = 'charge')
),
contacts as (
    select
        count(*) as communications,
        count(*) filter (
            where direction = 'outbound' and outcome in ('responded', 'bought')
        ) as responses
    from communications
    where customer_id = $customer
        and deleted_at is null
        and occurred_at < $as_of + interval 1 day
)
select
    date_diff('day', last_day, $as_of) as recency_days,
    frequency,
    monetary,
    monetary / nullif(frequency, 0) as average_order_value,
    date_diff('day', first_day, $as_of) as tenure_days,
    products,
    units_returned / nullif(units_bought, 0) as return_rate,
    date_diff('day', first_day, last_day) / nullif(frequency - 1, 0) as gap_days,
    communications,
    responses
from placed, lines, contacts
"""


def key_figures(
    con: DuckDBPyConnection, customer_id: str, *, as_of: date
) -> dict[str, float | None]:
    """Give the customer's figures as the feature of the same name defines each.

    Names: recency_days, frequency, monetary, average_order_value, tenure_days, products,
    return_rate, gap_days, communications, responses. Without orders: frequency, monetary and
    products 0, the other purchase figures None.
    """
    con.execute(KEY_FIGURES, {"customer": customer_id, "as_of": as_of})
    names = [column[0] for column in con.description or ()]
    row = con.fetchone() or ()
    return dict(zip(names, row, strict=True))


@dataclass(frozen=True)
class Entry:
    """One thing that happened: a communication, an order or a piece of feedback."""

    at: datetime
    kind: str
    id: str
    title: str
    detail: str | None
    amount: Decimal | None
    outcome: str | None


STREAM = """
with spent as (
    select
        o.order_id,
        o.ordered_at,
        o.is_return,
        sum(l.quantity * l.unit_price) as amount,
        count(l.order_line_id) as lines
    from orders o
    left join order_lines l on l.order_id = o.order_id and l.deleted_at is null
    where o.customer_id = $customer
        and o.deleted_at is null
        and list_contains($kinds, 'order')
    group by o.order_id, o.ordered_at, o.is_return
)
select happened_at, kind, id, title, detail, amount, outcome
from (
    select
        occurred_at as happened_at,
        'communication' as kind,
        communication_id as id,
        concat_ws(' · ', channel, direction, purpose) as title,
        concat_ws(': ', subject, text) as detail,
        null::decimal(38,4) as amount,
        outcome
    from communications
    where customer_id = $customer
        and deleted_at is null
        and list_contains($kinds, 'communication')
    union all by name
    select
        ordered_at as happened_at,
        'order' as kind,
        order_id as id,
        case when is_return then 'Return' else 'Order' end as title,
        lines || case when lines = 1 then ' line' else ' lines' end as detail,
        amount,
        null as outcome
    from spent
    union all by name
    select
        received_at as happened_at,
        'feedback' as kind,
        feedback_id as id,
        concat_ws(
            ' · ',
            'Feedback',
            'satisfaction ' || csat || ' of 5',
            'would recommend ' || nps || ' of 10',
            'effort ' || effort || ' of 7'
        ) as title,
        text as detail,
        null as amount,
        null as outcome
    from feedback
    where customer_id = $customer
        and deleted_at is null
        and list_contains($kinds, 'feedback')
)
order by happened_at desc, kind, id
limit $size offset $offset
"""


def timeline(
    con: DuckDBPyConnection,
    customer_id: str,
    *,
    kinds: tuple[str, ...] = KINDS,
    page: int = 1,
    size: int = 20,
) -> list[Entry]:
    """Give one page of what happened with the customer, the newest first.

    A page beyond the last, and a customer with whom nothing happened, give an empty list.
    """
    rows = con.execute(
        STREAM,
        {
            "customer": customer_id,
            "kinds": list(kinds),
            "size": size,
            "offset": (page - 1) * size,
        },
    ).fetchall()
    return [Entry(*row) for row in rows]


STREAM_COUNTS = """
select
    (select count(*) from communications where customer_id = $customer and deleted_at is null),
    (select count(*) from orders where customer_id = $customer and deleted_at is null),
    (select count(*) from feedback where customer_id = $customer and deleted_at is null)
"""


def timeline_counts(con: DuckDBPyConnection, customer_id: str) -> dict[str, int]:
    """Give how many entries of each kind the customer's timeline has."""
    row = con.execute(STREAM_COUNTS, {"customer": customer_id}).fetchone() or (0, 0, 0)
    return dict(zip(KINDS, row, strict=True))
