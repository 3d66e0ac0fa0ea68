"""Lifetime value on one customer's page: learnt from all, asked when it is opened."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from crm_core.errors import RapportError, TooFewRepeatCustomers
from crm_core.predictions.lifetime import FORMULAS, Outlook
from pages.parts import lifetime_reads, links, records_reads, states, workspace
from pages.parts.figure import metric
from pages.parts.lifetime_choices import HORIZON_DAYS
from pages.parts.text import plain

SHOWN = ("p_alive", "expected_purchases", "lifetime_value")


def draw(customer_id: str) -> None:
    """Draw a closed block; opened, it says what is expected of the customer in a year."""
    with st.expander(
        "Lifetime value", icon=":material/savings:", on_change="rerun", key="customer_lifetime"
    ) as block:
        if block.open:
            outlook = Outlook(records_reads.as_of(workspace.version()), HORIZON_DAYS)
            try:
                _say(lifetime_reads.score_of(outlook, customer_id), outlook)
            except TooFewRepeatCustomers as error:
                st.info(plain(error), icon=":material/hourglass_empty:")
            except RapportError as error:
                states.problem(error)


def _say(score: dict[str, Any] | None, outlook: Outlook) -> None:
    if score is None:
        st.info("No purchase yet, so nothing to learn from.", icon=":material/savings:")
        return
    with st.container(horizontal=True):
        for name in SHOWN:
            metric(FORMULAS[name], score[name], width=170, border=False)
    early, middle, late = (
        _day(score[name]) for name in ("next_order_from", "next_order", "next_order_to")
    )
    if early is None:
        st.write("Another order is less likely than not, so no date is given.")
    elif late is None:
        st.write(f"The next order, if there is one, comes after {early}; nobody can say by when.")
    else:
        st.write(
            f"The next order, if there is one, comes between **{early}** and **{late}** with a "
            f"chance of 80%, as likely before {middle} as after."
        )
    st.caption(f"As of {outlook.as_of}, over {outlook.horizon_days:,} days, by BG/NBD.")
    st.page_link(links.LIFETIME, label="How it is made", icon=":material/function:")


def _day(value: Any) -> date | None:
    """A day, or None where there is none: what is not a time equals itself not."""
    return value.date() if value == value else None
