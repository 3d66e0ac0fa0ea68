"""Figures on a page: a number that can say how it is made, and a chart that can be read aloud."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.formulas import Formula
from pages.parts import workspace
from pages.parts.text import plain

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TOOLS = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"scale": 2},
}


def show_formula(formula: Formula, *, key: str | None = None) -> None:
    """Draw a small button that opens the definition of a figure."""
    with st.popover(
        "How it is made", icon=":material/function:", type="tertiary", key=key, width="content"
    ):
        st.markdown(f"**{plain(formula.label)}**")
        st.write(plain(formula.sentence))
        st.latex(formula.latex)


def metric(
    formula: Formula,
    value: float | Decimal | None,
    *,
    delta: str | None = None,
    delta_color: Any = "normal",
    trend: list[float] | None = None,
    border: bool = True,
    width: Any = "stretch",
) -> None:
    """Draw one figure: its label, its value in its unit, and its definition as help."""
    st.metric(
        plain(formula.label),
        plain(workspace.figure(value, formula.unit)),
        delta=delta,  # computed, and a leading minus must stay one: it turns the arrow
        delta_color=delta_color,
        chart_data=trend,
        border=border,
        width=width,
        help=f"**{plain(formula.label)}.** {plain(formula.sentence)}\n\n$${formula.latex}$$",
    )


def is_dark() -> bool:
    """Tell whether the page is a dark one, as far as its first run knows."""
    return st.context.theme.type == "dark"


def chart(
    fig: Figure,
    alt: str,
    key: str,
    *,
    height: int | None = None,
    on_select: Any = "ignore",
    selection_mode: Any = "points",
) -> Any:
    """Draw a Plotly figure in the theme's colours, named `alt` for who cannot see it.

    Gives what `st.plotly_chart` gives: the selection where `on_select` asks for one.
    """
    extra = {"selection_mode": selection_mode} if on_select != "ignore" else {}
    return st.plotly_chart(
        fig,
        theme="streamlit",
        height=height or "content",
        key=key,
        alt=alt,
        on_select=on_select,
        config=TOOLS,
        **extra,
    )
