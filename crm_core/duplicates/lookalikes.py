"""Customers who look like one that is about to be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.duplicates.persons import FIELDS, fill_persons
from crm_core.duplicates.scan import THRESHOLD
from crm_core.duplicates.scoring import fill_scored

NEW = "\x01new"
"""Stands for the one who has no id yet; control signs stand in nobody's."""


@dataclass(frozen=True)
class Lookalike:
    """A customer who is there, how likely it is the same person, and why."""

    customer_id: str
    name: str | None
    email: str | None
    phone: str | None
    city: str | None
    score: float
    reason: str


NEAR = f"""
create or replace temp table near as
with typed as (
    select
        '{NEW}' as customer_id,
        $name as name,
        $email as email,
        $phone as phone,
        $city as city,
        try_cast($age as integer) as age,
        $gender as gender
)
select * from typed
union all
select customer_id, name, email, phone, city, age, gender
from customers
where deleted_at is null
    and (
        lower(email) = lower(trim($email))
        or right(translate(phone, ' -()./', ''), 7) = right(translate($phone, ' -()./', ''), 7)
        or jaro_winkler_similarity(lower(name), lower(trim($name))) > 0.85
        or (
            lower(city) = lower(trim($city))
            and regexp_matches(name, '\\p{{Han}}') <> regexp_matches($name, '\\p{{Han}}')
        )
    )
"""
PAIRS = f"""
create or replace temp table near_pairs as
select n.number as first, p.number as second
from persons p, persons n
where n.customer_id = '{NEW}'
    and p.customer_id <> '{NEW}'
"""
EVERYBODY = "select count(*) from customers where deleted_at is null"
CITIES = """
create or replace temp table near_cities as
select strip_accents(lower(trim(city))) as city
from customers
where deleted_at is null
    and lower(city) = lower(trim($city))
"""
FOUND = """
select c.customer_id, c.name, c.email, c.phone, c.city, s.score, s.reason
from scored s
join customers c on c.customer_id = s.other_id
where s.score >= $threshold
order by s.score desc, c.customer_id
limit $limit
"""


def lookalikes(
    con: DuckDBPyConnection,
    values: Mapping[str, object],
    *,
    threshold: float = THRESHOLD,
    limit: int = 3,
) -> list[Lookalike]:
    """Give the customers whom one with `values` (column to what was typed) looks most like.

    Without a name, an e-mail and a phone there are none.
    """
    typed = {name: _text(values.get(name)) for name in FIELDS}
    if not (typed["name"] or typed["email"] or typed["phone"]):
        return []
    row = con.execute(EVERYBODY).fetchone()
    con.execute(NEAR, typed)
    fill_persons(con, "near")
    con.execute(PAIRS)
    con.execute(CITIES, {"city": typed["city"]})
    fill_scored(con, int(row[0]) if row else 0, "near_pairs", cities="near_cities")
    found = con.execute(FOUND, {"threshold": threshold, "limit": limit}).fetchall()
    return [Lookalike(*each) for each in found]


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
