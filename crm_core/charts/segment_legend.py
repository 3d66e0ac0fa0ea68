"""What every picture of segments says: names with exact counts, directions, hover texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_core.charts.lettering import cut, inside, literal
from crm_core.segments import Axis

Values = NDArray[np.float64] | NDArray[np.object_]
LEGEND = {"orientation": "h", "y": -0.27, "x": 0, "yanchor": "top", "itemsizing": "constant"}
LONGEST_NAME = 40
NOISE_WORDS = "In no segment"


@dataclass(frozen=True)
class Legend:
    """What the segments are called and how many customers are in each; labels of features.

    Attributes
    ----------
    names : one per segment, from 1.
    sizes : exact counts, whatever is drawn.
    noise : how many customers are in none.
    labels : features in words.
    """

    names: Sequence[str]
    sizes: Sequence[int]
    noise: int
    labels: Mapping[str, str]

    @property
    def numbers(self) -> list[int]:
        """The segments there are, 0 for noise last."""
        return [*range(1, len(self.sizes) + 1), *([0] if self.noise else [])]

    def entry(self, segment: int) -> str:
        """A segment's line in the legend, its size and share along."""
        size = self.sizes[segment - 1] if segment else self.noise
        share = size / (sum(self.sizes) + self.noise)
        return f"{self.called(segment)}: {size:,} ({share:.1%})"

    def called(self, segment: int) -> str:
        """Number and name; the name alone where it says the number already."""
        if not segment:
            return NOISE_WORDS
        name = self.names[segment - 1]
        short = cut(name, LONGEST_NAME)
        return literal(short if name == f"Segment {segment}" else f"{segment} {short}")

    def label(self, feature: str) -> str:
        return self.labels.get(feature, feature)


def axis_title(axis: Axis, labels: Mapping[str, str]) -> str:
    """What a direction means: `more orders, more spend → (62% of variance)`."""
    leaders = [
        f"{'more' if weight > 0 else 'less'} {inside(labels.get(name, name))}"
        for name, weight in axis.leaders()
    ]
    words = ", ".join(leaders) or "nothing more"
    return f"{words} → ({axis.variance:.0%} of variance)"


def hover_template(columns: Sequence[str], said: str, labels: Mapping[str, str]) -> str:
    """The hover text of a segment's points: said once, and not once for each of thousands."""
    lines = [f"Customer %{{text}}, {said}"]
    for position, name in enumerate(columns):
        lines.append(f"{literal(labels.get(name, name))}: %{{customdata[{position}]:,.2~f}}")
    return "<br>".join(lines) + "<extra></extra>"


def hover_values(features: pd.DataFrame) -> Values:
    """What fills the hover text: for each point its features; nothing for a missing value.

    Numbers in an array, which the browser prints: thousands of texts, or a list that Plotly walks
    through and copies, would take longer than the picture.
    """
    values: NDArray[np.float64] = features.to_numpy(np.float64).round(2)
    if not np.isnan(values).any():
        return values
    filled: NDArray[np.object_] = values.astype(object)
    filled[np.isnan(values)] = ""
    return filled


def ids_of(points: pd.DataFrame) -> NDArray[np.str_]:
    """The customers' ids, letter by letter."""
    return np.array([literal(customer_id) for customer_id in points["customer_id"]], dtype=np.str_)
