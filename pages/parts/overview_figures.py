"""The tiles of the overview: each figure, its change, its trend, its definition and its rows."""

from __future__ import annotations

import streamlit as st

from crm_core.formulas import Unit
from crm_core.metrics import FORMULAS, KPIS, Kpi, Period, Trend
from pages.parts import workspace
from pages.parts.figure import show_formula
from pages.parts.overview_rows import rows_behind
from pages.parts.text import plain

TILES_A_ROW = 3
STEPS = {1: "day", 7: "week", 28: "four weeks"}


def tiles(figures: dict[str, Kpi], trend: Trend, period: Period) -> None:
    """Draw every figure beside that of the period before."""
    for begin in range(0, len(KPIS), TILES_A_ROW):
        columns = st.columns(TILES_A_ROW)
        for column, name in zip(columns, KPIS[begin : begin + TILES_A_ROW], strict=True):
            with column, st.container(border=True):
                _tile(name, figures[name], trend, period)


def _tile(name: str, kpi: Kpi, trend: Trend, period: Period) -> None:
    formula = FORMULAS[name]
    steps = [value for value in trend.values[name] if value is not None]
    st.metric(
        formula.label,
        plain(workspace.figure(kpi.value, formula.unit)),
        delta=change_in_words(kpi, formula.unit),
        delta_description=f"from {plain(workspace.figure(kpi.previous, formula.unit))}",
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
        ):
            rows_behind(name, period)


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
