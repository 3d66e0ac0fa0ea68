"""One field for each column of a record, as text that the core turns into values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from crm_core.schema import EARLIEST_DAY, LATEST_DAY, Column
from pages.parts.text import plain

LONG = ("notes", "text", "description")


def fields(
    columns: Iterable[Column], values: Mapping[str, Any], prefix: str, *, across: int = 2
) -> dict[str, Any]:
    """Draw a field for each column, and give what stands in them by column name.

    Long texts take the whole width, the others stand `across` in a row.
    """
    typed: dict[str, Any] = {}
    short = [column for column in columns if column.name not in LONG]
    for start in range(0, len(short), across):
        for place, column in zip(st.columns(across), short[start : start + across], strict=False):
            with place:
                typed[column.name] = field(column, values.get(column.name), prefix)
    for column in columns:
        if column.name in LONG:
            typed[column.name] = field(column, values.get(column.name), prefix)
    return typed


def field(column: Column, value: Any, prefix: str) -> Any:
    """Draw one field that holds `value`, and give what stands in it."""
    label = plain(column.title) + (" *" if column.required else "")
    key = f"{prefix}_{column.name}"
    if column.values:
        known = column.values if value in (None, *column.values) else (value, *column.values)
        index = known.index(value) if value in known else None
        return st.selectbox(label, known, index=index, key=key, placeholder="Not set")
    if column.type == "boolean":
        return st.selectbox(
            label,
            (True, False),
            index=None if value is None else int(not value),
            format_func=lambda answer: "Yes" if answer else "No",
            key=key,
            placeholder="Not set",
        )
    if column.type == "date":
        return st.date_input(
            label,
            value,
            key=key,
            format="YYYY-MM-DD",
            min_value=min(EARLIEST_DAY, value or EARLIEST_DAY),
            max_value=max(LATEST_DAY, value or LATEST_DAY),
        )
    if column.name in LONG:
        return st.text_area(label, as_text(value), key=key)
    return st.text_input(label, as_text(value), key=key)


def as_text(value: Any) -> str:
    """Give a stored value as a person would type it: no idle zeros, times to the minute."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def changed(typed: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the entries of `typed` that a person altered."""
    return {name: new for name, new in typed.items() if _differs(new, values.get(name))}


def _differs(new: Any, old: Any) -> bool:
    if isinstance(new, str) and not isinstance(old, str):
        return new.strip() != as_text(old)
    return (new or None) != (old or None) if not isinstance(new, bool) else new != old
