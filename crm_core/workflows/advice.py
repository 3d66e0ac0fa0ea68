"""Advice on how many segments a company's customers fall into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm_core.features import default_as_of
from crm_core.segments import Candidate, Recipe
from crm_core.segments.advice import FEWEST_K, MOST_K, Progress, advise, check_range
from crm_core.segments.verdict import Verdict
from crm_core.store import Store
from crm_core.workflows.segmentations import check_enough, features_of, matrix_of


@dataclass(frozen=True)
class ChooseK:
    """What each K gives, and which one the customers bear out."""

    candidates: tuple[Candidate, ...]
    suggested_k: int | None
    verdict: Verdict
    reason: str
    as_of: date
    seed: int


def choose_k(
    store: Store,
    *,
    features: Sequence[str],
    k_min: int = FEWEST_K,
    k_max: int = MOST_K,
    scale: str = "standard",
    log: Sequence[str] = (),
    missing: str = "median",
    as_of: date | None = None,
    seed: int = 0,
    progress: Progress = lambda share, words: None,
) -> ChooseK:
    """Try every K from `k_min` to `k_max` with K-means, and say which is borne out.

    Parameters
    ----------
    features, scale, log, missing
        As in `matrices.numeric_matrix`.
    k_min, k_max, seed, progress
        As in `segments.advise`.
    as_of
        The last day that counts; the day of the last order or communication when left out.

    Raises
    ------
    UnknownColumn, InvalidValue, NotEnoughRows
        For a feature that is not there or is no number, a choice out of bounds, or fewer than two
        customers that differ for each of `k_min` segments.
    """
    check_range(k_min, k_max, seed)
    with store.cursor() as con:
        day = as_of or default_as_of(con)
        recipe = Recipe(tuple(features), k_min, day, scale, tuple(log), missing, seed)
        progress(0.0, "Working out the features of each customer")
        frame = features_of(con, recipe)
    check_enough(frame, k_min)
    values = matrix_of(frame, recipe).values
    found = advise(values, k_min=k_min, k_max=k_max, seed=seed, progress=progress)
    return ChooseK(found.candidates, found.suggested_k, found.verdict, found.reason, day, seed)
