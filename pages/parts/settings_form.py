"""The form of the workspace's settings."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from crm_core.errors import RapportError
from crm_core.settings import WEEKDAYS
from crm_core.workflows.settings import change_settings
from pages.parts import outcome, workspace
from pages.parts.text import plain

CURRENCIES = ("GBP", "EUR", "USD", "CNY", "JPY", "CHF", "INR", "AUD", "CAD", "SEK", "PLN", "BRL")


def draw(now: dict[str, str]) -> None:
    """Draw the form over the settings as text; saving writes those that were altered."""
    with st.form("settings"):
        left, right = st.columns(2)
        typed = {
            "currency": left.selectbox(
                "Currency",
                _with(CURRENCIES, now["currency"]),
                index=_with(CURRENCIES, now["currency"]).index(now["currency"]),
                accept_new_options=True,
                key="settings_currency",
                help="An ISO 4217 code of three letters; type one that is not listed.",
            ),
            "time_zone": right.selectbox(
                "Time zone",
                _with(_zones(), now["time_zone"]),
                index=_with(_zones(), now["time_zone"]).index(now["time_zone"]),
                key="settings_time_zone",
            ),
            "first_weekday": left.selectbox(
                "First day of the week",
                WEEKDAYS,
                index=WEEKDAYS.index(now["first_weekday"]),
                key="settings_first_weekday",
            ),
            "business_hours": right.text_input(
                "Business hours",
                now["business_hours"],
                key="settings_business_hours",
                help="Opening and closing time, such as 09:00-17:00.",
            ),
            "charge_codes": st.text_area(
                "Charge list",
                now["charge_codes"],
                key="settings_charge_codes",
                help="Product codes that are charges, not products: postage, fees, corrections. "
                "Separated by commas.",
            ),
        }
        st.caption(
            "Lines of a charge count neither in revenue nor in any figure about products. Saving "
            "a new list sorts the products that are already there accordingly."
        )
        sent = st.form_submit_button("Save", type="primary", key="settings_save")
    if sent:
        _save({name: text or "" for name, text in typed.items() if text != now[name]})


def _save(altered: dict[str, str]) -> None:
    if not altered:
        st.info("Nothing was altered.", icon=":material/info:")
        return
    try:
        saved = change_settings(workspace.store(), altered, actor=workspace.actor())
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    outcome.remember("settings", saved, "Saved", "setting")
    st.rerun()


def _with(known: tuple[str, ...], value: str) -> tuple[str, ...]:
    return known if value in known else (value, *known)


def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone))
