"""Rules: who belongs to a segment, said as nested conditions. The language, read and checked.

As JSON a rule is one of::

    {"all": [RULE, ...]}      everyone whom all of them hold for; [] is everyone
    {"any": [RULE, ...]}      everyone whom at least one holds for; [] is nobody
    {"not": RULE}             everyone else
    {"feature": NAME, "op": OP, "value": VALUE}
    {"history": "orders|communications|events", "where": [CONDITION, ...],
     "within_days": N, "count": {"op": OP, "value": N}}

NAME is a feature or a column of the customer's record. OP is one of =, !=, <, <=, >, >=, in,
not_in (VALUE is a list), contains (upper and lower case alike) and is_null (VALUE true, or left
out; false asks for what is known). Days are written YYYY-MM-DD, and a time counts as its day.
A comparison with null is false, `!=` and `not_in` included, so that its "not" is true.

A history counts rows of the customer: `where` holds conditions on its columns, written
`{"column": NAME, "op": OP, "value": VALUE}` ("feature" does as well), which may be nested in all,
any and not. `within_days` N are the N days that end with the as-of day, which is one of them; left
out, all history up to that day counts. `count` is at least 1 when left out, and may ask for 0.
Of `orders` it counts different orders: those that have a line for which all of `where` holds, where
it speaks of lines or products at all; a line counts by its own time, too. Returns are no orders,
unless `where` asks for `is_return`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
LISTS = ("in", "not_in")

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Every:
    """All of its parts hold; no parts: always."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Either:
    """At least one of its parts holds; no parts: never."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Negation:
    """Its part does not hold."""

    part: Rule


@dataclass(frozen=True)
class Comparison:
    """A field compared with a value: a tuple for `in` and `not_in`; days are ISO text."""

    field: str
    op: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True)
class History:
    """How many rows of a history there are for which `where` holds."""

    history: str
    where: Every
    within_days: int | None = None
    count_op: str = ">="
    count_value: int = 1


Rule = Every | Either | Negation | Comparison | History


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Every comparison in a rule, in order; those inside histories are left out."""
    if isinstance(rule, Comparison):
        yield rule
    elif isinstance(rule, (Every, Either)):
        for part in rule.parts:
            yield from comparisons(part)
    elif isinstance(rule, Negation):
        yield from comparisons(rule.part)


def fields_used(rule: Rule) -> tuple[str, ...]:
    """The names of the features and attributes that a rule compares, each once, in order."""
    return tuple(dict.fromkeys(each.field for each in comparisons(rule)))


def as_json(rule: Rule) -> dict[str, Any]:
    """The rule as JSON holds it: what `rule_reading.parsed` read.

    >>> as_json(Negation(Comparison("age", "in", (30, 40))))
    {'not': {'feature': 'age', 'op': 'in', 'value': [30, 40]}}
    """
    return _as_json(rule, "feature")


def _as_json(rule: Rule, key: str) -> dict[str, Any]:
    if isinstance(rule, Every):
        return {"all": [_as_json(part, key) for part in rule.parts]}
    if isinstance(rule, Either):
        return {"any": [_as_json(part, key) for part in rule.parts]}
    if isinstance(rule, Negation):
        return {"not": _as_json(rule.part, key)}
    if isinstance(rule, Comparison):
        value = list(rule.value) if isinstance(rule.value, tuple) else rule.value
        return {key: rule.field, "op": rule.op, "value": value}
    return _history_as_json(rule)


def _history_as_json(rule: History) -> dict[str, Any]:
    window = {} if rule.within_days is None else {"within_days": rule.within_days}
    return {
        "history": rule.history,
        "where": [_as_json(part, "column") for part in rule.where.parts],
        **window,
        "count": {"op": rule.count_op, "value": rule.count_value},
    }
