"""What is asked of the future: all of it is in the URL."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.predictions.lifetime import (
    GREATEST_RATE,
    LONGEST_HORIZON_DAYS,
    MODELS,
    UNITS,
    Outlook,
)
from crm_core.schema import EARLIEST_DAY, LATEST_DAY
from pages.parts import lists, records_reads, workspace

HORIZON_DAYS = 365
UNIT_WORDS = {"day": "Day", "week": "Week"}
MODEL_HELP = (
    "Both let customers buy at random, each at their own rate. BG/NBD: they may leave after any "
    "purchase. Pareto/NBD: they may leave at any time; slower to learn."
)
URL: dict[str, Any] = {
    "bind": "query-params",
    "on_change": lists.first_page,
    "args": ("lifetime",),
}


def chosen_outlook() -> Outlook:
    """Draw the choices, and give them as one question."""
    last_day = records_reads.as_of(workspace.version())
    with st.container(horizontal=True, vertical_alignment="bottom", key="lifetime_choices"):
        as_of = st.date_input(
            "As of",
            last_day,
            min_value=EARLIEST_DAY,
            max_value=LATEST_DAY,
            key="lifetime_as_of",
            format="YYYY-MM-DD",
            help="All of this day counts, and nothing after it.",
            width=150,
            **URL,
        )
        horizon_days = st.number_input(
            "Days ahead",
            1,
            LONGEST_HORIZON_DAYS,
            HORIZON_DAYS,
            step=30,
            key="lifetime_horizon",
            help="How far to look: purchases and money are those of so many days.",
            width=150,
            **URL,
        )
        calibrate_until = _calibration()
        model, unit, rate = _more()
    return Outlook(
        as_of if isinstance(as_of, date) else last_day,
        int(horizon_days),
        unit,
        model,
        rate / 100,
        calibrate_until,
    ).checked()


def _calibration() -> date | None:
    return lists.day(
        "Judge from",
        "lifetime_calibrate",
        help="Learn once more from nothing after this day, and compare with what came. "
        "Empty: no comparison.",
        width=150,
        **URL,
    )


def _more() -> tuple[str, str, float]:
    """The model, the unit of its parameters, and the discount in percent."""
    titles = {name: model.title for name, model in MODELS.items()}
    model = st.selectbox(
        "Model",
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key="lifetime_model",
        help=MODEL_HELP,
        width=150,
        **URL,
    )
    rate = st.number_input(
        "Discount, % a year",
        0.0,
        GREATEST_RATE * 100,
        0.0,
        step=1.0,
        key="lifetime_discount",
        help="What money loses in a year of waiting: with 10, 110 in a year are worth 100 today.",
        width=150,
        **URL,
    )
    unit = st.selectbox(
        "Unit of time",
        list(UNITS),
        format_func=lambda name: UNIT_WORDS.get(name, name),
        key="lifetime_unit",
        help="The unit of ages and parameters. It changes no forecast.",
        width=120,
        **URL,
    )
    return model, unit, float(rate)
