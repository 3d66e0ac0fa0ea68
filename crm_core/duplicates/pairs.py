"""Pairs of persons worth comparing: those who share a rare enough key.

A key that many share (the switchboard of a firm, `info@`) tells nobody apart and makes a pair of
everybody with everybody: it is left out.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

MOST_SHARING = 50
"""A key that more persons share makes no pairs."""

KEYS = {
    "e-mail": "email",
    "phone": "phone_end",
    "name and city": "name_key || '|' || city",
    "ends of the name, city and age": (
        "left(name_key, 4) || '|' || right(name_key, 3) || '|' || city || '|' || age"
    ),
}
"""What two persons must share one of, as SQL over `persons`; a null shares nothing."""

SHARING = """
select list(number order by number) as numbers
from persons
where {key} is not null
group by {key}
having count(*) between 2 and $most
"""
PAIRS = """
create or replace temp table pairs as
with blocks as (
    {blocks}
),
firsts as (
    select numbers, unnest(numbers) as first
    from blocks
),
meetings as (
    select first, unnest(numbers) as second
    from firsts
)
select distinct first, second
from meetings
where first < second
"""
DISTINCT = """
delete from pairs
where exists (
    select 1
    from distinct_pairs d
    join persons a on a.customer_id = d.customer_id
    join persons b on b.customer_id = d.other_id
    where d.deleted_at is null
        and pairs.first = least(a.number, b.number)
        and pairs.second = greatest(a.number, b.number)
)
"""


def fill_pairs(con: DuckDBPyConnection) -> None:
    """Make the temp table `pairs` (first, second: numbers of `persons`) without known strangers."""
    blocks = " union all ".join(f"({SHARING.format(key=key)})" for key in KEYS.values())
    con.execute(PAIRS.format(blocks=blocks), {"most": MOST_SHARING})
    con.execute(DISTINCT)
