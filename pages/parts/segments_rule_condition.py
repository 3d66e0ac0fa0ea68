"""One condition of a rule: what it is about, how it is compared, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from crm_core.schema import EARLIEST_DAY, LATEST_DAY
from crm_core.segments.rule_fields import Field
from crm_core.segments.rule_words import OP_WORDS
from pages.parts import segments_rule_reads, workspace
from pages.parts.segments_rule_tree import Content, Node
from pages.parts.text import plain

KNOWN, UNKNOWN = "is known", "is not known"
KEPT: dict[str, Any] = {"persist_state": "session"}
"""A rule half made is not lost by a look at another tab or page."""
YES_NO = {True: "Yes", False: "No"}


def draw(node: Node, known: Mapping[str, Field], word: str) -> Content | None:
    """Draw a condition, and give it as JSON holds it; None while it is not finished."""
    name = _field(node, known, word)
    if name is None:
        return None
    field = known[name]
    op = _op(node, field)
    if op in (KNOWN, UNKNOWN):
        return {word: name, "op": "is_null", "value": op == UNKNOWN}
    value = _value(node, field, op)
    return None if value is None else {word: name, "op": op, "value": value}


def _field(node: Node, known: Mapping[str, Field], word: str) -> str | None:
    given = node["given"].get(word) or node["given"].get("feature")
    labels, names = segments_rule_reads.labels(known), list(known)
    chosen = st.selectbox(
        "About",
        names,
        index=names.index(given) if given in known else None,
        format_func=lambda name: labels.get(name, name),
        key=f"rules_field_{node['id']}",
        placeholder="Choose what it is about",
        label_visibility="collapsed",
        width=215,
        **KEPT,
    )
    return chosen if chosen in known else None


def _op(node: Node, field: Field) -> str:
    words = OP_WORDS[field.kind] | {KNOWN: KNOWN, UNKNOWN: UNKNOWN}
    given = node["given"].get("op")
    if given == "is_null":
        given = KNOWN if node["given"].get("value") is False else UNKNOWN
    began = given or {"number": ">=", "day": ">="}.get(field.kind, "=")
    chosen = st.selectbox(
        "How",
        list(words),
        index=list(words).index(began) if began in words else 0,
        format_func=lambda op: words.get(op, op),
        key=f"rules_op_{node['id']}_{field.kind}",
        label_visibility="collapsed",
        width=145,
        **KEPT,
    )
    return str(chosen or next(iter(words)))


def _value(node: Node, field: Field, op: str) -> Any:
    """The value that is compared with; None while there is none."""
    same = node["given"].get("column", node["given"].get("feature")) == field.name
    given = node["given"].get("value") if same else None
    is_list = op in ("in", "not_in")
    shape = "list" if is_list else "text" if op == "contains" else "one"
    shared = {
        "key": f"rules_value_{node['id']}_{field.name}_{shape}",
        "label_visibility": "collapsed",
        "width": 205,
        **KEPT,
    }
    if is_list:
        return _several(field, given if isinstance(given, list) else [], shared)
    if isinstance(given, list):
        given = None
    if op == "contains":
        began = given if isinstance(given, str) else ""
        return st.text_input("Text", began, placeholder="Such as tea", **shared) or None
    return {"number": _number, "day": _day, "flag": _flag, "text": _text}[field.kind](
        field, given, shared
    )


def _number(field: Field, given: Any, shared: dict[str, Any]) -> int | float | None:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    value = st.number_input(
        "Number",
        value=float(given) if is_number else None,
        step=1.0,
        format="%g",
        placeholder="A number",
        help=plain(field.meaning) or None,
        **shared,
    )
    if value is None:
        return None
    return int(value) if float(value).is_integer() else value


def _day(field: Field, given: Any, shared: dict[str, Any]) -> str | None:
    value = st.date_input(
        "Day",
        date.fromisoformat(given) if given else None,
        min_value=EARLIEST_DAY,
        max_value=LATEST_DAY,
        format="YYYY-MM-DD",
        **shared,
    )
    return value.isoformat() if isinstance(value, date) else None


def _flag(field: Field, given: Any, shared: dict[str, Any]) -> bool | None:
    chosen = st.selectbox(
        "Yes or no",
        list(YES_NO),
        index=list(YES_NO).index(given) if given in YES_NO else None,
        format_func=lambda known: YES_NO.get(known, str(known)),
        placeholder="Choose",
        **shared,
    )
    return chosen if isinstance(chosen, bool) else None


def _text(field: Field, given: Any, shared: dict[str, Any]) -> str | None:
    offered = segments_rule_reads.known_values(workspace.version(), field)
    if given is not None and given not in offered:
        offered = [*offered, given]
    return st.selectbox(
        "Value",
        offered,
        index=offered.index(given) if given is not None else None,
        accept_new_options=not field.values,
        placeholder="Choose" if field.values else "Choose or type",
        **shared,
    )


def _several(field: Field, given: list[Any], shared: dict[str, Any]) -> list[Any] | None:
    """Values from a list, typed ones included; texts that are no numbers or days are left out."""
    began = [_said(value) for value in given if value is not None]
    offered = [
        _said(value) for value in segments_rule_reads.known_values(workspace.version(), field)
    ]
    if field.kind == "flag":
        offered = list(YES_NO.values())
    chosen = st.multiselect(
        "Values",
        list(dict.fromkeys([*offered, *began])),
        began,
        accept_new_options=not field.values and field.kind != "flag",
        placeholder="Choose" if offered else "Type one, then Enter",
        wrap=True,
        **shared,
    )
    read = [_read(field, text) for text in chosen]
    known = [value for value in read if value is not None]
    if len(known) < len(read):
        kind = "a number" if field.kind == "number" else "a day, such as 2024-02-29"
        st.caption(f":material/warning: What is not {kind} does not count.")
    return known or None


def _said(value: Any) -> str:
    return YES_NO[value] if isinstance(value, bool) else str(value)


def _read(field: Field, text: str) -> Any:
    """A typed text as the field's kind has it; None where it is none."""
    if field.kind == "text":
        return text
    if field.kind == "flag":
        return text == YES_NO[True]
    try:
        return date.fromisoformat(text).isoformat() if field.kind == "day" else _numeral(text)
    except ValueError:
        return None


def _numeral(text: str) -> int | float:
    value = float(text.replace(",", ""))
    if not abs(value) < 1e300:
        raise ValueError(text)
    return int(value) if value.is_integer() else value
