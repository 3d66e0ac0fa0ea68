"""What an orders file says about its orders, products and customers, and its lines, as Arrow."""

from __future__ import annotations

import duckdb

from crm_core.ingest.handover import GOOD, lend
from crm_core.ingest.staged import Staged

ORDERS = """
create or replace table order_heads as
select order_id,
    min(ordered_at) as ordered_at,
    max_by(customer_id, _line) as customer_id,
    max_by(country, _line) as country,
    bool_and(quantity < 0) as all_negative,
    min(_line) as first_line,
    max(_line) - min(_line) + 1 = count(*) as is_one_block
from good
group by order_id
"""
HEADS = "select * exclude (is_one_block) from order_heads"
SCATTERED = "select count(*) from order_heads where not is_one_block"
PRODUCTS = """
select product_id, d.description, d.ordered_at as described_at, d._line as described_on, category
from (
    select product_id,
        max_by(
            {'description': description, 'ordered_at': ordered_at, '_line': _line}, place
        ) filter (where description is not null) as d,
        max_by(category, place) as category
    from (select *, epoch(ordered_at)::bigint * 100000000 + _line as place from good)
    group by product_id
)
"""
LINES = """
select _line, {given} order_id, product_id, quantity, unit_price, good.ordered_at,
    good.customer_id, {nth} as _nth
from good
join order_heads using (order_id)
"""
WHOLE_LINES = """
create or replace temp view file_lines as
select *, {missing}
from file_lines_given
"""
PLACE_IN_BLOCK = "_line - first_line + 1"
PLACE_ANYWHERE = "row_number() over (partition by order_id order by _line)"
ORIGIN = {"_from_import": "varchar", "_from_line": "bigint"}
SELDOM = {**ORIGIN, "line_number": "integer", "order_line_id": "varchar"}
"""Columns of a line that most files lack: they are added where they cost nothing."""
OPTIONAL = ("customer_id", "country", "description", "category")


def lend_orders(con: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Register `file_orders`, `file_products` and `file_lines` on the database's connection.

    `file_lines` has `_line`, what a mended row bears, the columns of an order line, `_nth` (its
    place in the order) and the customer it names.
    """
    _make_good(staged)
    staged.source.con.execute(ORDERS)
    lend(con, staged, "file_orders", HEADS)
    lend(con, staged, "file_products", PRODUCTS)
    there = {*staged.names, *(ORIGIN if staged.bears_rejects else ())}
    given = [name for name in SELDOM if name in there]
    lend(
        con,
        staged,
        "file_lines_given",
        LINES.format(
            # Most files keep an order's lines together: then no sort is needed to number them.
            nth=PLACE_ANYWHERE if staged.source.count(SCATTERED) else PLACE_IN_BLOCK,
            given="".join(f"{name}, " for name in given),
        ),
    )
    missing = [f"null::{kind} as {name}" for name, kind in SELDOM.items() if name not in given]
    con.execute(WHOLE_LINES.format(missing=", ".join(["1::bigint as _rows", *missing])))


def _make_good(staged: Staged) -> None:
    """View `good`: the accepted rows with every column an orders file may have.

    Rows that repeat a line's id, or its number in the order, are one line: the later row counts.
    """
    mapped = staged.names
    missing = "".join(f", null::varchar as {name}" for name in OPTIONAL if name not in mapped)
    staged.source.con.execute(
        f"create or replace view good as select *{missing} from parsed where {GOOD}"
    )
    key = _line_key(mapped)
    repeated = _repeated(staged, key) if key else 0
    if repeated:
        staged.rules["repeated_key"] = repeated
        staged.source.con.execute(
            "create or replace view good as select * "
            f"exclude (_place){missing} from (select *, row_number() over "
            f"(partition by coalesce({key}, 'line ' || _line) order by _line desc) as _place "
            f"from parsed where {GOOD}) where _place = 1"
        )


def _line_key(mapped: list[str]) -> str | None:
    """SQL of what names a line where the file says so: its id, else its number in the order."""
    numbered = "'n' || order_id || ' ' || line_number" if "line_number" in mapped else None
    if "order_line_id" in mapped:
        return f"coalesce('i' || order_line_id, {numbered or 'null'})"
    return numbered


def _repeated(staged: Staged, key: str) -> int:
    return staged.source.count(
        f"select count({key}) - count(distinct {key}) from parsed where {GOOD}"
    )
