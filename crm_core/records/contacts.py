"""E-mail addresses and phone numbers in one form."""

from __future__ import annotations

from functools import cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from crm_core.errors import InvalidValue

FEWEST_DIGITS = 3
"""A phone number too short for its country may still be an extension; less than this is none."""


def email(column: str, text: str) -> str:
    """Give the address with its domain in lower case; no server is asked whether it exists.

    Raises
    ------
    InvalidValue
        If it is no address, with the reason.

    Examples
    --------
    >>> email("email", "Ann.Lee@Example.COM")
    'Ann.Lee@example.com'
    """
    try:
        # Not "globally deliverable": an address inside a firm (ann@mail.local) is one too.
        valid = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as problem:
        raise InvalidValue(column, text, _as_clause(str(problem))) from None
    if "." not in valid.domain:
        raise InvalidValue(column, text, "an address such as name@example.com")
    return valid.normalized


def phone(column: str, text: str, country: str | None = None) -> str:
    """Give the number as +441632960123; one that no country's plan knows stays as it was typed.

    `country` is a name or a two-letter code, and needed only for numbers without +.

    Raises
    ------
    InvalidValue
        If there are fewer than three digits in it.

    Examples
    --------
    >>> phone("phone", "01632 960123", "United Kingdom")
    '+441632960123'
    >>> phone("phone", "01632 960123")
    '01632 960123'
    """
    if sum(sign.isdigit() for sign in text) < FEWEST_DIGITS:
        raise InvalidValue(column, text, "a phone number such as +44 1632 960123")
    try:
        number = phonenumbers.parse(text, region_of(country))
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain} ext. {number.extension}" if number.extension else plain


def region_of(country: str | None) -> str | None:
    """Give the two-letter region of a country's English or Chinese name, or of such a code.

    >>> region_of("Germany"), region_of("中国"), region_of("us"), region_of("Nowhere")
    ('DE', 'CN', 'US', None)
    """
    if not country:
        return None
    name = country.strip()
    if name.upper() in phonenumbers.SUPPORTED_REGIONS:
        return name.upper()
    return _regions().get(name.lower())


@cache
def _regions() -> dict[str, str]:
    """Every region by its name in English, Chinese, then any language; `*aa` stands for another."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    regions = {"uk": "GB", "eire": "IE", "rsa": "ZA", "korea": "KR", "usa": "US"}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        names = LOCALE_DATA.get(region, {})
        for language in ("en", "zh", *names):
            name = names.get(language, "")
            name = names.get(name[1:], "") if name.startswith("*") else name
            if name:
                regions.setdefault(name.lower(), region)
    return regions


def _as_clause(sentence: str) -> str:
    """A whole sentence as the end of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
