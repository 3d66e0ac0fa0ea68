"""A segment in one paragraph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan

from crm_core.features import FEATURES
from crm_core.segments.profile import Profile

NEAR = 0.1
"""A segment is like everyone where its typical value stands within a tenth of the middle."""
Shown = Callable[[str, float], str]
"""How a feature's value is printed: its name and the value in, a text out."""


def described(
    found: Profile,
    segment: int,
    name: str,
    *,
    labels: Mapping[str, str] | None = None,
    shown: Shown | None = None,
) -> str:
    """How many they are, what they bring, and what sets them apart, in words.

    `labels` and `shown` say features and their values in the workspace's words and units; left out,
    they are those of the catalogue and plain numbers.
    """
    titles = labels if labels is not None else {n: f.label for n, f in FEATURES.items()}
    printed = shown or _number
    size = found.sizes.loc[segment]
    many = f"{name}: {size['customers']:,.0f} customers, {size['share']:.1%} of all in a segment"
    sentences = [
        f"{many}{_revenue(size['share'], size['revenue_share'])}.",
        _marks(found, segment, titles, printed),
        _alike(found, segment, titles),
    ]
    return " ".join(filter(None, sentences))


def _revenue(share: float, revenue_share: float) -> str:
    """What they bring, beside what their number would lead one to expect."""
    if isnan(revenue_share):
        return "; nothing was spent in all"
    said = f", and {revenue_share:.1%} of revenue"
    times = revenue_share / share if share else 0.0
    if times >= 1.2:
        return f"{said}, {times:.1f} times their share"
    if times <= 0.8 and revenue_share > 0:
        return f"{said}, less than their share"
    return said


def _marks(found: Profile, segment: int, labels: Mapping[str, str], shown: Shown) -> str:
    marks = [
        f"{_inside(labels.get(name, name))} {shown(name, found.typical.loc[segment, name])} "
        f"(all: {shown(name, found.whole[name])}), {_standing(found.standing.loc[segment, name])}"
        for name in found.marks(segment)
        if abs(found.standing.loc[segment, name] - 0.5) >= NEAR
    ]
    if not marks:
        return "Nothing sets them clearly apart."
    return f"What sets them apart, typically: {'; '.join(marks)}."


def _alike(found: Profile, segment: int, labels: Mapping[str, str]) -> str:
    """Where they are like everyone."""
    near = (found.standing.loc[segment] - 0.5).abs() < NEAR
    alike = [_inside(labels.get(str(name), str(name))) for name in near.index[near]]
    return f"Much like everyone in {', '.join(alike)}." if alike else ""


def _standing(share: float) -> str:
    return f"above {share:.0%} of all" if share >= 0.5 else f"below {1 - share:.0%} of all"


def _number(name: str, value: float) -> str:
    if isnan(value):
        return "none"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _inside(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
