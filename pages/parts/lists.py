"""What every list page shares: sorting, paging, and going back to the first page."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.records.filters import Sorting
from crm_core.schema import EARLIEST_DAY, LATEST_DAY, Column
from pages.parts.outcome import counted

SIZES = (25, 50, 100)


def first_page(name: str) -> None:
    """Go back to page 1: what a changed filter does."""
    st.query_params.pop(f"{name}_page", None)


def day(label: str, key: str, **shared: Any) -> date | None:
    """Draw the choice of one day, or none; `shared` goes to the widget."""
    chosen = st.date_input(
        label,
        None,
        min_value=EARLIEST_DAY,
        max_value=LATEST_DAY,
        key=key,
        format="YYYY-MM-DD",
        **shared,
    )
    return chosen if isinstance(chosen, date) else None


def sorting(name: str, columns: tuple[Column, ...], column: str, *, descending: bool) -> Sorting:
    """Draw the choice of order, kept in the URL."""
    titles = {known.name: known.title for known in columns}
    # As wide as its two boxes: on a phone it goes below the count as a whole.
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
        chosen = st.selectbox(
            "Sort by",
            list(titles),
            index=list(titles).index(column),
            format_func=lambda known: titles.get(known, known),
            key=f"{name}_sort",
            bind="query-params",
            on_change=first_page,
            args=(name,),
            width=190,
        )
        ways = ("Descending", "Ascending") if descending else ("Ascending", "Descending")
        way = st.selectbox(
            "Order",
            ways,
            key=f"{name}_order",
            bind="query-params",
            on_change=first_page,
            args=(name,),
            width=145,
        )
    return Sorting(chosen or column, way == "Descending")


def say_how_many(total: int, noun: str, *, binned: bool = False) -> None:
    """Draw the number of rows that the filters leave."""
    count, _, words = counted(total, noun).partition(" ")
    st.markdown(f"**{count}** {words}{' in the bin' if binned else ''}")


def paging(name: str, total: int) -> tuple[int, int]:
    """Draw the page numbers and the length of a page; give both."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_paging"):
        size = st.session_state.get(f"{name}_size") or SIZES[0]
        pages = max(1, -(-total // size))
        page = _page_numbers(name, pages)
        size = st.selectbox(
            "Rows a page",
            SIZES,
            key=f"{name}_size",
            bind="query-params",
            on_change=first_page,
            args=(name,),
            width=120,
            label_visibility="collapsed",
            format_func=lambda rows: f"{rows} rows",
        )
    return page, size


def _page_numbers(name: str, pages: int) -> int:
    """Draw the page numbers, and give the page that is open.

    The address alone says which that is. A filter, a shorter list or Back may have changed it
    since the widget was last drawn: then another widget begins there, for one that has a default
    cannot be told another page.
    """
    page = min(_page_in_address(name), pages)
    drawn = st.session_state.get(f"{name}_turned", {"page": page, "round": 0})
    if drawn["page"] != page:
        drawn = {"page": page, "round": drawn["round"] + 1}
    st.session_state[f"{name}_turned"] = drawn
    key = f"{name}_pages_{drawn['round']}"
    st.pagination(pages, default=page, key=key, width="stretch", on_change=_turn, args=(name, key))
    return page


def _page_in_address(name: str) -> int:
    asked = st.query_params.get(f"{name}_page", "")
    return max(1, int(asked)) if asked.isdecimal() else 1


def _turn(name: str, key: str) -> None:
    page = st.session_state[key]
    st.session_state[f"{name}_turned"]["page"] = page
    if page == 1:
        first_page(name)
    else:
        st.query_params[f"{name}_page"] = str(page)
