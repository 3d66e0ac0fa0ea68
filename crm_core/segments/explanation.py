"""Why a customer is in their segment: what lies behind the distance, and how near the next one is.

Everything is measured in the space the model sees, logged and scaled, from the customer to the
middle of each segment: the model's own centre, or the mean of the members of a method without any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.formulas import Formula
from crm_core.segments.model import NO_SEGMENT, Model
from crm_core.segments.segmenter import Floats

DUST = 1e-12
"""A distance this small beside the other is what rounding left of none."""

CONTRIBUTION = Formula(
    "contribution",
    "Share in the distance",
    r"\frac{(x_f - c_f)^2}{\sum_g (x_g - c_g)^2}",
    "The squared distance from the customer x to the middle c of a segment, as the model sees both "
    "(logged and scaled), is a sum over the features; this is each feature's part of it. The parts "
    "add up to 1. A feature with a large part holds the customer away from that segment.",
    "share",
)
MARGIN = Formula(
    "margin",
    "Margin",
    r"\frac{b - a}{\max(a, b)}",
    "a is the distance from the customer to the middle of their own segment, b to that of the "
    "runner-up. 1: right in the middle of the own, 0: as near to one as to the other. A method "
    "that does not go by distance to the middle may put a customer below 0.",
    "number",
)
CHANGE = Formula(
    "change",
    "What would move them",
    r"\min_{x'} \left|\{f : x'_f \ne x_f\}\right|,\; \lVert x' - x \rVert "
    r"\quad\text{so that}\quad s(x') = \text{runner-up}",
    "The fewest features that have to change, and of those the least change as the model sees it, "
    "until the model puts the customer into the runner-up. Values stay within what was observed "
    "among the customers grouped, and counts and days stay whole. First only what behaviour "
    "changes is tried, in the way it can go from here (orders are not taken back); if that is not "
    "enough, any change of behaviour; at last any feature.",
    "number",
)


@dataclass(frozen=True)
class Contribution:
    """A feature's share in the squared distance to the own middle and to the runner-up's.

    None where there is no such segment, or no distance to share.
    """

    feature: str
    share: float | None
    runner_up_share: float | None


@dataclass(frozen=True)
class Standing:
    """Where one customer stands; segment 0 is in none, and then there is no margin.

    `segment` and `runner_up` are numbers; the runner-up is None where there is no other segment, or
    a value is missing that the model needs. `contributions` stand in order of their share in the
    own distance, then of the runner-up's, the largest first.
    """

    segment: int
    runner_up: int | None
    margin: float | None
    contributions: tuple[Contribution, ...]


def middles(model: Model, centres: Sequence[Sequence[float]]) -> Floats:
    """The middle of each segment as the model sees it, from centres in original units."""
    values = np.array(centres, dtype=np.float64).reshape(-1, len(model.features))
    return model.transform.forward(values)


def standing(model: Model, row: pd.DataFrame, middle: Floats) -> Standing:
    """Where the one customer of `row` (a frame of features) stands among the middles of segments.

    The runner-up is the segment most likely but for the own where the model knows how likely each
    is, else the other one whose middle is nearest.
    """
    [segment] = model.assign(row).tolist()
    [point] = model.scaled(row)
    runner_up = _runner_up(model, point, segment, middle)
    if runner_up is None:
        return Standing(segment, None, None, ())
    away = (point - middle) ** 2
    own = away[segment - 1] if segment != NO_SEGMENT else np.full(len(point), np.nan)
    return Standing(
        segment,
        runner_up,
        _margin(float(np.sqrt(own.sum())), float(np.sqrt(away[runner_up - 1].sum()))),
        _contributions(model.features, own, away[runner_up - 1]),
    )


def _runner_up(model: Model, point: Floats, segment: int, middle: Floats) -> int | None:
    others = [number for number in range(1, len(middle) + 1) if number != segment]
    if not others or not np.isfinite(point).all():
        return None
    likely = getattr(model.segmenter, "memberships", None)
    if likely is not None:
        chances = dict(zip(model.numbers, likely(point[None, :])[0], strict=True))
        return max(others, key=lambda number: (chances.get(number, 0.0), -number))
    away = ((point - middle) ** 2).sum(axis=1)
    return min(others, key=lambda number: (away[number - 1], number))


def _margin(own: float, other: float) -> float | None:
    """As in `MARGIN`; None without an own segment, 0 where both middles are one point."""
    if not np.isfinite(own):
        return None
    widest = max(own, other)
    return (other - own) / widest if widest else 0.0


def _contributions(features: Sequence[str], own: Floats, other: Floats) -> tuple[Contribution, ...]:
    dust = DUST * max(np.nansum(own), other.sum())
    shares, others = _shares(own, dust), _shares(other, dust)
    order = sorted(range(len(features)), key=lambda f: (-(shares[f] or 0), -(others[f] or 0), f))
    return tuple(Contribution(features[f], shares[f], others[f]) for f in order)


def _shares(parts: Floats, dust: float) -> list[float | None]:
    whole = parts.sum()
    if not whole > dust:  # no own segment, or right in its middle
        return [None] * len(parts)
    return [float(part) for part in parts / whole]


def values_of(model: Model, row: pd.DataFrame) -> dict[str, float | None]:
    """The features of the one customer of `row`, None where a value is missing."""
    found: Mapping[str, float] = row[list(model.features)].astype("float64").iloc[0].to_dict()
    return {name: value if np.isfinite(value) else None for name, value in found.items()}
