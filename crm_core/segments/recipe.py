"""What a grouping is made from, in plain values: enough to make the same one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Recipe:
    """The choices behind one grouping; what each may hold is checked where it is used."""

    features: tuple[str, ...]
    k: int
    as_of: date
    scale: str = "standard"
    log: tuple[str, ...] = ()
    missing: str = "median"
    seed: int = 0
