"""Movement between the segments of a kept segmentation: who, from where, what they brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue
from crm_core.metrics.customers import revenue_by_customer
from crm_core.segments import SavedSegmentation, named
from crm_core.segments.movement import flows, passages
from crm_core.store import Store
from crm_core.workflows.scoring import scored_features

if TYPE_CHECKING:
    import pandas as pd

DAYS_OF_REVENUE = 365
PEOPLE = """
with firsts as (
    select customer_id, min(ordered_at)::date as first_day
    from orders where deleted_at is null group by customer_id
    union all
    select customer_id, min(occurred_at)::date
    from communications where deleted_at is null group by customer_id
    union all
    select customer_id, min(occurred_at)::date
    from events where deleted_at is null group by customer_id
    union all
    select customer_id, min(received_at)::date
    from feedback where deleted_at is null group by customer_id
),
known as (
    select customer_id, min(first_day) as first_day
    from firsts
    group by customer_id
)
select
    c.customer_id,
    coalesce(least(c.since, k.first_day) <= $early, true) as early,
    coalesce(least(c.since, k.first_day) <= $late, true) as late
from customers c
left join known k using (customer_id)
where c.deleted_at is null
order by c.customer_id
"""


@dataclass(frozen=True)
class Movement:
    """Flows as `from`, `to`, `customers`, `revenue`; `from` is None for who was no customer yet.

    `moved`, `stayed` and `arrived` add up to the customers at the later date.
    """

    flows: list[dict[str, Any]]
    moved: int
    stayed: int
    arrived: int
    segmentation: str
    from_date: date
    to_date: date


def movement(store: Store, name: str, *, start: date, end: date) -> Movement:
    """How customers moved between the segments of a kept segmentation from one day to another.

    Parameters
    ----------
    name
        The segmentation's name, or the id of one version.

    Raises
    ------
    UnknownColumn
        If there is no such segmentation, or a feature of it is there no more.
    InvalidValue
        If the days are in the wrong order.
    FixedList
        If it is only a list of customers.
    """
    with store.cursor() as con:
        kept = named(con, name)
        found = flows(moved(con, kept, start, end))
    sums = {"moved": 0, "stayed": 0, "arrived": 0}
    for flow in found:
        way = "arrived" if flow.before is None else "moved"
        sums["stayed" if flow.before == flow.after else way] += flow.customers
    listed = [
        {
            "from": flow.before,
            "to": flow.after,
            "customers": flow.customers,
            "revenue": flow.revenue,
        }
        for flow in found
    ]
    return Movement(listed, **sums, segmentation=kept.name, from_date=start, to_date=end)


def moved(con: DuckDBPyConnection, kept: SavedSegmentation, start: date, end: date) -> pd.DataFrame:
    """Each customer of the later day with their segment at both, as `segments.movement.passages`.

    A customer is one from the first known of: since, their first order, communication, event or
    feedback; who has none of these always was.

    Raises
    ------
    InvalidValue
        If `start` lies after `end`.
    """
    if start > end:
        raise InvalidValue("from", start, f"a day not after {end}")
    return passages(
        scored_features(con, kept, start),
        scored_features(con, kept, end),
        con.execute(PEOPLE, {"early": start, "late": end}).df(),
        revenue_by_customer(
            con, start=start - timedelta(DAYS_OF_REVENUE), end=start - timedelta(1)
        ),
    )
