"""The directory of customers: filtered, sorted and paged in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions, Sorting, phone_digits
from crm_core.records.frames import frame
from crm_core.schema import CUSTOMERS, ROW_VERSION
from crm_core.store import columns_of, quoted

SEARCHED = ("name", "email", "customer_id", "company", "city")
PHONE = """(
    contains(phone, $digits)
    or (
        (contains(phone, ' ') or contains(phone, '-') or contains(phone, '/')
            or contains(phone, '.') or contains(phone, '('))
        and contains(translate(phone, ' -()./', ''), $digits)
    )
)"""
"""Most numbers are stored without signs between the digits; only the others are taken apart."""
SEGMENT = """customer_id in (
    select m.customer_id
    from segment_members m
    join segmentations s on s.segmentation_id = m.segmentation_id and s.deleted_at is null
    where m.segmentation_id = $segmentation
        and m.deleted_at is null
        and ($segment is null or m.segment = $segment)
)"""
CHANNEL = """customer_id in (
    select customer_id
    from communications
    where channel in (select unnest($channels))
        and deleted_at is null
)"""
BOUGHT = """customer_id in (
    select customer_id
    from orders
    where ordered_at >= $bought_from
        and not is_return
        and deleted_at is null
)"""
NOT_BOUGHT = """customer_id not in (
    select customer_id
    from orders
    where ordered_at >= $quiet_since
        and not is_return
        and deleted_at is null
        and customer_id is not null
)"""


@dataclass(frozen=True)
class Filters:
    """What the directory shows; the default is every customer who is not in the bin.

    `channels`: reached through any of them at least once. `bought_since`: with an order on or
    after that day; `quiet_since`: with none on or after it. `has_email`, `has_phone`: None for
    either. `segment` counts within `segmentation` (an id); None is all of its members.
    """

    text: str = ""
    countries: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    segmentation: str | None = None
    segment: int | None = None
    channels: tuple[str, ...] = ()
    has_email: bool | None = None
    has_phone: bool | None = None
    bought_since: date | None = None
    quiet_since: date | None = None
    binned: bool = False

    def conditions(self) -> Conditions:
        """Give the same as SQL over `customers`."""
        found = Conditions()
        found.add(f"deleted_at is {'not ' if self.binned else ''}null")
        words = Conditions()
        words.words(SEARCHED, self.text)
        digits = phone_digits(self.text)
        if digits:
            # What looks like a phone number may as well be an id or part of a company's name.
            found.add(f"({PHONE} or ({words.where}))", digits=digits, **words.parameters)
        elif words.clauses:
            found.add(words.where, **words.parameters)
        found.one_of("country", "countries", self.countries)
        found.one_of("city", "cities", self.cities)
        for name, wanted in (("email", self.has_email), ("phone", self.has_phone)):
            if wanted is not None:
                found.add(f"{name} is {'not ' if wanted else ''}null")
        self._add_behaviour(found)
        return found

    def _add_behaviour(self, found: Conditions) -> None:
        if self.segmentation:
            found.add(SEGMENT, segmentation=self.segmentation, segment=self.segment)
        if self.channels:
            found.add(CHANNEL, channels=list(self.channels))
        if self.bought_since:
            found.add(BOUGHT, bought_from=self.bought_since)
        if self.quiet_since:
            found.add(NOT_BOUGHT, quiet_since=self.quiet_since)


def customers_page(
    con: DuckDBPyConnection,
    filters: Filters,
    sorting: Sorting,
    *,
    page: int,
    size: int,
) -> pd.DataFrame:
    """Give one page of customers, the first being page 1.

    Returns
    -------
    The visible columns of `customers` and `row_version`, with `customer_id` as index. A page
    beyond the last one is empty.

    Raises
    ------
    UnknownColumn
        If there is no column to sort by.
    """
    columns = columns_of(con, CUSTOMERS.name)
    names = tuple(column.name for column in columns)
    found = filters.conditions()
    listed = ", ".join(quoted(name) for name in (*names, ROW_VERSION))
    con.execute(
        f"select {listed} from customers where {found.where} "
        f"{sorting.clause(names, CUSTOMERS.key)} limit $size offset $offset",
        found.parameters | {"size": size, "offset": (page - 1) * size},
    )
    return frame(con, columns, CUSTOMERS.key)


def customer_count(con: DuckDBPyConnection, filters: Filters) -> int:
    """Give how many customers the filters leave."""
    found = filters.conditions()
    [(rows,)] = con.execute(
        f"select count(*) from customers where {found.where}", found.parameters
    ).fetchall()
    return int(rows)


def matching_customers(con: DuckDBPyConnection, filters: Filters, sorting: Sorting) -> pa.Table:
    """Give every customer the filters leave, all visible columns, in order: what is exported."""
    names = tuple(column.name for column in columns_of(con, CUSTOMERS.name))
    found = filters.conditions()
    listed = ", ".join(quoted(name) for name in names)
    return con.sql(
        f"select {listed} from customers where {found.where} "
        f"{sorting.clause(names, CUSTOMERS.key)}",
        params=found.parameters,
    ).to_arrow_table()


COUNTRIES = """
select country, count(*) as customers
from customers
where deleted_at is null
    and country is not null
group by country
order by customers desc, country
limit 300
"""


def countries(con: DuckDBPyConnection) -> list[str]:
    """Give the countries customers live in, the most frequent first, at most 300."""
    return [country for country, _ in con.execute(COUNTRIES).fetchall()]


CITIES = """
select city, count(*) as customers
from customers
where deleted_at is null
    and city is not null
    and ($countries = [] or country in (select unnest($countries)))
group by city
order by customers desc, city
limit 500
"""


def cities(con: DuckDBPyConnection, within: tuple[str, ...] = ()) -> list[str]:
    """Give the cities customers live in, the most frequent first, at most 500."""
    return [city for city, _ in con.execute(CITIES, {"countries": list(within)}).fetchall()]


SEGMENTATIONS = """
select s.segmentation_id, s.name, list_sort(list(distinct m.segment)) as segments
from segmentations s
join segment_members m on m.segmentation_id = s.segmentation_id and m.deleted_at is null
where s.deleted_at is null
group by s.segmentation_id, s.name, s.saved_at
order by s.saved_at desc, s.segmentation_id
"""


def segmentations(con: DuckDBPyConnection) -> list[tuple[str, str, list[int]]]:
    """Give the saved segmentations, the newest first: id, name, the numbers of its segments."""
    return [(row[0], row[1], row[2]) for row in con.execute(SEGMENTATIONS).fetchall()]
