"""A list edited in place: how many rows, their order, an export, one page of them in a grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from crm_core.records.listing import Listed
from crm_core.schema import Column
from pages.parts import (
    directory_actions,
    downloads,
    lists,
    records_reads,
    states,
    unsaved,
    workspace,
)
from pages.parts.grid import Grid


class Binnable(Listed, Protocol):
    """Filters of a list whose rows can be in the bin."""

    @property
    def binned(self) -> bool: ...


def draw(
    grid: Grid,
    filters: Binnable,
    export: Any,
    *,
    sort_by: str,
    descending: bool = False,
    alt: str,
    on_open: Callable[[str], Any] | None = None,
    extra: dict[str, Any] | None = None,
    beside: tuple[Column, ...] = (),
) -> None:
    """Draw the rows that `filters` leave; the download goes to the container `export`.

    `sort_by` is the column they are sorted by at first; `alt`, `on_open` and `extra` are the
    grid's own; `beside` are the columns that the filters put beside the table's, to sort by.
    """
    version = workspace.version()
    total = records_reads.list_count(version, filters)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lists.say_how_many(total, grid.spec.noun, binned=filters.binned)
        sorting = lists.sorting(grid.name, (*beside, *grid.columns), sort_by, descending=descending)
    with export:
        downloads.download(
            "Export",
            lambda: records_reads.list_rows(filters, sorting),
            grid.table,
            f"{grid.name}_export",
            count=total,
            disabled=total == 0,
        )
    bar = st.container()
    if total == 0:
        states.nothing_found(grid.table, filtered=filters != type(filters)())
    else:
        place = st.container()
        page, size = lists.paging(grid.name, total)
        rows = records_reads.list_page(version, filters, sorting, page, size)
        with place:
            view = (filters, sorting, page, size)
            grid.draw(rows, view, alt=alt, on_open=on_open, extra=extra)
        directory_actions.offer(grid, binned=filters.binned)
    unsaved.save_bar(grid, bar)
