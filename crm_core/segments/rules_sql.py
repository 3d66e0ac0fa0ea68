"""Rules to SQL: one select of customer ids, every value of the rule a `$parameter`.

Where SQL knows three answers a rule knows two. `where` takes null for false by itself, and so do
`and` and `or` above it; only under a "not" a comparison is made two-valued by `coalesce`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm_core.engine import sql as engine_sql
from crm_core.schema import CUSTOMERS, EVENTS, ORDER_LINES, ORDERS, PRODUCTS, Column
from crm_core.segments.rule_fields import FIGURE, Field, Fields
from crm_core.segments.rules import (
    LISTS,
    Comparison,
    Every,
    History,
    Negation,
    Rule,
    Value,
    comparisons,
    fields_used,
)
from crm_core.store.sql import literal, quoted

SIGNS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
OPPOSITES = {"=": "<>", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
ALIASES = {
    CUSTOMERS.name: "c",
    FIGURE: "c",
    ORDERS.name: "h",
    ORDER_LINES.name: "l",
    PRODUCTS.name: "p",
    "communications": "h",
    EVENTS.name: "h",
}
MOMENTS = {ORDERS.name: "ordered_at", "communications": "occurred_at", EVENTS.name: "occurred_at"}
AS_OF = "as_of"
ON_A_LINE = (ORDER_LINES.name, PRODUCTS.name)

MATCHING = """select c.customer_id
from {customers} c
where {live}{condition}"""
FIGURES = """with figures as (
{figures}
)
"""
ROWS = """select h.customer_id
from {table} h{beside}
where h.deleted_at is null
    and h.customer_id is not null
    and h.{moment} < cast({as_of} as date) + 1{window}{returns}{condition}{enough}"""
WINDOW = """
    and {moment} >= cast({as_of} as date) + 1 - {days}"""
NO_RETURNS = """
    and not h.is_return"""
ENOUGH = """
group by h.customer_id
having count(*) {sign} {count}"""
WITH_PRODUCT = """
left join products p on p.product_id = h.product_id"""
A_LINE = """h.order_id in (
select l.order_id
from order_lines l
left join products p on p.product_id = l.product_id
where l.deleted_at is null
    and l.ordered_at < cast({as_of} as date) + 1{window}
    and {condition})"""
A_LINE_OF_THE_ORDER = """exists (
select 1
from order_lines l
left join products p on p.product_id = l.product_id
where l.deleted_at is null
    and l.order_id = h.order_id
    and l.ordered_at < cast({as_of} as date) + 1{window}
    and {condition})"""


@dataclass(frozen=True)
class CompiledRule:
    """A rule as DuckDB runs it: `sql` selects the `customer_id` of everyone it holds for.

    `parameters` are plain values, as JSON holds them, by the names that `sql` has behind its $.
    """

    sql: str
    parameters: dict[str, Any]


def compiled(
    rule: Rule,
    fields: Fields,
    as_of: date,
    custom: Mapping[str, Column] | None = None,
    *,
    inline: bool = False,
) -> CompiledRule:
    """The rule as SQL over the tables of a database.

    Features are worked out as of the day, and only those that the rule compares; a rule about
    attributes alone reads nothing but the customers. Customers in the bin never match.

    Parameters
    ----------
    fields
        What `rule_fields.fields` gave when the rule was read.
    custom
        The workspace's own customer columns by the name of their feature.
    inline
        Write values as literals: SQL to take away, which needs no parameters.
    """
    used = [fields.customers[name] for name in fields_used(rule)]
    has_figures = any(each.source == FIGURE for each in used)
    writer = _Writer(fields, as_of, has_figures, inline)
    condition = writer.conjunct(rule)
    if not has_figures:
        live = "c.deleted_at is null\n    and "
        return CompiledRule(
            MATCHING.format(customers="customers", live=live, condition=condition),
            writer.parameters,
        )
    matching = MATCHING.format(customers="figures", live="", condition=condition)
    figures = FIGURES.format(figures=_figures(used, as_of, dict(custom or {})))
    return CompiledRule(figures + matching, writer.parameters)


def _figures(used: list[Field], as_of: date, custom: dict[str, Column]) -> str:
    """The features and attributes that a rule compares, one row per live customer."""
    from crm_core.features.expressions import figures_of_customers

    recorded = {c.name: c for c in CUSTOMERS.columns} | custom
    own = {each.name: recorded[each.name] for each in used if each.source != FIGURE}
    wanted = [each.name for each in used if each.name != CUSTOMERS.key]
    own.pop(CUSTOMERS.key, None)
    return engine_sql(figures_of_customers(as_of, wanted, own))


@dataclass
class _Writer:
    """Writes conditions, and keeps the values that they bind."""

    fields: Fields
    as_of: date
    has_figures: bool
    inline: bool
    parameters: dict[str, Any] = field(default_factory=dict)

    def conjunct(self, rule: Rule) -> str:
        return self.condition(rule, self.fields.customers, two_valued=False)

    def condition(self, rule: Rule, known: Mapping[str, Field], *, two_valued: bool) -> str:
        """The condition; where `two_valued`, one that is never null."""
        if isinstance(rule, Comparison):
            return self.comparison(rule, known[rule.field], two_valued=two_valued)
        if isinstance(rule, Negation):
            return f"not {self.condition(rule.part, known, two_valued=True)}"
        if isinstance(rule, History):
            return self.history(rule)
        word, nothing = ("and", "true") if isinstance(rule, Every) else ("or", "false")
        parts = [self.condition(part, known, two_valued=two_valued) for part in rule.parts]
        return f"({f' {word} '.join(parts)})" if parts else nothing

    def comparison(self, rule: Comparison, about: Field, *, two_valued: bool) -> str:
        column = self.column(about)
        if rule.op == "is_null":
            return f"({column} is {'' if rule.value else 'not '}null)"
        written = self.operated(rule, about, column)
        needs = two_valued and written not in ("true", "false")
        return f"coalesce({written}, false)" if needs else f"({written})"

    def column(self, about: Field) -> str:
        own = about.name if self.has_figures and about.source in (CUSTOMERS.name, FIGURE) else ""
        name = f"{ALIASES[about.source]}.{quoted(own or about.column)}"
        return f"cast({name} as date)" if about.is_time else name

    def operated(self, rule: Comparison, about: Field, column: str) -> str:
        if isinstance(rule.value, tuple):
            return self.listed(rule.op, rule.value, about, column)
        if rule.value is None:
            return "false"
        bound = self.bound(rule.value, about)
        if rule.op == "contains":
            return f"contains(lower({column}), lower({bound}))"
        return f"{column} {SIGNS[rule.op]} {bound}"

    def listed(self, op: str, values: tuple[Value, ...], about: Field, column: str) -> str:
        """A comparison with nothing in the list is settled here; one with null is false."""
        is_in = op == LISTS[0]
        if None in values and not is_in:
            return "false"
        bound = [self.bound(value, about) for value in values if value is not None]
        if not bound:
            return "false" if is_in else f"{column} is not null"
        return f"{column} {'' if is_in else 'not '}in ({', '.join(bound)})"

    def bound(self, value: Value, about: Field | None = None) -> str:
        """The name of the parameter that a value becomes, or its literal."""
        is_day = about is not None and about.kind == "day"
        if self.inline:
            return f"cast({_literal(value)} as date)" if is_day else _literal(value)
        name = f"value_{len(self.parameters.keys() - {AS_OF}) + 1}"
        self.parameters[name] = value
        return f"cast(${name} as date)" if is_day else f"${name}"

    def day(self) -> str:
        if self.inline:
            return _literal(self.as_of.isoformat())
        self.parameters[AS_OF] = self.as_of.isoformat()
        return f"${AS_OF}"

    def history(self, rule: History) -> str:
        """Who has that many rows; a count that 0 satisfies asks who does not fail it."""
        holds_at_zero = _holds(rule.count_op, 0, rule.count_value)
        signs = OPPOSITES if holds_at_zero else SIGNS
        sign, count = signs[rule.count_op], rule.count_value
        any_will_do = (sign, count) in ((">=", 1), (">", 0), ("<>", 0))
        enough = "" if any_will_do else ENOUGH.format(sign=sign, count=self.bound(count))
        rows = self.rows(rule, enough)
        return f"c.customer_id {'not ' if holds_at_zero else ''}in (\n{rows})"

    def rows(self, rule: History, enough: str) -> str:
        known, moment = self.fields.histories[rule.history], MOMENTS[rule.history]
        sources = {known[each.field].source for each in comparisons(rule.where)}
        is_orders = rule.history == ORDERS.name
        asks_returns = any(each.field == "is_return" for each in comparisons(rule.where))
        days = None if rule.within_days is None else self.bound(rule.within_days)
        beside = WITH_PRODUCT if not is_orders and PRODUCTS.name in sources else ""
        if is_orders:
            where = self.on_orders(rule.where, known, self.window("l.ordered_at", days))
        else:
            where = self.parts(rule.where, known)
        return ROWS.format(
            table=rule.history,
            beside=beside,
            moment=moment,
            as_of=self.day(),
            window=self.window(f"h.{moment}", days),
            returns=NO_RETURNS if is_orders and not asks_returns else "",
            condition="".join(f"\n    and {part}" for part in where),
            enough=enough,
        )

    def window(self, moment: str, days: str | None) -> str:
        if days is None:
            return ""
        return WINDOW.format(moment=moment, as_of=self.day(), days=days)

    def parts(self, where: Every, known: Mapping[str, Field]) -> list[str]:
        return [self.condition(part, known, two_valued=False) for part in where.parts]

    def on_orders(self, where: Every, known: Mapping[str, Field], window: str) -> list[str]:
        """Conditions on the order, and one line for which all the others hold."""
        sources = {
            part: {known[each.field].source for each in comparisons(part)} for part in where.parts
        }
        of_line = [p for p in where.parts if not sources[p].isdisjoint(ON_A_LINE)]
        of_order = [p for p in where.parts if sources[p].isdisjoint(ON_A_LINE)]
        found = self.parts(Every(tuple(of_order)), known)
        if of_line:
            mixed = any(ORDERS.name in sources[part] for part in of_line)
            condition = self.condition(Every(tuple(of_line)), known, two_valued=False)
            line = A_LINE_OF_THE_ORDER if mixed else A_LINE
            found.append(line.format(as_of=self.day(), window=window, condition=condition))
        return found


def _literal(value: Value) -> str:
    """A value as SQL text; a number with an exponent, or it would be read as a decimal.

    >>> _literal(0.1), _literal(3), _literal(True), _literal("it's")
    ('0.1e0', '3', 'true', "'it''s'")
    """
    if isinstance(value, str):
        return literal(value)
    text = str(value).lower()
    return f"{text}e0" if isinstance(value, float) and "e" not in text else text


def _holds(op: str, count: int, value: int) -> bool:
    return {
        "=": count == value,
        "!=": count != value,
        "<": count < value,
        "<=": count <= value,
        ">": count > value,
        ">=": count >= value,
    }[op]
