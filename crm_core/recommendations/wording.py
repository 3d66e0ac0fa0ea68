"""Numbers of things in a reason."""

from __future__ import annotations


def several(count: int, noun: str) -> str:
    """A number with its noun.

    >>> several(1, "customer"), several(1_200, "customer")
    ('1 customer', '1,200 customers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
