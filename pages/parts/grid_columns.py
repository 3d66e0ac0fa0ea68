"""How the columns of a table look in a grid, and what can be typed into them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.schema import Column

WIDTHS = {"notes": "large", "description": "large", "text": "large", "email": "medium"}


def is_long(name: str) -> bool:
    """Say whether a column holds long texts."""
    return WIDTHS.get(name) == "large"


def settings(columns: tuple[Column, ...]) -> dict[str, Any]:
    """Give how a grid shows and takes in each column."""
    return {column.name: _settings_of(column) for column in columns}


def _settings_of(column: Column) -> Any:
    shape: dict[str, Any] = {"label": column.title, "width": WIDTHS.get(column.name)}
    if column.values:
        return st.column_config.SelectboxColumn(options=column.values, **shape)
    kinds: dict[str, Any] = {
        "integer": lambda: st.column_config.NumberColumn(step=1, format="%d", **shape),
        "money": lambda: st.column_config.NumberColumn(format="%.2f", **shape),
        "number": lambda: st.column_config.NumberColumn(**shape),
        "date": lambda: st.column_config.DateColumn(format="YYYY-MM-DD", **shape),
        "timestamp": lambda: st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", **shape),
        "boolean": lambda: st.column_config.CheckboxColumn(**shape),
    }
    return kinds.get(column.type, lambda: st.column_config.TextColumn(**shape))()
