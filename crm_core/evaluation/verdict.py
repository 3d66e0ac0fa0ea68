"""Is there enough to go on, and is any model better than guessing?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

Answer = Literal["better", "no_better", "too_few"]

FEWEST_OUTCOMES = 5
FEWEST_ROWS = 20
ERROR = 0.02
"""How often tables of pure chance may be called better than guessing, over all models tried."""
SPREAD = 1.5
"""How much wider areas from folds spread under chance than areas of fixed scores.

What a table holds by chance teaches every fold alike. On tables of noise of 60 to 1,000 rows the
spread was 0.8 to 1.7 times that of fixed scores, by model.
"""
WEAK_AREA, WEAKER_AREA = 0.6, 0.55
"""Areas of weak patterns worth finding: how many outcomes it takes to see them."""
WEAK_SHARE = 0.05
"""The same for numbers: the share of the spread that a weak pattern explains."""


@dataclass(frozen=True)
class Verdict:
    """The answer, why, and about how many more outcomes would settle it.

    `more_needed` is None where more would not help, or are not needed.
    """

    verdict: Answer
    reason: str
    more_needed: int | None = None


def class_verdict(
    areas: Mapping[str, float | None], sizes: Mapping[str, int], *, models: Mapping[str, str]
) -> Verdict:
    """Whether the best ROC AUC is more than chance, by how many rows each class has.

    Under chance the area of fixed scores lies around .5 with variance (n1 + n0 + 1) / (12 n1 n0);
    that of models from folds spreads wider (`SPREAD`), and the best of several has as many chances.
    With several classes n1 is the rarest and n0 the rest.

    Parameters
    ----------
    areas
        ROC AUC by model, the baseline left out.
    sizes
        Rows by class.
    models
        What each model is called.

    Source: Mann & Whitney (1947), Annals of Mathematical Statistics 18, 50-60.
    """
    rare = min(sizes.values(), default=0)
    rest = sum(sizes.values()) - rare
    if len(sizes) < 2 or rare < FEWEST_OUTCOMES:
        return _too_few(rare, FEWEST_OUTCOMES, "outcomes of the rarest class")
    known = {name: area for name, area in areas.items() if area is not None}
    if not known:
        return Verdict("no_better", "No model was trained beside the baseline.")
    best = max(known, key=lambda name: known[name])
    bound = SPREAD * NormalDist().inv_cdf(1 - ERROR / len(known))
    limit = 0.5 + bound * math.sqrt((rare + rest + 1) / (12 * rare * rest))
    if known[best] > limit:
        return Verdict(
            "better",
            f"{models[best]} reaches ROC AUC {known[best]:.3f}; with {rare:,} outcomes of the "
            f"rarest class chance alone stays below {limit:.3f}.",
        )
    return _no_better(known[best], limit, rare, rest / rare, bound)


def _no_better(area: float, limit: float, rare: int, ratio: float, bound: float) -> Verdict:
    start = (
        f"No better than guessing: the best ROC AUC is {area:.3f}, and with {rare:,} outcomes of "
        f"the rarest class chance alone reaches {limit:.3f}."
    )
    for hoped in (WEAK_AREA, WEAKER_AREA):
        needed = math.ceil(bound**2 * (1 + ratio) / (12 * ratio * (hoped - 0.5) ** 2))
        if needed > rare:
            more = rounded_up(needed - rare)
            return Verdict(
                "no_better",
                f"{start} About {more:,} more outcomes would show a pattern of {hoped:.2f}.",
                more,
            )
    return Verdict("no_better", f"{start} More rows would hardly help; other columns might.")


def number_verdict(
    explained: Mapping[str, float | None],
    errors: Mapping[str, float],
    rows: int,
    *,
    models: Mapping[str, str],
) -> Verdict:
    """Whether the best R2 is more than chance.

    Parameters
    ----------
    explained
        R2 by model, the baseline left out.
    errors
        The standard error of each, from its bootstrap.
    rows
        How many rows were judged.
    """
    if rows < FEWEST_ROWS:
        return _too_few(rows, FEWEST_ROWS, "rows with a value")
    known = {name: share for name, share in explained.items() if share is not None}
    if not known:
        return Verdict("no_better", "No model was trained beside the baseline, or nothing varies.")
    best = max(known, key=lambda name: known[name])
    bound = NormalDist().inv_cdf(1 - ERROR / len(known))
    limit = max(bound * errors[best], bound / rows)
    if known[best] > limit:
        return Verdict(
            "better",
            f"{models[best]} takes away {known[best]:.1%} of the squared error of the mean; with "
            f"{rows:,} rows chance alone stays below {limit:.1%}.",
        )
    start = f"No better than the mean: the best R2 is {known[best]:.3f} over {rows:,} rows."
    # A share r2 shows once it passes its own standard error, about 2 sqrt(r2 / n), bound times.
    needed = math.ceil(4 * bound**2 / max(known[best], WEAK_SHARE))
    if needed <= rows:
        return Verdict("no_better", f"{start} More rows would hardly help; other columns might.")
    more = rounded_up(needed - rows)
    hoped = max(known[best], WEAK_SHARE)
    return Verdict(
        "no_better", f"{start} About {more:,} more rows would show a pattern of {hoped:.2f}.", more
    )


def _too_few(there: int, needed: int, what: str) -> Verdict:
    return Verdict(
        "too_few",
        f"There are {there:,} {what}, too few to judge anything by; "
        f"about {needed - there:,} more are the least.",
        needed - there,
    )


def rounded_up(number: int) -> int:
    """A number of which nobody believes the last digits: two remain.

    >>> rounded_up(113), rounded_up(7), rounded_up(4321)
    (120, 7, 4400)
    """
    step = int(10 ** max(0, len(str(number)) - 2))
    return -(-number // step) * step
