"""What every page works on: the store, who acts, and how numbers are printed."""

from __future__ import annotations

import getpass
import math
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import streamlit as st

from crm_core.formulas import Unit
from crm_core.records import holdings
from crm_core.settings import Settings, read_settings
from crm_core.store import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
ICON = ROOT / "assets" / "icon.svg"
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩"}
NOT_KNOWN = "–"


def database_path() -> Path:
    """Where the database is: RAPPORT_DATABASE, else data/crm.duckdb beside the app."""
    return Path(os.environ.get("RAPPORT_DATABASE") or ROOT / "data" / "crm.duckdb").absolute()


def store() -> Store:
    """The open store of this process; raises a StoreError whose sentence says what to do."""
    return _opened(str(database_path()))


@st.cache_resource(show_spinner=False)
def _opened(path: str) -> Store:
    return open_store(Path(path), create=True)


def read(ask: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Give what `ask` reads with a cursor of its own: its first argument, before those given."""
    with store().cursor() as con:
        return ask(con, *given, **named)


def version(*parts: str) -> str:
    """Name the data as it is now: the first argument of every cached read.

    It holds the database's path and the number of its last change-set, so that no other database
    and no later state is ever taken for it. Where a read names the `parts` it reads, tables or
    columns as `Store.version_of` takes them, it is the last change-set that wrote one of those.
    """
    opened = store()
    number = opened.version_of(*parts) if parts else opened.data_version
    return f"{database_path()} @ {number}"


def actor() -> str:
    """Who acts: RAPPORT_ACTOR, else the system user."""
    return os.environ.get("RAPPORT_ACTOR") or getpass.getuser()


def settings() -> Settings:
    """The workspace's settings as of now."""
    return _settings(version())


@st.cache_data(max_entries=8, show_spinner=False)
def _settings(version: str) -> Settings:
    return read(read_settings)


def is_empty() -> bool:
    """Say whether no customer, product, order or communication is there yet."""
    return _is_empty(version())


@st.cache_data(max_entries=8, show_spinner=False)
def _is_empty(version: str) -> bool:
    return read(holdings.is_empty)


def money(amount: float | Decimal | None, digits: int | None = None) -> str:
    """Print an amount in the workspace's currency: `£1,234.50`; from 10,000 up without pence."""
    if _unknown(amount):
        return NOT_KNOWN
    value = float(amount)  # type: ignore[arg-type]
    places = digits if digits is not None else (2 if abs(value) < 10_000 else 0)
    currency = settings().currency
    symbol = SYMBOLS.get(currency, f"{currency} ")
    sign = "-" if round(value, places) < 0 else ""
    return f"{sign}{symbol}{abs(value):,.{places}f}"


def number(value: float | Decimal | None, digits: int | None = None) -> str:
    """Print a number with thousands separators: whole numbers whole, others with two digits."""
    if _unknown(value):
        return NOT_KNOWN
    amount = float(value)  # type: ignore[arg-type]
    places = digits if digits is not None else (0 if amount == int(amount) else 2)
    return f"{amount:z,.{places}f}"


def percent(share: float | None, digits: int = 1) -> str:
    """Print a share of one as a percentage."""
    return NOT_KNOWN if _unknown(share) else f"{float(share):z.{digits}%}"  # type: ignore[arg-type]


def figure(value: float | Decimal | None, unit: Unit) -> str:
    """Print a figure in the unit its formula names."""
    if unit == "money":
        return money(value)
    if unit == "share":
        return percent(value)  # type: ignore[arg-type]
    if unit == "days":
        return number(value) if _unknown(value) else f"{days(value)} days"  # type: ignore[arg-type]
    return number(value)


def days(value: float | Decimal) -> str:
    """Print a length in days, with half a day as one digit: nobody counts in hundredths."""
    nearest = round(float(value), 1)
    return number(nearest, 0 if nearest.is_integer() else 1)


def _unknown(value: float | Decimal | None) -> bool:
    return value is None or not math.isfinite(value)
