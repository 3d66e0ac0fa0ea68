"""JSON to rules: what is not understood is refused with its place, what stood there, what could."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from crm_core.errors import InvalidRule
from crm_core.segments.rule_fields import HISTORIES, Field, Fields, Kind
from crm_core.segments.rules import (
    COMPARISONS,
    LISTS,
    Comparison,
    Either,
    Every,
    History,
    Negation,
    Rule,
    Value,
)

DEEPEST = 30
LONGEST_WINDOW = 36_500
MOST_ROWS = 1_000_000_000
LARGEST = 1e300
OPS_OF: dict[Kind, tuple[str, ...]] = {
    "number": (*COMPARISONS, *LISTS, "is_null"),
    "day": (*COMPARISONS, *LISTS, "is_null"),
    "text": ("=", "!=", *LISTS, "contains", "is_null"),
    "flag": ("=", "!=", *LISTS, "is_null"),
}
WANTED = {
    "number": "a number, such as 30",
    "day": 'a day as "YYYY-MM-DD", such as "2010-12-09"',
    "text": 'a text in quotes, such as "Leeds"',
    "flag": "true or false",
}
SHAPES = 'one of {"all": [...]}, {"any": [...]}, {"not": ...}, {"feature": ...}, {"history": ...}'
WHERE_SHAPES = 'one of {"column": ...}, {"all": [...]}, {"any": [...]}, {"not": ...}'


def decoded(text: str) -> Any:
    """The content of a JSON text.

    Raises
    ------
    InvalidRule
        If it is no JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        at = text[error.pos : error.pos + 20]
        raise InvalidRule(where, "this is no JSON", at, "a rule such as " + EXAMPLE) from None
    except RecursionError:
        raise InvalidRule("", "it is nested too deeply", "...", DEPTH_HINT) from None


EXAMPLE = '{"feature": "frequency", "op": ">=", "value": 2}'
DEPTH_HINT = f"at most {DEEPEST} levels"


def parsed(content: Any, fields: Fields) -> Rule:
    """The rule that JSON content says.

    Raises
    ------
    InvalidRule
        If a part of it is none, or compares what cannot be compared.
    """
    return _rule(content, fields, "", 1)


def _rule(content: Any, fields: Fields, path: str, depth: int) -> Rule:
    def inner(part: Any, where: str) -> Rule:
        return _rule(part, fields, where, depth + 1)

    word = _shape(content, ("all", "any", "not", "feature", "history"), path, depth, SHAPES)
    if word == "history":
        return _history(content, fields, path, depth)
    if word == "feature":
        return _comparison(content, word, fields.customers, "feature or attribute", path)
    return _joined(content, word, path, inner)


def _condition(content: Any, columns: Mapping[str, Field], path: str, depth: int) -> Rule:
    def inner(part: Any, where: str) -> Rule:
        return _condition(part, columns, where, depth + 1)

    words = ("all", "any", "not", "column", "feature")
    word = _shape(content, words, path, depth, WHERE_SHAPES)
    if word in ("column", "feature"):
        return _comparison(content, word, columns, "column", path)
    return _joined(content, word, path, inner)


def _shape(content: Any, words: Sequence[str], path: str, depth: int, shapes: str) -> str:
    """The word that says what kind of rule this is."""
    if depth > DEEPEST:
        raise InvalidRule(path, "it is nested too deeply", "...", DEPTH_HINT)
    found = [word for word in words if word in content] if isinstance(content, Mapping) else []
    if len(found) != 1:
        raise InvalidRule(path, "this is no condition", content, shapes)
    return found[0]


def _joined(content: Any, word: str, path: str, inner: Callable[[Any, str], Rule]) -> Rule:
    _only(content, (word,), path)
    where = _at(path, word)
    if word == "not":
        return Negation(inner(content[word], where))
    listed = _list(content[word], where)
    parts = tuple(inner(part, f"{where}[{place}]") for place, part in enumerate(listed))
    return Every(parts) if word == "all" else Either(parts)


def _comparison(
    content: Any, key: str, known: Mapping[str, Field], what: str, path: str
) -> Comparison:
    _only(content, (key, "op", "value"), path)
    name = content[key]
    if not isinstance(name, str) or name not in known:
        raise InvalidRule(_at(path, key), f"no such {what}", name, _near(name, known))
    field, op = known[name], content.get("op")
    if op not in OPS_OF[field.kind]:
        kinds = {"number": "a number", "text": "a text", "day": "a day", "flag": "true or false"}
        problem = f"'{name}' is {kinds[field.kind]} and cannot be compared so"
        raise InvalidRule(_at(path, "op"), problem, op, f"one of {', '.join(OPS_OF[field.kind])}")
    return Comparison(name, op, _operand(content, field, op, _at(path, "value")))


