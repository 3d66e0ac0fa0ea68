"""The Open button of each row of a table: clicks come as positions and are kept as ids."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

COLUMN = "open"
LABEL = ":material/open_in_new: Open"


def key_of(name: str, state: object) -> str:
    """Give a table's key that is another one as soon as `state`, what it shows, is another."""
    return f"{name}_{hashlib.sha256(repr(state).encode()).hexdigest()[:16]}"


def column(name: str, key: str, ids: tuple[str, ...]) -> Any:
    """Give the settings of the column of buttons of the table `key`, whose rows are `ids`."""
    click = f"{key}_open"
    return st.column_config.ButtonColumn(
        "",
        type="tertiary",
        pinned=True,
        width=90,
        key=click,
        on_click=_remember,
        args=(name, click, ids),
    )


def _remember(name: str, click_key: str, ids: tuple[str, ...]) -> None:
    click = st.session_state.get(click_key)
    if click and click["row"] < len(ids):
        st.session_state[f"{name}_opened"] = ids[click["row"]]


def opened(name: str) -> str | None:
    """Give the id of the row whose button was just clicked, once."""
    row_id: str | None = st.session_state.pop(f"{name}_opened", None)
    return row_id
