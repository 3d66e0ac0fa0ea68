"""A page of the directory, filtered and sorted, on one million customers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb

from bench.rows import Row, seconds_of
from crm_core.records.directory import SEARCHED, Filters
from crm_core.records.filters import Sorting
from crm_core.records.listing import count_of, page_of
from crm_core.store import open_store

CUSTOMERS = 1_000_000
PAGE_ROWS = 50
RUNS = 20
MAKE = f"""
select
    'c' || i as customer_id,
    case when i % 50 = 0 then '王芳' else 'Customer ' || hash(i) % 100000 end as name,
    'person' || i || '@example.com' as email,
    '+4416329' || 10000 + i % 90000 as phone,
    (18 + hash(i, 1) % 70)::integer as age,
    (hash(i, 2) % 90000)::decimal(18, 4) as income,
    'City ' || hash(i, 3) % 400 as city,
    'Country ' || hash(i, 4) % 40 as country
from range({CUSTOMERS}) r(i)
"""
BARE = """
select
    customer_id, name, email, phone, gender, age, income, education, city, country, company,
    owner, since, notes, row_version
from customers
where deleted_at is null {where}
order by {order} nulls last, customer_id
limit {size} offset {offset}
"""
FOUND = "contains(lower({}), '{}')"
CASES = {
    "first page by name": (Filters(), Sorting("name"), 1, "", "name asc"),
    "page 50 by income, one country": (
        Filters(countries=("Country 7",)),
        Sorting("income", descending=True),
        50,
        "and country = 'Country 7'",
        "income desc",
    ),
    "search by text": (
        Filters(text="Customer 7"),
        Sorting("age"),
        1,
        "".join(
            f"and ({' or '.join(FOUND.format(column, word) for column in SEARCHED)}) "
            for word in ("customer", "7")
        ),
        "age asc",
    ),
}


def rows() -> Iterator[Row]:
    """One row per case: the page with its total, beside the bare SQL for that page."""
    with open_store(":memory:") as store:
        with store.transaction(actor="bench", reason="Make customers") as tx:
            tx.insert("customers", MAKE)
        with store.cursor() as con:
            for name, (filters, sorting, page, where, order) in CASES.items():
                ours = partial(_page, con, filters, sorting, page)
                bare = partial(_bare, con, where, order, page)
                bare(), ours()
                taken, baseline = seconds_of(ours, RUNS), seconds_of(bare, RUNS)
                yield Row(
                    f"directory page on {CUSTOMERS:,} customers: {name}",
                    taken,
                    "the bare SQL for that page",
                    baseline,
                    f"1.5x + 20 ms ({(baseline * 1.5 + 0.02) * 1000:.0f} ms)",
                    waits_ms=taken * 1000,
                )


def _page(con: duckdb.DuckDBPyConnection, filters: Filters, sorting: Sorting, page: int) -> None:
    page_of(con, filters, sorting, page=page, size=PAGE_ROWS)
    count_of(con, filters)


def _bare(con: duckdb.DuckDBPyConnection, where: str, order: str, page: int) -> None:
    offset = (page - 1) * PAGE_ROWS
    con.execute(BARE.format(where=where, order=order, size=PAGE_ROWS, offset=offset)).fetchall()
    con.execute(f"select count(*) from customers where deleted_at is null {where}").fetchone()