def _near(name: object, known: Mapping[str, Field]) -> str:
    near = get_close_matches(str(name), list(known), n=1)
    return f"'{near[0]}'" if near else f"one of {', '.join(known)}"


def _operand(content: Any, field: Field, op: str, path: str) -> Value | tuple[Value, ...]:
    value = content.get("value", True if op == "is_null" else ...)
    if op == "is_null":
        if value is not None and not isinstance(value, bool):
            raise InvalidRule(path, "is_null takes true or false", value, "true")
        return value is not False
    if value is ...:
        raise InvalidRule(path, "it is missing", None, WANTED[field.kind])
    if op in LISTS:
        listed = enumerate(_list(value, path))
        return tuple(_value(each, field, f"{path}[{place}]") for place, each in listed)
    if op == "contains" and value is not None and not _fits(value, "text"):
        raise InvalidRule(path, "contains takes a text", value, WANTED["text"])
    return value if op == "contains" else _value(value, field, path)


def _value(value: Any, field: Field, path: str) -> Value:
    """The value as the field's kind has it; null stays null, and equals nothing."""
    if value is None:
        return None
    if not _fits(value, field.kind):
        wanted = WANTED[field.kind]
        raise InvalidRule(path, f"'{field.name}' is compared with {wanted}", value, wanted)
    if field.values and value not in field.values:
        choices = f"one of {', '.join(field.values)}"
        raise InvalidRule(path, f"'{field.name}' is never that", value, choices)
    if field.kind == "number" and isinstance(value, int) and abs(value) >= 2**63:
        return float(value)
    return value  # type: ignore[no-any-return]


def _fits(value: Any, kind: Kind) -> bool:
    if kind == "number":
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and abs(value) < LARGEST
    if kind == "flag":
        return isinstance(value, bool)
    return isinstance(value, str) and (_is_day(value) if kind == "day" else _is_writable(value))


def _is_writable(text: str) -> bool:
    """Whether a database can hold it: half of a surrogate pair is no sign."""
    return all(not 0xD800 <= ord(sign) <= 0xDFFF for sign in text)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _history(content: Any, fields: Fields, path: str, depth: int) -> History:
    _only(content, ("history", "where", "within_days", "count"), path)
    name = content["history"]
    if name not in HISTORIES:
        known = f"one of {', '.join(HISTORIES)}"
        raise InvalidRule(_at(path, "history"), "no such history", name, known)
    where = _at(path, "where")
    listed = content.get("where")
    conditions = enumerate([] if listed is None else _list(listed, where))
    columns = fields.histories[name]
    parts = (
        _condition(part, columns, f"{where}[{place}]", depth + 1) for place, part in conditions
    )
    window = content.get("within_days")
    if window is not None and not _is_whole(window, 1, LONGEST_WINDOW):
        wanted = f"a whole number from 1 to {LONGEST_WINDOW:,}, or leave it out"
        raise InvalidRule(_at(path, "within_days"), "this is no number of days", window, wanted)
    return History(name, Every(tuple(parts)), window, *_count(content.get("count"), path))


def _count(content: Any, path: str) -> tuple[str, int]:
    if content is None:
        return ">=", 1
    where = _at(path, "count")
    if not isinstance(content, Mapping):
        raise InvalidRule(where, "this is no count", content, '{"op": ">=", "value": 2}')
    _only(content, ("op", "value"), where)
    op, value = content.get("op"), content.get("value")
    if not isinstance(op, str) or op not in COMPARISONS:
        wanted = f"one of {', '.join(COMPARISONS)}"
        raise InvalidRule(_at(where, "op"), "a count cannot be compared so", op, wanted)
    if not _is_whole(value, 0, MOST_ROWS):
        raise InvalidRule(_at(where, "value"), "this is no count", value, "a whole number from 0")
    return op, value or 0


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidRule(path, "this is no list", value, "a list in [ ]")
    return value


def _only(content: Mapping[str, Any], known: Sequence[str], path: str) -> None:
    """Refuse a key that says nothing: a slip of the pen would silently change the rule."""
    for key in content:
        if key not in known:
            raise InvalidRule(_at(path, str(key)), "unknown key", content[key], ", ".join(known))


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
