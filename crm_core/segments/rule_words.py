"""Rules in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_core.segments.rule_fields import Field, Fields, Kind
from crm_core.segments.rules import Comparison, Either, Every, History, Negation, Rule, Value

_SIZES = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is over",
    ">=": "is at least",
}
_LISTS = {"in": "is one of", "not_in": "is none of"}
_DAYS = {
    "=": "is on",
    "!=": "is not on",
    "<": "is before",
    "<=": "is on or before",
    ">": "is after",
    ">=": "is on or after",
}
OP_WORDS: dict[Kind, dict[str, str]] = {
    "number": _SIZES | _LISTS,
    "day": _DAYS | _LISTS,
    "text": {"=": "is", "!=": "is not", **_LISTS, "contains": "contains"},
    "flag": {"=": "is", "!=": "is not", **_LISTS},
}
COUNT_WORDS = {
    ">=": "at least",
    "<=": "at most",
    "=": "exactly",
    ">": "more than",
    "<": "fewer than",
    "!=": "other than",
}
NOUNS = {"orders": "order", "communications": "communication", "events": "event"}


def in_words(rule: Rule, fields: Fields) -> str:
    """The rule as one phrase, such as "Orders is at least 3 and Country is 'France'"."""
    return _words(rule, fields, fields.customers)


def _words(rule: Rule, fields: Fields, known: Mapping[str, Field]) -> str:
    if isinstance(rule, Comparison):
        return _comparison(rule, known[rule.field])
    if isinstance(rule, History):
        return _history(rule, fields)
    if isinstance(rule, Negation):
        inner = _words(rule.part, fields, known)
        return f"not ({inner})"
    word, nothing = ("and", "everyone") if isinstance(rule, Every) else ("or", "nobody")
    if len(rule.parts) == 1:
        return _words(rule.parts[0], fields, known)
    parts = _with_ranges(rule.parts) if word == "and" else [(part,) for part in rule.parts]
    said = [
        _part(part[0], fields, known) if len(part) == 1 else _range(part, known) for part in parts
    ]
    return f" {word} ".join(said) or nothing


def _with_ranges(parts: Sequence[Rule]) -> list[tuple[Rule, ...]]:
    """The parts in order, a lower and an upper bound of one field that stand together as one."""
    found: list[tuple[Rule, ...]] = []
    for part in parts:
        before = found[-1] if found else ()
        if len(before) == 1 and _is_range(before[0], part):
            found[-1] = (before[0], part)
        else:
            found.append((part,))
    return found


def _is_range(low: Rule, high: Rule) -> bool:
    both = isinstance(low, Comparison) and isinstance(high, Comparison)
    return (
        both
        and low.field == high.field  # type: ignore[union-attr]
        and (low.op in (">", ">=") and high.op in ("<", "<="))  # type: ignore[union-attr]
    )


def _range(parts: tuple[Rule, ...], known: Mapping[str, Field]) -> str:
    low, high = (part for part in parts if isinstance(part, Comparison))
    upper = OP_WORDS[known[high.field].kind][high.op].removeprefix("is ")
    bound = None if isinstance(high.value, tuple) else high.value
    return f"{_comparison(low, known[low.field])} and {upper} {_value(bound)}"


def _part(rule: Rule, fields: Fields, known: Mapping[str, Field]) -> str:
    """A part of a longer phrase: in brackets where the words would run together."""
    text = _words(rule, fields, known)
    several = isinstance(rule, (Every, Either)) and len(rule.parts) > 1
    asks_where = isinstance(rule, History) and len(rule.where.parts) > 1
    return f"({text})" if several or asks_where else text


def _comparison(rule: Comparison, about: Field) -> str:
    if rule.op == "is_null":
        return f"{about.label} is {'not ' if rule.value else ''}known"
    words = OP_WORDS[about.kind][rule.op]
    if isinstance(rule.value, tuple):
        listed = ", ".join(_value(value) for value in rule.value) or "nothing"
        return f"{about.label} {words} {listed}"
    return f"{about.label} {words} {_value(rule.value)}"


def _value(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.15g}" if isinstance(value, (int, float)) else f"'{value}'"


def _history(rule: History, fields: Fields) -> str:
    count, noun = rule.count_value, NOUNS[rule.history]
    nouns = noun if count == 1 else f"{noun}s"
    none = (rule.count_op, count) in (("=", 0), ("<=", 0), ("<", 1))
    amount = f"no {noun}s" if none else f"{COUNT_WORDS[rule.count_op]} {count:,} {nouns}"
    window = ""
    if rule.within_days is not None:
        days = "day" if rule.within_days == 1 else f"{rule.within_days:,} days"
        window = f" in the last {days}"
    known = fields.histories[rule.history]
    where = f" where {_words(rule.where, fields, known)}" if rule.where.parts else ""
    return f"{amount}{window}{where}"
