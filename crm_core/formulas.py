"""How a figure says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "count", "share", "days", "number"]


@dataclass(frozen=True)
class Formula:
    """One figure's definition, shown beside the figure wherever it appears.

    `latex` is the formula, `sentence` says the same in plain English, `unit` tells how to print it.
    """

    name: str
    label: str
    latex: str
    sentence: str
    unit: Unit
