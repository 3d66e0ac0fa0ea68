"""What a grouping is made from, in plain values: enough to make the same one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Recipe:
    """The choices behind one grouping; what each may hold is checked where it is used.

    `k`, `eps`, `min_samples` and `min_cluster_size` are None where the algorithm takes none; `cuts`
    (of RFM) is JSON text.
    """

    features: tuple[str, ...]
    k: int | None
    as_of: date
    scale: str = "standard"
    log: tuple[str, ...] = ()
    missing: str = "median"
    seed: int = 0
    algorithm: str = "kmeans"
    eps: float | None = None
    min_samples: int | None = None
    min_cluster_size: int | None = None
    cuts: str | None = None
