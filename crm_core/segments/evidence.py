"""What speaks for each number of groups, beside what noise of the same shape would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crm_core.formulas import Formula
from crm_core.segments.nearest import nearest
from crm_core.segments.noise import Noise, without_ties
from crm_core.segments.segmenter import Floats
from crm_core.segments.stability import agreements, fitted
from crm_core.segments.threads import one_thread
from crm_core.segments.valleys import Neighbours

STARTS, REFITS = 10, 8
NOISES, NOISE_STARTS, NOISE_REFITS = 10, 3, 1
"""How often the data and each of so many samples of noise are grouped, and grouped anew."""

GAP = Formula(
    "gap",
    "Gap",
    r"\frac{1}{R}\sum_r \ln\frac{W_k(\mathrm{noise}_r)}{W_1(\mathrm{noise}_r)} "
    r"- \ln\frac{W_k}{W_1}",
    "How much tighter the groups are than as many groups in noise: the logarithm of the inertia "
    "(W, beside that of one group) of noise of the same shape, averaged, less that of the data. It "
    "rises up to the true number of groups (the gap statistic of Tibshirani, Walther and Hastie, "
    "2001, but the noise keeps the shape of the data: beside a box, long tails pass for groups).",
    "number",
)


@dataclass(frozen=True)
class Evidence:
    """What speaks for k groups.

    Attributes
    ----------
    gap : how much tighter than noise, None where the data leave no inertia; `gap_spread` is its
        standard error.
    stability : mean agreement of refits; `stability_noise` the same of noise.
    valley : how deep the shallowest valley between two groups is; `valley_noise` that of noise on
        average, and `valley_spread` its standard deviation.
    smallest : share of the customers in the smallest group.
    """

    k: int
    gap: float | None
    gap_spread: float
    stability: float
    stability_noise: float
    valley: float
    valley_noise: float
    valley_spread: float
    smallest: float


@dataclass(frozen=True)
class Look:
    """One look at some rows for one k.

    ln of the share of inertia left, stability, the shallowest valley, the smallest group's share.
    """

    tightness: float
    stability: float
    valley: float
    smallest: float


def evidence(sample: Floats, ks: Sequence[int], *, seed: int) -> Iterator[list[Evidence]]:
    """The evidence for each of `ks` from a sample of rows; yields [] after each step but the last.

    The data are looked at with ten starts and eight refits, ten samples of noise with three starts
    and one refit each.
    """
    random = np.random.default_rng(seed)
    smooth = without_ties(sample, random)
    noise = Noise(smooth)
    with one_thread():
        data = _looks(smooth, ks, STARTS, REFITS, random)
    drawn = []
    for _ in range(NOISES):
        yield []
        with one_thread():
            rows = noise.draw(len(smooth), random)
            drawn.append(_looks(rows, ks, NOISE_STARTS, NOISE_REFITS, random))
    yield [_weighed(k, data[at], [each[at] for each in drawn]) for at, k in enumerate(ks)]


def _looks(
    values: Floats, ks: Sequence[int], starts: int, refits: int, random: np.random.Generator
) -> list[Look]:
    """What k-means makes of some rows, for each k."""
    neighbours = Neighbours(values)
    whole = float(((values - values.mean(axis=0)) ** 2).sum())
    found = []
    for k in ks:
        model = fitted(values, k, random, starts)
        labels = nearest(values, model.cluster_centers_)
        left = float(model.inertia_) / whole
        found.append(
            Look(
                float(np.log(left)) if left > 0 else -np.inf,
                float(np.mean([*agreements(values, labels, k, refits, random)])),
                float(neighbours.valleys(labels, k).min()),
                float(np.bincount(labels, minlength=k).min() / len(values)),
            )
        )
    return found


def _weighed(k: int, data: Look, noise: Sequence[Look]) -> Evidence:
    tightness = np.array([look.tightness for look in noise])
    valleys = np.array([look.valley for look in noise])
    gap = float(tightness.mean() - data.tightness)
    return Evidence(
        k,
        gap if np.isfinite(gap) else None,
        float(tightness.std() * (1 + 1 / len(noise)) ** 0.5),
        data.stability,
        float(np.mean([look.stability for look in noise])),
        data.valley,
        float(valleys.mean()),
        float(valleys.std()),
        data.smallest,
    )
