"""Which segmentation, and between which two dates. All of it is in the URL."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import streamlit as st

from crm_core.charts.movement import Look
from crm_core.schema import EARLIEST_DAY, LATEST_DAY
from crm_core.segments import SavedSegmentation
from pages.parts import lists, records_reads, segments_kept, workspace
from pages.parts.text import plain

APART = {"A month": 1, "A quarter": 3, "A year": 12}


@dataclass(frozen=True)
class Chosen:
    """A segmentation and two dates, the later not before the earlier."""

    kept: SavedSegmentation
    start: date
    end: date

    @property
    def looks(self) -> dict[int, Look]:
        return segments_kept.looks(workspace.version(), self.kept.segmentation_id)


def chosen() -> Chosen | None:
    """Draw the choices, and give them; None where there is nothing to score, or no two dates."""
    last = records_reads.as_of(workspace.version())
    place = st.container(horizontal=True, vertical_alignment="bottom", key="movement_choices")
    with place:
        kept = segments_kept.choose("Segmentation", "movement_segmentation", scorable=True)
        if kept is None:
            return None
        start = _day("From", "movement_from", earlier(last, APART["A quarter"]))
        end = _day("To", "movement_to", last)
    with st.container(horizontal=True, key="movement_apart"):
        for words, months in APART.items():
            st.button(
                f"{words} apart",
                key=f"movement_{months}",
                on_click=_set_apart,
                args=(end or last, months),
            )
    st.caption(
        f"The model of {plain(kept.name)}, version {kept.version}, scores both dates just as it "
        f"was fitted on {kept.as_of}; nothing is fitted anew."
    )
    if start is None or end is None:
        st.info("Choose both dates.", icon=":material/date_range:")
        return None
    if start > end:
        st.error(
            f"From ({start}) lies after To ({end}): choose an earlier day to begin with.",
            icon=":material/error:",
        )
        return None
    return Chosen(kept, start, end)


def earlier(day: date, months: int) -> date:
    """Give the same day of the month so many months before, or that month's last.

    >>> earlier(date(2024, 3, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < EARLIEST_DAY.year:
        return EARLIEST_DAY
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(label: str, key: str, default: date) -> date | None:
    chosen = st.date_input(
        label,
        default,
        min_value=EARLIEST_DAY,
        max_value=LATEST_DAY,
        key=key,
        format="YYYY-MM-DD",
        bind="query-params",
        on_change=lists.first_page,
        args=("movement",),
        width=150,
    )
    return chosen if isinstance(chosen, date) else None


def _set_apart(end: date, months: int) -> None:
    st.session_state["movement_from"] = earlier(end, months)
    lists.first_page("movement")
