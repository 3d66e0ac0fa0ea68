"""Products of a list in a message: `{{ product_1.name }}`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from crm_core.errors import InvalidValue
from crm_core.recommendations.preview import Item

FIELDS = ("name", "price", "category", "reason", "product_id")
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.S)
_PRODUCT = re.compile(r"product_([1-9]\d*)\.(\w+)")


def rendered(
    template: str,
    items: Sequence[Item],
    *,
    values: Mapping[str, str] | None = None,
    currency: str = "",
) -> str:
    """The message with every placeholder filled in.

    Parameters
    ----------
    values
        Further placeholders by name, such as *customer.name*.
    currency
        Written before prices.

    Raises
    ------
    InvalidValue
        If a placeholder means nothing, is not closed, or names a product that the list is too short
        for, or a price that is not known.

    Examples
    --------
    >>> tea = Item("T1", "Green tea", 0.4, "same words: tea", "Drinks", 4.5, False)
    >>> rendered("Try {{ product_1.name }} at {{product_1.price}}.", [tea], currency="£")
    'Try Green tea at £4.50.'
    """
    filled = _PLACEHOLDER.sub(
        lambda found: _value(found[1].strip(), items, values or {}, currency), template
    )
    left = _PLACEHOLDER.sub("", template)
    if "{{" in left or "}}" in left:
        raise InvalidValue("message", "{{", "close every placeholder: {{ product_1.name }}")
    return filled


def _value(name: str, items: Sequence[Item], values: Mapping[str, str], currency: str) -> str:
    if name in values:
        return values[name]
    found = _PRODUCT.fullmatch(name)
    if found is None or found[2] not in FIELDS:
        raise InvalidValue("placeholder", name, _wanted(name, len(items), values))
    number, field = int(found[1]), found[2]
    if number > len(items):
        there = f"the list has {len(items):,} products; use product_1 to product_{len(items)}"
        raise InvalidValue("placeholder", name, there if items else "the list has no product")
    item = items[number - 1]
    if field == "price":
        if item.price is None:
            raise InvalidValue("placeholder", name, f"no price is known of {item.name}")
        return f"{currency}{item.price:,.2f}"
    return str(getattr(item, field))


def _wanted(name: str, count: int, values: Mapping[str, str]) -> str:
    known = [f"product_{at}.{field}" for at in range(1, count + 1) for field in FIELDS]
    near = difflib.get_close_matches(name, [*known, *values], n=1)
    meant = f"did you mean {near[0]}? There are " if near else "there are "
    others = "".join(f", {value}" for value in values)
    return f"{meant}product_1 and so on, each with .{', .'.join(FIELDS)}{others}"
