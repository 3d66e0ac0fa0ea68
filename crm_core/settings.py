"""What a team sets once for its workspace, kept in the database and changed as change-sets."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import available_timezones

import duckdb

from crm_core.errors import InvalidValue, UnknownColumn

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CHARGE_CODES = (
    "POST",
    "DOT",
    "M",
    "C2",
    "C3",
    "D",
    "S",
    "B",
    "ADJUST",
    "ADJUST2",
    "BANK CHARGES",
    "AMAZONFEE",
    "CRUK",
)
"""Codes that shops use for postage, fees, discounts and corrections: money, but no product."""

READ = "select setting, value from settings where deleted_at is null"


@dataclass(frozen=True)
class Settings:
    """The workspace's settings; a workspace that never set one has these.

    `currency` is an ISO 4217 code, `time_zone` an IANA name, `business_hours` two times of day.
    """

    currency: str = "GBP"
    time_zone: str = "Etc/UTC"
    first_weekday: str = "Monday"
    business_hours: str = "09:00-17:00"
    charge_codes: tuple[str, ...] = CHARGE_CODES


def read_settings(con: duckdb.DuckDBPyConnection) -> Settings:
    """The settings of this database; what was never set holds its default."""
    stored: dict[str, Any] = {
        name: parsed(name, text) for name, text in con.execute(READ).fetchall()
    }
    return replace(Settings(), **stored)


def parsed(name: str, text: str) -> str | tuple[str, ...]:
    """One setting as `Settings` holds it, from text as a person types it.

    Raises
    ------
    UnknownColumn
        If there is no such setting.
    InvalidValue
        If the text is no value for it.
    """
    known = [field.name for field in fields(Settings)]
    if name not in known:
        raise UnknownColumn("setting", name, known)
    value = text.strip()
    if name == "charge_codes":
        return tuple(dict.fromkeys(code for part in value.split(",") if (code := _code(part))))
    _check(name, value)
    return value


def _code(text: str) -> str:
    return text.strip().upper()


def _check(name: str, value: str) -> None:
    if name == "currency" and not (len(value) == 3 and value.isalpha() and value.isupper()):
        raise InvalidValue(name, value, "three capital letters, such as GBP, EUR or CNY")
    if name == "time_zone" and value not in available_timezones():
        raise InvalidValue(name, value, "a place such as Europe/London, or Etc/UTC")
    if name == "first_weekday" and value not in WEEKDAYS:
        raise InvalidValue(name, value, f"one of {', '.join(WEEKDAYS)}")
    if name == "business_hours" and not _is_span(value):
        raise InvalidValue(name, value, "two times of day, the earlier first, such as 09:00-17:00")


def _is_span(value: str) -> bool:
    opens, dash, closes = value.partition("-")
    return bool(dash) and all(map(_is_time, (opens, closes))) and opens < closes


def _is_time(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    whole = len(hours) == len(minutes) == 2 and (hours + minutes).isdecimal()
    return bool(colon) and whole and int(hours) < 25 and int(minutes) < 60
