"""Whom a rule holds for, in a database, as of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.features.catalogue import custom_columns
from crm_core.segments.rule_fields import FIGURE, Field, fields
from crm_core.segments.rule_reading import parsed
from crm_core.segments.rules_sql import CompiledRule, compiled
from crm_core.store.sql import counted, quoted

if TYPE_CHECKING:
    import pyarrow as pa

MEMBERS = """
select customer_id, 1::integer as segment
from ({sql}) as matching
order by customer_id
"""
FIRST = """
select customer_id
from ({sql}) as matching
order by customer_id
limit $rows_shown
"""
COUNT = "select count(*) from ({sql}) as matching"


KNOWN_VALUES = """
select {column} as value, count(*) as uses
from {table}
where deleted_at is null
    and {column} is not null
group by value
order by uses desc, value
limit $most
"""
MOST_VALUES = 300
UNOFFERED = {
    "customers": ("customer_id", "name", "email", "phone", "notes"),
    "orders": ("order_id", "customer_id"),
    "order_lines": ("order_line_id", "order_id"),
    "products": ("description",),
    "communications": ("communication_id", "customer_id", "subject", "text"),
    "events": ("event_id", "customer_id", "detail"),
}
"""Texts that differ from row to row: nobody picks them from a list."""


def known_values(con: DuckDBPyConnection, field: Field) -> list[str]:
    """The texts that a field holds, the most frequent first, at most 300.

    A field with a closed set of values gives that; one that is no text, is worked out, or differs
    from row to row, gives none.
    """
    if field.values:
        return list(field.values)
    if (
        field.kind != "text"
        or field.source == FIGURE
        or field.column in UNOFFERED.get(field.source, ())
    ):
        return []
    query = KNOWN_VALUES.format(column=quoted(field.column), table=quoted(field.source))
    return [value for value, _ in con.execute(query, {"most": MOST_VALUES}).fetchall()]


def compiled_rule(con: DuckDBPyConnection, content: Any, as_of: date) -> CompiledRule:
    """A rule, as JSON holds it, as SQL.

    Raises
    ------
    InvalidRule
        If a part of it cannot be understood.
    """
    known = fields(con)
    return compiled(parsed(content, known), known, as_of, custom_columns(con))


def matching_count(con: DuckDBPyConnection, rule: CompiledRule) -> int:
    """How many customers a rule holds for."""
    return counted(con, COUNT.format(sql=rule.sql), rule.parameters)


def matching(con: DuckDBPyConnection, rule: CompiledRule) -> pa.Table:
    """`customer_id` and `segment` (always 1) of everyone a rule holds for, by `customer_id`."""
    return con.sql(MEMBERS.format(sql=rule.sql), params=rule.parameters).to_arrow_table()


def first_matching(con: DuckDBPyConnection, rule: CompiledRule, rows: int) -> list[str]:
    """The ids of the first customers a rule holds for, by id."""
    shown = con.execute(FIRST.format(sql=rule.sql), {**rule.parameters, "rows_shown": rows})
    return [customer_id for (customer_id,) in shown.fetchall()]
