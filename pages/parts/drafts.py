"""What a form over one stored row began with, kept while somebody types.

A form's fields are told apart by the row's id alone, so that another person's write cannot make
them new and empty them of what was typed. What the row held when they were first drawn, and in
which version, is what typed values are compared with and sent with: the store then merges, field by
field, with what others wrote in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.schema import ROW_VERSION


@dataclass(frozen=True)
class Draft:
    """The row as it was when its form was first drawn, and the prefix of the fields' keys."""

    prefix: str
    values: dict[str, Any]

    @property
    def row_version(self) -> int:
        return int(self.values[ROW_VERSION])


def draft_of(name: str, row_id: str, row: dict[str, Any], field: str) -> Draft:
    """Give what the form `name` over one row began with: `row` itself where it begins now.

    `field` is one of the form's columns. Streamlit forgets the fields of a page that was left; the
    draft is then begun anew with them.
    """
    prefix = f"{name}_{row_id}_{st.session_state.get(f'{name}_round', 0)}"
    kept = st.session_state.get(f"{name}_draft")
    if kept is None or kept.prefix != prefix or f"{prefix}_{field}" not in st.session_state:
        kept = st.session_state[f"{name}_draft"] = Draft(prefix, dict(row))
    return kept


def begin_anew(name: str) -> None:
    """Make the fields of `name` new ones, which hold what is stored."""
    st.session_state[f"{name}_round"] = st.session_state.get(f"{name}_round", 0) + 1


def offer_the_present(name: str, draft: Draft, row: dict[str, Any]) -> None:
    """Say that the row was changed since, and offer to show it as it is now."""
    if row[ROW_VERSION] == draft.row_version:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_changed"):
        st.caption(
            "Somebody changed this row since you opened it. Saving keeps what they wrote in the "
            "fields you did not touch.",
            width="stretch",
        )
        st.button("Show it as it is now", key=f"{name}_now", on_click=begin_anew, args=(name,))
