"""Typed text turned into the value its column holds, or into a sentence that says why not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.records import contacts
from crm_core.schema import EARLIEST_DAY, FALSE_WORDS, LATEST_DAY, TRUE_WORDS, Column

Value = str | int | float | Decimal | date | datetime | bool | None

INTEGERS = (-(2**31), 2**31 - 1)
MONEY_LIMIT = Decimal(10) ** 14
PENNIES = Decimal("0.0001")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NOT_A_NUMBER = re.compile(r"[£€$¥₹\s\u00a0']")


def value_of(column: Column, typed: object, *, country: str | None = None) -> Value:
    """Give the value that `typed` means in `column`; blank text means None.

    Parameters
    ----------
    column : what the value must fit: type, closed set, bounds, whether it may be empty.
    typed : text as a person types it, or a value that already has the column's type.
    country : whose national form a phone number may be written in.

    Raises
    ------
    InvalidValue
        If the column cannot hold it.

    Examples
    --------
    >>> value_of(Column("income", "money"), "£1,234.50")
    Decimal('1234.5000')
    >>> value_of(Column("channel", values=("email", "sms")), "Email")
    'email'
    """
    if _is_blank(typed):
        if column.required:
            raise InvalidValue(column.name, "", "it must not be empty")
        return None
    value = _FROM_TYPED[column.type](column, typed)
    if column.name == "email":
        value = contacts.email(column.name, str(value))
    elif column.name == "phone":
        value = contacts.phone(column.name, str(value), country)
    _check_bounds(column, value)
    return value


def values_of(
    columns: Iterable[Column], typed: Mapping[str, object], *, country: str | None = None
) -> dict[str, Value]:
    """Give every entry of `typed` as the value of the column it names.

    A country among `typed` counts before `country` for the form of a phone number.

    Raises
    ------
    UnknownColumn
        If no column bears a name.
    InvalidValue
        For the first value that its column cannot hold.
    """
    known = {column.name: column for column in columns}
    for name in typed:
        if name not in known:
            raise UnknownColumn("column", name, list(known))
    place = str(typed.get("country") or country or "") or None
    return {name: value_of(known[name], text, country=place) for name, text in typed.items()}


def checked(
    columns: Iterable[Column], typed: Mapping[str, object], *, country: str | None = None
) -> tuple[dict[str, Value], list[InvalidValue]]:
    """Give what can be held, and for each entry that cannot, its error."""
    known = {column.name: column for column in columns}
    place = str(typed.get("country") or country or "") or None
    values: dict[str, Value] = {}
    problems: list[InvalidValue] = []
    for name, text in typed.items():
        try:
            values[name] = value_of(known[name], text, country=place)
        except InvalidValue as problem:
            problems.append(problem)
    return values, problems


def _is_blank(typed: object) -> bool:
    return (
        typed is None
        or (isinstance(typed, str) and not typed.strip())
        or (isinstance(typed, float) and math.isnan(typed))
    )


def _text(column: Column, typed: object) -> str:
    text = str(typed).strip()
    if not column.values:
        return text
    for allowed in column.values:
        if text.lower() == allowed.lower():
            return allowed
    raise InvalidValue(column.name, typed, f"choose one of {', '.join(column.values)}")


def _digits(typed: object) -> str:
    """Give a number's text with one dot at most: group commas and currency signs taken away."""
    text = _NOT_A_NUMBER.sub("", str(typed))
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def _decimal(column: Column, typed: object, wanted: str) -> Decimal:
    if isinstance(typed, bool):
        raise InvalidValue(column.name, typed, wanted)
    try:
        value = Decimal(_digits(typed))
    except InvalidOperation:
        raise InvalidValue(column.name, typed, wanted) from None
    if not value.is_finite():
        raise InvalidValue(column.name, typed, wanted)
    return value


def _integer(column: Column, typed: object) -> int:
    wanted = "a whole number such as 42"
    value = _decimal(column, typed, wanted)
    if value != value.to_integral_value() or not INTEGERS[0] <= value <= INTEGERS[1]:
        raise InvalidValue(column.name, typed, wanted)
    return int(value)


def _money(column: Column, typed: object) -> Decimal:
    wanted = "an amount such as 1234.50"
    value = _decimal(column, typed, wanted)
    if abs(value) >= MONEY_LIMIT:
        raise InvalidValue(column.name, typed, "an amount below 100,000,000,000,000")
    return value.quantize(PENNIES)


def _number(column: Column, typed: object) -> float:
    wanted = "a number such as 3.5"
    value = float(_decimal(column, typed, wanted))
    if not math.isfinite(value):
        raise InvalidValue(column.name, typed, wanted)
    return value


def _date(column: Column, typed: object) -> date:
    return _timestamp(column, typed, "a date as YYYY-MM-DD").date()


def _timestamp(
    column: Column, typed: object, wanted: str = "a time as YYYY-MM-DD HH:MM"
) -> datetime:
    if isinstance(typed, datetime):
        moment = typed
    elif isinstance(typed, date):
        moment = datetime.combine(typed, time())
    else:
        try:
            moment = datetime.fromisoformat(str(typed).strip().replace("/", "-"))
        except ValueError:
            raise InvalidValue(column.name, typed, wanted) from None
    if moment.tzinfo is not None:
        raise InvalidValue(
            column.name, typed, "a time of the workspace's own time zone, with no zone of its own"
        )
    if not EARLIEST_DAY <= moment.date() <= LATEST_DAY:
        raise InvalidValue(column.name, typed, f"a day from {EARLIEST_DAY} to {LATEST_DAY}")
    return moment


def _boolean(column: Column, typed: object) -> bool:
    text = str(typed).strip().lower()
    if text in (*TRUE_WORDS, *FALSE_WORDS):
        return text in TRUE_WORDS
    raise InvalidValue(column.name, typed, "write true or false")


def _check_bounds(column: Column, value: Value) -> None:
    if not isinstance(value, (int, float, Decimal)) or isinstance(value, bool):
        return
    if column.low is not None and value < column.low:
        raise InvalidValue(column.name, value, f"the least is {column.low:g}")
    if column.high is not None and value > column.high:
        raise InvalidValue(column.name, value, f"the most is {column.high:g}")


_FROM_TYPED: dict[str, Callable[[Column, object], Value]] = {
    "text": _text,
    "integer": _integer,
    "money": _money,
    "number": _number,
    "date": _date,
    "timestamp": _timestamp,
    "boolean": _boolean,
}
