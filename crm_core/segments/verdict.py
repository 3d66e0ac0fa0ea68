"""How many groups there are, if any, in words.

One index alone never decides. A number of groups counts only where a valley lies between every two
of them that noise of the same shape does not show, and where stability and gap say so too; where
the valley is deep, one of them will do. The largest such number is suggested: fewer groups would
put together what lies apart. Beside a clear number, a finer one with shallower valleys counts only
where all evidence holds and the gap still rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from crm_core.segments.evidence import Evidence

Verdict = Literal["clear", "weak", "none"]

LEAST_VALLEY, SHALLOW, DEEP = 0.2, 0.5, 0.69
"""Valleys: at the border 82%, 61% and half as dense as in the core. The first is asked of the data
themselves, the others of what they have beyond noise."""
SPREADS = 3.0
LEAST_SPREAD = 0.1
"""A valley must be so many standard deviations deeper than those in noise, which are at least that
wide: ten samples of noise do not tell them well."""
STABLE, CALMER = 0.75, 0.6
"""Refits must agree so far, and disagree at most by so much of what refits of noise do."""
LEAST_SHARE = 0.004
"""Fewer than one in 250 customers are strays, not a group."""


@dataclass(frozen=True)
class Judged:
    """The verdict, the K that it suggests (None with "none"), and why."""

    verdict: Verdict
    suggested_k: int | None
    reason: str


@dataclass(frozen=True)
class Standing:
    """What of the evidence for one K holds against noise."""

    evidence: Evidence
    apart: bool
    deep: bool
    stable: bool
    tight: bool

    @property
    def votes(self) -> int:
        """How many of the three kinds of evidence hold."""
        return self.apart + self.stable + self.tight

    @property
    def verdict(self) -> Verdict:
        if not self.apart or self.votes + self.deep < 3:
            return "none"
        return "clear" if self.deep and self.votes == 3 else "weak"


def standings(evidence: Sequence[Evidence]) -> list[Standing]:
    """What holds for each K, in rising order."""
    found, best = [], 0.0
    for each in evidence:
        found.append(_standing(each, best))
        best = max(best, each.gap or 0.0)
    return found


def _standing(each: Evidence, best: float) -> Standing:
    beyond = each.valley - each.valley_noise
    bar = max(SHALLOW, SPREADS * max(each.valley_spread, LEAST_SPREAD))
    apart = each.smallest >= LEAST_SHARE and each.valley >= LEAST_VALLEY and beyond >= bar
    deep = each.valley >= SHALLOW and beyond >= DEEP
    unsteady = 1 - each.stability
    stable = each.stability >= STABLE and unsteady <= CALMER * (1 - each.stability_noise)
    tight = each.gap is None or (
        each.gap > 2 * each.gap_spread and each.gap >= best - each.gap_spread
    )
    return Standing(each, apart, deep, stable, tight)


def judged(evidence: Sequence[Evidence]) -> Judged:
    """The verdict on the evidence for every K, in rising order."""
    found = standings(evidence)
    clear = [each for each in found if each.verdict == "clear"]
    chosen = [each for each in found if each.verdict != "none"]
    if clear:
        chosen = [each for each in chosen if each.verdict == "clear" or _finer(each, clear[-1])]
    if not chosen:
        return Judged("none", None, _for_none(found))
    best = chosen[-1]
    return Judged(best.verdict, best.evidence.k, _for_groups(best))


def _finer(each: Standing, clear: Standing) -> bool:
    """Whether shallower valleys count beside a clear number: all else holds, the gap rises."""
    gap, before = each.evidence.gap, clear.evidence.gap
    if each.votes < 3 or gap is None or before is None:
        return False
    return each.evidence.k > clear.evidence.k and gap - before > SPREADS * each.evidence.gap_spread


def _for_groups(best: Standing) -> str:
    each = best.evidence
    again = "find them again" if best.stable else "do not find them again as well as they should"
    tighter = "tighter" if best.tight else "no tighter"
    shallow = "" if best.deep else " The valleys are shallow: many customers lie in between."
    return (
        f"{each.k} groups lie apart: {_valley(each)}; refits {again} ({_stability(each)}); they "
        f"are {tighter} than groups of noise ({_gap(each)}).{shallow}"
    )


def _for_none(found: Sequence[Standing]) -> str:
    every = [standing.evidence for standing in found]
    sizeable = [each for each in every if each.smallest >= LEAST_SHARE] or every
    each = max(sizeable, key=lambda each: (each.valley - each.valley_noise, -each.k))
    why = (
        f"its smallest group holds {each.smallest:.1%} of customers"
        if each.valley > SHALLOW and each.smallest < LEAST_SHARE
        else _valley(each)
    )
    return (
        "No number of groups stands out from noise of the same shape. "
        f"The nearest is {each.k}: {why}; {_stability(each)}; {_gap(each)}. "
        "Segments can still cut this crowd into handy parts, but customers beside a cut are alike."
    )


def _valley(each: Evidence) -> str:
    return (
        f"where two groups touch, customers are {_share(each.valley)} as dense as in the core of "
        f"the sparser one (noise: {_share(each.valley_noise)})"
    )


def _share(valley: float) -> str:
    return f"{min(exp(-valley), 1.0):.0%}"


def _stability(each: Evidence) -> str:
    return f"stability {each.stability:.2f}, that of noise {each.stability_noise:.2f}"


def _gap(each: Evidence) -> str:
    return "gap not defined" if each.gap is None else f"gap {each.gap:.2f}"
