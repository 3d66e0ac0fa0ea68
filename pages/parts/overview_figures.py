"""The tiles of the overview: each figure, its change, its trend, its definition and its rows."""

from __future__ import annotations

import streamlit as st

from crm_core.formulas import Unit
from crm_core.metrics import FORMULAS, KPIS, Kpi, Period, Recorded, Trend
from pages.parts import workspace
from pages.parts.figure import show_formula
from pages.parts.lists import first_page
from pages.parts.overview_rows import rows_behind
from pages.parts.text import plain

TILES_A_ROW = 3
STEPS = {1: "day", 7: "week", 28: "four weeks"}


NO_PERIOD_BEFORE = "no full period before"


def tiles(figures: dict[str, Kpi], trend: Trend, period: Period, known: Recorded) -> None:
    """Draw every figure beside that of the period before, as far as its days are `known`."""
    for begin in range(0, len(KPIS), TILES_A_ROW):
        columns = st.columns(TILES_A_ROW)
        for column, name in zip(columns, KPIS[begin : begin + TILES_A_ROW], strict=True):
            with column, st.container(border=True):
                comparable = known.reaches_back(name, period.previous)
                _tile(name, figures[name], trend, period, comparable=comparable)


def _tile(name: str, kpi: Kpi, trend: Trend, period: Period, *, comparable: bool) -> None:
    formula = FORMULAS[name]
    previous = plain(workspace.figure(kpi.previous, formula.unit))
    steps = [value for value in trend.values[name] if value is not None]
    st.metric(
        formula.label,
        plain(workspace.figure(kpi.value, formula.unit)),
        delta=_change(kpi, formula.unit, comparable=comparable),
        delta_color="normal" if comparable else "off",
        delta_arrow="auto" if comparable else "off",
        delta_description=f"from {previous}" if comparable else _before(kpi, previous),
        chart_data=steps if len(steps) > 1 else None,
        chart_type="area",
        help=f"{formula.sentence} The line shows it by {STEPS[trend.step_days]}.",
    )
    with st.container(horizontal=True, gap="small"):
        show_formula(formula, key=f"overview_formula_{name}")
        if st.button(
            "Rows",
            icon=":material/table_rows:",
            type="tertiary",
            key=f"overview_rows_{name}",
            on_click=first_page,
            args=(f"overview_{name}",),
        ):
            rows_behind(name, period)


def _before(kpi: Kpi, previous: str) -> str | None:
    """What is recorded of the period before, where that is not all of it."""
    return None if kpi.previous is None else f"({previous})"


def _change(kpi: Kpi, unit: Unit, *, comparable: bool) -> str | int | None:
    """The change, or why there is none: days before the first record would make it too large."""
    if comparable:
        return change_in_words(kpi, unit)
    return None if kpi.value is None else NO_PERIOD_BEFORE


def change_in_words(kpi: Kpi, unit: Unit) -> str | int | None:
    """The change in percent; of a share, in percentage points; None where undefined."""
    if unit == "share":
        if kpi.value is None or kpi.previous is None:
            return None
        points = round((kpi.value - kpi.previous) * 100, 1)
        return f"{points:+.1f} points" if points else 0
    if kpi.change is None:
        return None
    percent = round(kpi.change * 100, 1)
    return f"{percent:+,.1f}%" if percent else 0
