"""The live count of a rule of five conditions, on one million customers.

Ours reads the rule from JSON, checks it, compiles it and counts, as the builder does after every
change. The baseline is one query written by hand that runs as it stands. Both must give the same.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import date
from functools import partial

import duckdb

from bench.company import CUSTOMERS, company_file
from bench.rows import Row, seconds_of
from crm_core.segments.rule_members import compiled_rule, matching_count
from crm_core.store import open_store

AS_OF = date(2024, 12, 31)
RUNS = 20
COUNTRIES = ["Country 1", "Country 2", "Country 3", "Country 4", "Country 5"]
RULE = {
    "all": [
        {"feature": "country", "op": "in", "value": COUNTRIES},
        {"feature": "age", "op": ">=", "value": 30},
        {"feature": "frequency", "op": ">=", "value": 3},
        {
            "history": "orders",
            "where": [{"column": "category", "op": "=", "value": "Category 3"}],
            "within_days": 90,
            "count": {"op": ">=", "value": 2},
        },
        {
            "history": "communications",
            "where": [{"column": "channel", "op": "=", "value": "phone"}],
            "within_days": 30,
            "count": {"op": "=", "value": 0},
        },
    ]
}
BY_HAND = """
with buyers as (
    select orders.customer_id
    from orders
    where orders.deleted_at is null
        and not orders.is_return
        and orders.ordered_at >= date '2024-10-03'
        and orders.ordered_at < date '2025-01-01'
        and orders.order_id in (
            select lines.order_id
            from order_lines lines
            join products on products.product_id = lines.product_id
            where lines.deleted_at is null
                and lines.ordered_at >= date '2024-10-03'
                and lines.ordered_at < date '2025-01-01'
                and products.category = 'Category 3'
        )
    group by orders.customer_id
    having count(*) >= 2
),
called as (
    select customer_id
    from communications
    where deleted_at is null
        and channel = 'phone'
        and occurred_at >= date '2024-12-02'
        and occurred_at < date '2025-01-01'
),
regulars as (
    select customer_id
    from orders
    where deleted_at is null
        and not is_return
        and ordered_at < date '2025-01-01'
    group by customer_id
    having count(*) >= 3
)
select count(*)
from customers
where deleted_at is null
    and country in ('Country 1', 'Country 2', 'Country 3', 'Country 4', 'Country 5')
    and age >= 30
    and customer_id in (from regulars)
    and customer_id in (from buyers)
    and customer_id not in (from called)
"""


def rows() -> Iterator[Row]:
    """One line: the count after a change in the builder, beside the bare SQL."""
    with open_store(company_file()) as store, store.cursor() as con:
        counts = {_ours(con), _by_hand(con)}
        if len(counts) > 1:
            raise AssertionError(f"the contenders disagree: {counts}")
        # They take turns, so that a busy machine slows them both.
        turns = [
            (seconds_of(partial(_ours, con)), seconds_of(partial(_by_hand, con)))
            for _ in range(RUNS)
        ]
        ours, by_hand = (statistics.median(times) for times in zip(*turns, strict=True))
        yield Row(
            f"live count of a rule of five conditions on {CUSTOMERS:,} customers",
            ours,
            "the bare SQL, written by hand",
            by_hand,
            "at most 1.3",
            waits_ms=ours * 1000,
        )


def _ours(con: duckdb.DuckDBPyConnection) -> int:
    return matching_count(con, compiled_rule(con, RULE, AS_OF))


def _by_hand(con: duckdb.DuckDBPyConnection) -> int:
    [(count,)] = con.execute(BY_HAND).fetchall()
    return int(count)
