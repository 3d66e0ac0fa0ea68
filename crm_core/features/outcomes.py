"""What happened in the days after a cut-off: labels to learn, never features."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

import duckdb

from crm_core.errors import InvalidValue
from crm_core.schema import CHANNELS, RESPONSES

if TYPE_CHECKING:
    import pandas as pd

LONGEST_HORIZON_DAYS = 3650

PURCHASE = """
with known as (
    select customer_id
    from customers c
    where
        deleted_at is null
        and (
            since < $start
            or exists (
                from orders o
                where o.customer_id = c.customer_id and o.deleted_at is null
                    and o.ordered_at < $start
            )
            or exists (
                from communications m
                where m.customer_id = c.customer_id and m.deleted_at is null
                    and m.occurred_at < $start
            )
        )
),

buyers as (
    select distinct customer_id
    from orders
    where
        deleted_at is null and not is_return
        and ordered_at >= $start and ordered_at < $stop
)

select k.customer_id, b.customer_id is not null as label
from known k
left join buyers b on b.customer_id = k.customer_id
order by k.customer_id
"""

LAPSE = """
with purchases as (
    select
        customer_id,
        bool_or(ordered_at < $start) as was_active,
        bool_or(ordered_at >= $start) as has_bought
    from orders
    where
        deleted_at is null and not is_return
        and ordered_at >= $since and ordered_at < $stop
    group by customer_id
)

select c.customer_id, not p.has_bought as label
from customers c
join purchases p on p.customer_id = c.customer_id
where c.deleted_at is null and p.was_active
order by c.customer_id
"""

RESPONSE = """
with following as (
    select
        customer_id,
        arg_min(coalesce(outcome, ''), (occurred_at, communication_id)) as outcome
    from communications
    where
        deleted_at is null and direction = 'outbound'
        and ($channel is null or channel = $channel)
        and occurred_at >= $start and occurred_at < $stop
    group by customer_id
)

select c.customer_id, f.outcome in $responses as label
from customers c
join following f on f.customer_id = c.customer_id
where c.deleted_at is null
order by c.customer_id
"""

SATISFACTION = """
with following as (
    select customer_id, arg_min(csat, (received_at, feedback_id)) as csat
    from feedback
    where
        deleted_at is null and csat is not null
        and received_at >= $start and received_at < $stop
    group by customer_id
)

select c.customer_id, f.csat::double as label
from customers c
join following f on f.customer_id = c.customer_id
where c.deleted_at is null
order by c.customer_id
"""

BY_CHANNEL = {f"response:{channel}": channel for channel in CHANNELS}

OUTCOMES = {
    "purchase": PURCHASE,
    "lapse": LAPSE,
    "response": RESPONSE,
    **dict.fromkeys(BY_CHANNEL, RESPONSE),
    "satisfaction": SATISFACTION,
}
"""By name: SQL of who could, and whether they did.

*purchase*: customers known by the cut-off (by an order, a communication, or `since`) who order in
the horizon; returns are no orders. *lapse*: customers who ordered in as many days up to the
cut-off, and do not in the horizon. *response*: customers who are sent a communication in the
horizon, and respond to the first; *response:email* the same of those by e-mail, and so for each
channel. *satisfaction*: customers who say in the horizon how satisfied they are, and what they say
first, from 1 to 5.
"""


FIRST_DAY = """
select least(
    (select min(ordered_at) from orders where deleted_at is null),
    (select min(occurred_at) from communications where deleted_at is null)
)::date
"""


def first_day(con: duckdb.DuckDBPyConnection) -> date | None:
    """The day of the first order or communication, where there is one: history begins on it."""
    [(day,)] = con.execute(FIRST_DAY).fetchall()
    return cast("date | None", day)


def outcome(
    con: duckdb.DuckDBPyConnection, name: str, *, as_of: date, horizon_days: int
) -> pd.DataFrame:
    """Who could have done it in the `horizon_days` after the day `as_of`, and who did, or how much.

    Returns
    -------
    DataFrame
        `customer_id` and `label` (bool; of satisfaction a number), in order of `customer_id`; no
        row where nobody could.

    Raises
    ------
    InvalidValue
        If the horizon is not from 1 to 3,650 days.
    """
    if not 1 <= horizon_days <= LONGEST_HORIZON_DAYS:
        wanted = f"a whole number of days from 1 to {LONGEST_HORIZON_DAYS:,}"
        raise InvalidValue("--horizon-days", horizon_days, wanted)
    start = as_of + timedelta(days=1)
    given = {
        "start": start,
        "stop": start + timedelta(days=horizon_days),
        "since": start - timedelta(days=horizon_days),
        "responses": list(RESPONSES),
        "channel": BY_CHANNEL.get(name),
    }
    sql = OUTCOMES[name]
    used = {key: value for key, value in given.items() if f"${key}" in sql}
    return con.execute(sql, used).df()
